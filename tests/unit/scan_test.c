/* Hostile bytes: what is not one whole, clean value is refused, and says why. */
#include "schemas/rows.h"
#include "tests/support/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct refusal refusal;

static enum status scan_hex(const char *hex)
{
    /* On the heap and to the byte, so that reading past the end is seen. */
    uint8_t all[512];
    size_t size = hex_bytes(hex, all, sizeof all);
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    assert_non_null(bytes);
    memcpy(bytes, all, size);
    enum status status = scan(bytes, size, &refusal);
    free(bytes);
    return status;
}

static void hostile_bytes_are_refused(void **state)
{
    static const struct { const char *what, *hex; enum status status; } cases[] = {
        {"nothing",                               "",                           STATUS_TRUNCATED},
        {"five bytes that ask for 33 M values",   "dd 02 00 00 00",             STATUS_TRUNCATED},
        {"nine bytes that ask for 256 GiB",       "df ff ff ff ff dd ff ff ff ff", STATUS_TRUNCATED},
        {"an array one short",                    "92 01",                      STATUS_TRUNCATED},
        {"a map without its last value",          "82 a1 61 01 a1 62",          STATUS_TRUNCATED},
        {"a string one short",                    "a3 61 62",                   STATUS_TRUNCATED},
        {"a string header cut",                   "d9",                         STATUS_TRUNCATED},
        {"a string of 4 GiB",                     "db ff ff ff ff 61",          STATUS_TRUNCATED},
        {"a float cut",                           "cb 40 00 00",                STATUS_TRUNCATED},
        {"an extension cut",                      "d8 01 00",                   STATUS_TRUNCATED},
        {"binary cut",                            "c4 04 00 00",                STATUS_TRUNCATED},
        {"bytes behind the value",                "01 01",                      STATUS_TRAILING},
        {"a key twice",                           "82 a1 61 01 a1 61 02",       STATUS_DUPLICATE_KEY},
        {"a key twice, in two forms",             "82 a1 61 01 d9 01 61 02",    STATUS_DUPLICATE_KEY},
        {"a key twice, deep inside",              "91 81 a1 78 82 a1 61 01 a1 61 02", STATUS_DUPLICATE_KEY},
        {"a key that is a number",                "81 01 01",                   STATUS_WRONG_TYPE},
        {"the byte that begins nothing",          "c1",                         STATUS_WRONG_TYPE},
        {"NaN",                                   "cb 7f f8 00 00 00 00 00 00", STATUS_NOT_FINITE},
        {"infinity",                              "cb 7f f0 00 00 00 00 00 00", STATUS_NOT_FINITE},
        {"minus infinity, narrow",                "ca ff 80 00 00",             STATUS_NOT_FINITE},
        {"NaN inside an array",                   "91 ca 7f c0 00 00",          STATUS_NOT_FINITE},
        {"a lone continuation byte",              "a1 80",                      STATUS_BAD_UTF8},
        {"an overlong slash",                     "a2 c0 af",                   STATUS_BAD_UTF8},
        {"an overlong form of three",             "a3 e0 80 af",                STATUS_BAD_UTF8},
        {"a surrogate",                           "a3 ed a0 80",                STATUS_BAD_UTF8},
        {"beyond U+10FFFF",                       "a4 f4 90 80 80",             STATUS_BAD_UTF8},
        {"a character cut",                       "a2 e4 bb",                   STATUS_BAD_UTF8},
        {"bad UTF-8 as a key",                    "81 a1 ff 01",                STATUS_BAD_UTF8},
        {"bad UTF-8 behind eight good bytes",     "a9 61 61 61 61 61 61 61 61 ff", STATUS_BAD_UTF8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refusal = (struct refusal){0};
        enum status status = scan_hex(cases[i].hex);
        if (status != cases[i].status || refusal.status != status || refusal.text[0] == '\0')
            fail_msg("%s: %s (\"%s\")", cases[i].what, status_name(status), refusal.text);
    }
}

static void clean_values_pass(void **state)
{
    static const char *const cases[] = {
        "00", "7f", "e0", "ff", "c0", "c2", "c3", "80", "90", "a0",
        "cc ff", "cd ff ff", "ce ff ff ff ff", "cf ff ff ff ff ff ff ff ff",
        "d0 80", "d1 80 00", "d2 80 00 00 00", "d3 80 00 00 00 00 00 00 00",
        "ca 3f 80 00 00", "cb 3f f0 00 00 00 00 00 00", "c4 00", "c5 00 00", "c6 00 00 00 00",
        "d4 01 00", "d5 01 00 00", "c7 00 01", "c8 00 01 01 00",
        "a4 f0 9f 98 80", "a3 ed 9f bf", "a3 ee 80 80", "a4 f4 8f bf bf", "a2 c2 80", "a3 e0 a0 80",
        "82 a1 61 01 a1 62 02", "92 81 a1 61 01 81 a1 61 02", "dc 00 00", "df 00 00 00 00",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (scan_hex(cases[i]) != STATUS_OK)
            fail_msg("%s: %s", cases[i], refusal.text);
}

static void thirty_two_levels_pass_and_the_next_does_not(void **state)
{
    uint8_t bytes[64];
    (void)state;
    memset(bytes, 0x91, sizeof bytes);
    bytes[32] = 0xc0;
    assert_int_equal(scan(bytes, 33, &refusal), STATUS_OK);
    bytes[32] = 0x91;
    bytes[33] = 0xc0;
    assert_int_equal(scan(bytes, 34, &refusal), STATUS_TOO_DEEP);
}

static void values_are_counted(void **state)
{
    static uint8_t bytes[LIMIT_NODES + 8];
    (void)state;
    memset(bytes, 0xc0, sizeof bytes);
    bytes[0] = 0xdc;
    bytes[1] = (LIMIT_NODES - 1) >> 8;
    bytes[2] = (LIMIT_NODES - 1) & 0xff;
    assert_int_equal(scan(bytes, 3 + LIMIT_NODES - 1, &refusal), STATUS_OK);
    bytes[1] = LIMIT_NODES >> 8;
    bytes[2] = LIMIT_NODES & 0xff;
    assert_int_equal(scan(bytes, 3 + LIMIT_NODES, &refusal), STATUS_TOO_MANY);
}

static void keys_of_a_map_are_counted(void **state)
{
    uint8_t bytes[3 + 65 * 4];
    size_t size = 0;
    (void)state;
    bytes[size++] = 0xde;
    bytes[size++] = 0;
    bytes[size++] = LIMIT_MAP_KEYS + 1;
    for (unsigned i = 0; i <= LIMIT_MAP_KEYS; i++) {
        bytes[size++] = 0xa2;
        bytes[size++] = (uint8_t)('a' + i / 26);
        bytes[size++] = (uint8_t)('a' + i % 26);
        bytes[size++] = 0xc0;
    }
    assert_int_equal(scan(bytes, size, &refusal), STATUS_TOO_MANY);
    bytes[2] = LIMIT_MAP_KEYS;
    assert_int_equal(scan(bytes, size - 4, &refusal), STATUS_OK);
}

static void the_first_value_ends_where_both_walks_say(void **state)
{
    uint8_t bytes[64];
    size_t size = hex_bytes("82 a1 61 93 01 02 a1 78 a1 62 cb 3f f0 00 00 00 00 00 00 c0", bytes, sizeof bytes);
    size_t checked, counted;
    (void)state;
    assert_int_equal(scan_value(bytes, size, &checked, &refusal), STATUS_OK);
    assert_int_equal(scan_size(bytes, size, &counted, &refusal), STATUS_OK);
    assert_int_equal(checked, size - 1);
    assert_int_equal(counted, size - 1);
    for (size_t cut = 0; cut < checked; cut++)
        assert_int_equal(scan_size(bytes, cut, &counted, &refusal), STATUS_TRUNCATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_bytes_are_refused),
        cmocka_unit_test(clean_values_pass),
        cmocka_unit_test(thirty_two_levels_pass_and_the_next_does_not),
        cmocka_unit_test(values_are_counted),
        cmocka_unit_test(keys_of_a_map_are_counted),
        cmocka_unit_test(the_first_value_ends_where_both_walks_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

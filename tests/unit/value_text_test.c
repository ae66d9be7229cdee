/* Bytes that nobody vouches for, as a person may look at them. */
#include "consumers/value_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_value_is_written_as_far_as_its_bytes_make_sense(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *text;
        size_t sense;
    } rows[] = {
        {"\x82\xa1x\x01\xa1y\x92\xc0\xc3", 9, "{\"x\":1,\"y\":[null,true]}", 9},
        {"\xd3\xff\xff\xff\xff\xff\xff\xff\xfe", 9, "-2", 9},
        {"\xcb\x40\xa3\xe9\x00\x00\x00\x00\x00", 9, "2548.5", 9},
        {"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", 9, "<NaN>", 9},
        {"\xcb\xff\xf0\x00\x00\x00\x00\x00\x00", 9, "<below -9e12>", 9},
        {"\xa4" "a\"b\\", 5, "\"a\\\"b\\\\\"", 5},
        {"\xa4\x1b[2J", 5, "\"\\x1b[2J\"", 5},
        {"\xa4\xc2\x9b" "2J", 5, "\"\\xc2\\x9b2J\"", 5},
        {"\xa5" "K\xc3\xb6ln", 6, "\"K\xc3\xb6ln\"", 6},
        {"\xa3" "a\xff" "b", 4, "\"a\\xff" "b\"", 4},
        {"\xc4\x02\xff\xfe", 4, "<binary, 4 bytes>", 4},
        {"\xd4\x01\x00", 3, "<extension, 3 bytes>", 3},
        {"\x82\xa1x\x01\xa1", 5, "{\"x\":1,", 4},
        {"\x92\x01\xc1", 3, "[1,", 2},
        {"\x93\xa5" "ab", 4, "[", 1},
        {"\xdd\xff\xff\xff\xff", 5, "[", 5},
        {"", 0, "", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        void *exact = malloc(rows[i].size + (rows[i].size == 0)); /* a sanitizer sees what lies behind */
        char text[256];
        struct line line = line_on(text, sizeof(text));

        memcpy(exact, rows[i].bytes, rows[i].size);
        assert_int_equal(value_text(&line, exact, rows[i].size), rows[i].sense);
        assert_string_equal(text, rows[i].text);
        free(exact);
    }
}

static void what_is_nested_too_deeply_ends_there(void **state)
{
    uint8_t bytes[100];
    char text[256];
    struct line line = line_on(text, sizeof(text));

    (void)state;
    memset(bytes, 0x91, sizeof(bytes));
    assert_int_equal(value_text(&line, bytes, sizeof(bytes)), 33);
}

static void every_byte_is_shown_with_its_place(void **state)
{
    char text[512];
    struct line line = line_on(text, sizeof(text));

    (void)state;
    bytes_text(&line, "0123456789abcdef\x1b!", 18);
    assert_string_equal(text, "000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
                              "000010  1b 21                                            .!\n");
}

static void the_room_that_is_promised_is_enough(void **state)
{
    enum { SIZE = 2000 };
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {{"\xff", 1},     {"\xc2", 1},         {"\xc0", 1},    {"\x80", 1},
                {"\xc4\x00", 2}, {"\xc7\x00\x01", 3}, {"\xa1\xff", 2}};
    static char text[VALUE_TEXT_BYTES(SIZE) + BYTES_TEXT_BYTES(SIZE)];
    uint8_t bytes[SIZE] = {0xdc, 0xff, 0xff};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct line line = line_on(text, VALUE_TEXT_BYTES(SIZE));

        for (size_t at = 3; at + rows[i].size <= SIZE; at += rows[i].size)
            memcpy(bytes + at, rows[i].bytes, rows[i].size);
        value_text(&line, bytes, SIZE);
        assert_false(line.cut);
        line = line_on(text, BYTES_TEXT_BYTES(SIZE));
        bytes_text(&line, bytes, SIZE);
        assert_false(line.cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_written_as_far_as_its_bytes_make_sense),
        cmocka_unit_test(what_is_nested_too_deeply_ends_there),
        cmocka_unit_test(every_byte_is_shown_with_its_place),
        cmocka_unit_test(the_room_that_is_promised_is_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

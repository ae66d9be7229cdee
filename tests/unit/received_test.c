/* The third frame of a batch. */
#include "broker/received.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *what, *bytes;
    size_t size;
    uint32_t events;
    enum status status;
    int64_t first;
} rows[] = {
    {"small",            "\x91\x05",                             2,  1, STATUS_OK,           5},
    {"negative",         "\x91\xff",                             2,  1, STATUS_OK,           -1},
    {"8 bits",           "\x91\xcc\xff",                         3,  1, STATUS_OK,           255},
    {"16 bits, signed",  "\x91\xd1\xff\xfe",                     4,  1, STATUS_OK,           -2},
    {"32 bits",          "\x91\xce\x80\x00\x00\x00",             6,  1, STATUS_OK,           2147483648},
    {"64 bits",          "\x91\xd3\x18\x26\xff\x7d\x1a\x2b\x00\x01", 10, 1, STATUS_OK,       0x1826ff7d1a2b0001},
    {"array 16",         "\xdc\x00\x02\x07\x08",                 5,  2, STATUS_OK,           7},
    {"array 32",         "\xdd\x00\x00\x00\x01\x07",             6,  1, STATUS_OK,           7},
    {"beyond int64",     "\x91\xcf\x80\x00\x00\x00\x00\x00\x00\x00", 10, 1, STATUS_WRONG_TYPE, 0},
    {"a text",           "\x91\xa1x",                            3,  1, STATUS_WRONG_TYPE,   0},
    {"no array",         "\x05",                                 1,  1, STATUS_WRONG_TYPE,   0},
    {"nothing",          "",                                     0,  1, STATUS_WRONG_TYPE,   0},
    {"cut",              "\x91\xd3\x00",                         3,  1, STATUS_WRONG_TYPE,   0},
    {"too few",          "\x91\x05",                             2,  2, STATUS_INCONSISTENT, 0},
    {"a bomb",           "\xdd\xff\xff\xff\xff",                 5,  2, STATUS_INCONSISTENT, 0},
    {"trailing",         "\x91\x05\x05",                         3,  1, STATUS_TRAILING,     0},
};

static void one_integer_for_each_event_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        void *exact = malloc(rows[i].size + (rows[i].size == 0)); /* a sanitizer sees what lies behind */
        struct refusal refusal = {.status = STATUS_OK};
        int64_t received[2] = {0};

        memcpy(exact, rows[i].bytes, rows[i].size);
        if (received_decode(exact, rows[i].size, received, rows[i].events, &refusal) != rows[i].status)
            fail_msg("%s: %s", rows[i].what, refusal.text);
        if (rows[i].status == STATUS_OK)
            assert_int_equal(received[0], rows[i].first);
        else
            assert_memory_equal(refusal.field, "received", 8); /* the frame, or received[0] */
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {cmocka_unit_test(one_integer_for_each_event_and_nothing_else)};

    return cmocka_run_group_tests(cases, NULL, NULL);
}

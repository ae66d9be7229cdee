/* Our scan against msgpack-c's unpacker: on messages, on all their cuts, on
 * bytes that were turned over, on chance. */
#include "tests/support/oracle.h"

#include "schemas/catalogue.h"
#include "tests/support/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES (64u * KIB)

static struct text_pool pool;
static void *message;
static uint8_t bytes[BYTES];

static int make_room(void **state)
{
    (void)state;
    message = malloc(MESSAGE_MOST);
    return message == NULL;
}

static int free_room(void **state)
{
    (void)state;
    free(message);
    return 0;
}

/* In memory of exactly this size, so that a sanitizer sees the first step over. */
static void judge(const uint8_t *at, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    assert_non_null(exact);
    memcpy(exact, at, size);
    const char *said = oracle_on_value(exact, size);
    if (said == NULL)
        said = oracle_on_event(exact, size);
    if (said == NULL)
        said = oracle_on_batch(exact, size);
    free(exact);
    if (said != NULL)
        fail_msg("%s", said);
}

static size_t throw_message(struct dice *dice)
{
    const struct rows *rows = catalogue[dice_below(dice, catalogue_count)].rows;
    pool.used = 0;
    message_throw(dice, rows, message, &pool);
    return rows_encode(rows, message, bytes, sizeof bytes);
}

static void messages_are_taken_by_both(void **state)
{
    struct dice dice = {1};
    (void)state;
    for (int i = 0; i < 3000; i++)
        judge(bytes, throw_message(&dice));
}

static void cuts_are_refused_by_both(void **state)
{
    struct dice dice = {2};
    (void)state;
    for (int i = 0; i < 60; i++) {
        size_t size = throw_message(&dice);
        for (size_t cut = 0; cut < size; cut++)
            judge(bytes, cut);
    }
}

static void turned_bytes_are_judged_alike(void **state)
{
    static uint8_t turned[BYTES];
    struct dice dice = {3};
    (void)state;
    for (int i = 0; i < 300; i++) {
        size_t size = throw_message(&dice);
        for (int j = 0; j < 40; j++) {
            memcpy(turned, bytes, size);
            for (uint32_t k = dice_below(&dice, 3) + 1; k > 0; k--)
                turned[dice_below(&dice, (uint32_t)size)] = (uint8_t)dice_throw(&dice);
            judge(turned, size);
        }
    }
}

/* Three messages in an array, whole, with a byte turned, or with their end missing. */
static void batches_are_taken_apart_alike(void **state)
{
    static uint8_t batch[1 + 3 * BYTES];
    struct dice dice = {5};
    (void)state;
    for (int i = 0; i < 2000; i++) {
        size_t size = 1;
        batch[0] = 0x93;
        for (int j = 0; j < 3; j++) {
            size_t more = throw_message(&dice);
            memcpy(batch + size, bytes, more);
            size += more;
        }
        judge(batch, size);
        batch[dice_below(&dice, (uint32_t)size)] = (uint8_t)dice_throw(&dice);
        judge(batch, size);
        judge(batch, dice_below(&dice, (uint32_t)size));
    }
}

/* Mostly headers of small containers and strings, which chance alone seldom
 * puts together. */
static uint8_t throw_byte(struct dice *dice)
{
    static const uint8_t often[] = {0x80, 0x81, 0x82, 0x90, 0x91, 0x92, 0xa0, 0xa1, 0xa2, 0xc0, 0xc1, 0xc2, 0xc4,
                                    0xc7, 0xca, 0xcb, 0xcc, 0xcf, 0xd0, 0xd3, 0xd4, 0xd9, 0xda, 0xdc, 0xde, 'a'};
    return dice_chance(dice, 0.7) ? often[dice_below(dice, sizeof often)] : (uint8_t)dice_throw(dice);
}

static void chance_is_judged_alike(void **state)
{
    struct dice dice = {4};
    (void)state;
    for (int i = 0; i < 60000; i++) {
        uint32_t size = dice_below(&dice, 24) + 1;
        for (uint32_t j = 0; j < size; j++)
            bytes[j] = throw_byte(&dice);
        judge(bytes, size);
    }
}

/* `depth` containers, one in the other, and `leaf` in the innermost. */
static size_t nested(size_t depth, bool map, uint8_t leaf)
{
    size_t size = 0;
    for (size_t i = 0; i < depth; i++) {
        bytes[size++] = map ? 0x81 : 0x91;
        if (map) {
            bytes[size++] = 0xa1;
            bytes[size++] = 'k';
        }
    }
    bytes[size++] = leaf;
    return size;
}

static void nesting_is_judged_alike(void **state)
{
    (void)state;
    for (size_t depth = 0; depth < 40; depth++) {
        judge(bytes, nested(depth, false, 0xc0));
        judge(bytes, nested(depth, true, 0xc0));
        judge(bytes, nested(depth, false, 0x90));
        judge(bytes, nested(depth, true, 0x80));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_taken_by_both),
        cmocka_unit_test(cuts_are_refused_by_both),
        cmocka_unit_test(turned_bytes_are_judged_alike),
        cmocka_unit_test(batches_are_taken_apart_alike),
        cmocka_unit_test(chance_is_judged_alike),
        cmocka_unit_test(nesting_is_judged_alike),
    };
    return cmocka_run_group_tests(tests, make_room, free_room);
}

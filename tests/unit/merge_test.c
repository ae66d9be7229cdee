/* Several inputs as one. */
#include "producers/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FAKE_EVENTS 8

/* An input that hands out given times; 0 means that it has nothing yet. */
struct fake {
    struct input input;
    int64_t times[FAKE_EVENTS];
    size_t count, next;
};

static enum input_state next(struct input *input, struct item *item)
{
    struct fake *fake = (struct fake *)input;
    if (fake->next == fake->count)
        return INPUT_END;
    int64_t time = fake->times[fake->next++];
    if (time == 0)
        return INPUT_WAIT;
    if (time < 0)
        return INPUT_FAILED;
    *item = (struct item){.order = time, .received = time, .name = input->name, .place = fake->next};
    return INPUT_EVENT;
}

static void progress(const struct input *input, uint64_t *done, uint64_t *total)
{
    *done = ((const struct fake *)input)->next;
    *total = ((const struct fake *)input)->count;
}

static void destroy(struct input *input)
{
    (void)input;
}

static struct merge merge;
static struct fake fakes[2];

static void given(size_t which, const char *name, const int64_t *times, size_t count)
{
    struct fake *fake = &fakes[which];
    *fake = (struct fake){.input = {.name = name, .next = next, .progress = progress, .destroy = destroy},
                          .count = count};
    memcpy(fake->times, times, count * sizeof times[0]);
    merge_add(&merge, &fake->input);
}
#define GIVEN(which, name, ...) \
    given(which, name, (const int64_t[]){__VA_ARGS__}, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static int begin(void **state)
{
    (void)state;
    merge_init(&merge);
    return 0;
}

static int end(void **state)
{
    (void)state;
    merge_close(&merge);
    return 0;
}

static void comes(const char *name, int64_t time)
{
    struct item item;
    assert_int_equal(merge_next(&merge, &item), INPUT_EVENT);
    assert_string_equal(item.name, name);
    assert_int_equal(item.received, time);
}

static void says(enum input_state state)
{
    struct item item;
    assert_int_equal(merge_next(&merge, &item), state);
}

static void events_come_in_the_order_of_received(void **state)
{
    (void)state;
    GIVEN(0, "a", 1, 4, 5);
    GIVEN(1, "b", 2, 3, 6);
    comes("a", 1);
    comes("b", 2);
    comes("b", 3);
    comes("a", 4);
    comes("a", 5);
    comes("b", 6);
    says(INPUT_END);
}

static void equal_times_come_in_the_order_of_the_arguments(void **state)
{
    (void)state;
    GIVEN(0, "a", 7, 7);
    GIVEN(1, "b", 7, 7);
    comes("a", 7);
    comes("a", 7);
    comes("b", 7);
    comes("b", 7);
    says(INPUT_END);
}

static void an_input_that_goes_back_keeps_its_own_order(void **state)
{
    (void)state;
    GIVEN(0, "a", 5, 1, 6);
    GIVEN(1, "b", 4, 5);
    comes("b", 4);
    comes("a", 5);
    comes("a", 1);
    comes("b", 5);
    comes("a", 6);
    says(INPUT_END);
}

static void one_that_waits_makes_all_wait(void **state)
{
    (void)state;
    GIVEN(0, "a", 1, 0, 2);
    GIVEN(1, "b", 3);
    comes("a", 1);
    says(INPUT_WAIT);
    assert_int_equal(merge.waiting, 0);
    comes("a", 2);
    comes("b", 3);
    says(INPUT_END);
}

static void a_failure_is_passed_on(void **state)
{
    (void)state;
    GIVEN(0, "a", 1, -1);
    comes("a", 1);
    says(INPUT_FAILED);
}

static void progress_is_the_sum_and_unknown_where_one_is(void **state)
{
    uint64_t done, total;
    (void)state;
    GIVEN(0, "a", 1, 2);
    GIVEN(1, "b", 3);
    merge_progress(&merge, &done, &total);
    assert_int_equal(done, 0);
    assert_int_equal(total, 3);
    fakes[1].count = 0;
    merge_progress(&merge, &done, &total);
    assert_int_equal(total, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_come_in_the_order_of_received, begin, end),
        cmocka_unit_test_setup_teardown(equal_times_come_in_the_order_of_the_arguments, begin, end),
        cmocka_unit_test_setup_teardown(an_input_that_goes_back_keeps_its_own_order, begin, end),
        cmocka_unit_test_setup_teardown(one_that_waits_makes_all_wait, begin, end),
        cmocka_unit_test_setup_teardown(a_failure_is_passed_on, begin, end),
        cmocka_unit_test_setup_teardown(progress_is_the_sum_and_unknown_where_one_is, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

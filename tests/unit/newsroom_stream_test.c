/* The newsroom against its oracle over random streams of stories: gaps and
 * bursts, late ones and equal times, copies, revisions and withdrawals, in any
 * order. */
#include "tests/support/dice.h"
#include "tests/support/news_words.h"
#include "tests/support/room.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define STREAMS 150
#define STORIES 400u
#define DAYS 120

static const char *const outlets[] = {"wire", "paper", "blog", "agency"};
static const char *const sources[] = {"official/registry", "press/wire", "rumours"};
static const char *const origins[] = {"RU", "NO", "CA", "DE", "US", "ALL", "AE"};
static const char *const regions[] = {"US", "EU", "JP", "WORLD"};

static struct event told[STORIES];
static const struct event *standing[STORIES], *seen[STORIES];
static struct oracle_list list = {.stands = standing, .saw = seen};
static uint32_t told_count;
static char ids[STORIES][8];

static void a_world(void)
{
    new_room();
    buys("aluminum", "EU", "RU", 300), buys("aluminum", "EU", "NO", 500), buys("aluminum", "EU", "DE", 900);
    buys("aluminum", "US", "CA", 700), buys("aluminum", "US", "US", 800), buys("aluminum", "US", "AE", 100);
    buys("aluminum", "JP", "RU", 10), buys("aluminum", "JP", "AE", 400);
    buys("aluminum", "WORLD", "RU", 10), buys("aluminum", "WORLD", "DE", 40), buys("aluminum", "WORLD", "US", 4);
    for (unsigned r = 0; r < 4; r++)
        listens("aluminum", regions[r], day_of(-1));
}

static void a_signal(struct dice *dice, struct event *event)
{
    says(event, origins[dice_below(dice, 7)], (int)dice_below(dice, 3) - 1, dice_unit(dice), dice_unit(dice));
    if (dice_chance(dice, .3))
        also_of(origins[dice_below(dice, 7)]);
    if (dice_chance(dice, .3))
        in_region(regions[dice_below(dice, 4)]);
    if (dice_chance(dice, .3))
        as_a(dice_chance(dice, .5) ? CATEGORY_ACT : CATEGORY_THREAT);
}

/* Times are whole hours half of the time, so that many are equal. */
static int64_t a_time(struct dice *dice)
{
    double day = dice_chance(dice, .2) ? dice_between(dice, 60, 61) : dice_between(dice, 0, DAYS);
    return day_of(dice_chance(dice, .5) ? floor(day * 24) / 24 : day);
}

static void a_stream(uint64_t seed)
{
    struct dice dice = {seed};
    told_count = STORIES;
    for (uint32_t i = 0; i < STORIES; i++) {
        bool again = i > 10 && dice_chance(&dice, .15);
        uint32_t which = again ? dice_below(&dice, i) : i;
        snprintf(ids[i], sizeof ids[i], "s%u", i);
        story(&told[i], sources[dice_below(&dice, 3)], ids[i], outlets[dice_below(&dice, 4)], a_time(&dice));
        for (uint32_t n = dice_chance(&dice, .4) ? dice_below(&dice, 4) : 0; n > 0; n--)
            a_signal(&dice, &told[i]);
        if (dice_chance(&dice, .2))
            copy_of(&told[i], ids[dice_below(&dice, i + 1)]);
        if (!again)
            continue;
        told[i].source = told[which].source; /* another word of the same story */
        told[i].id = told[which].id;
        told[i].revision = told[which].revision + dice_below(&dice, 3);
        told[i].withdrawn = dice_chance(&dice, .4);
    }
}

/* The highest revision of each story; of two alike the one told first. */
static void find_standing(void)
{
    list.standing = 0;
    for (uint32_t i = 0; i < told_count; i++) {
        bool newest = true;
        for (uint32_t j = 0; j < told_count; j++)
            if (j != i && text_equal(told[j].source, told[i].source) && text_equal(told[j].id, told[i].id))
                newest &= told[j].revision < told[i].revision || (told[j].revision == told[i].revision && i < j);
        if (newest && !told[i].withdrawn)
            standing[list.standing++] = &told[i];
    }
}

static void tell_all(void)
{
    list.seen = 0;
    for (uint32_t i = 0; i < told_count; i++)
        if (tell_at(&told[i], day_of(DAYS)).verdict == NEWS_TAKEN && !told[i].withdrawn)
            seen[list.seen++] = &told[i];
}

static bool near_enough(double got, double expected, double tolerance)
{
    return fabs(got - expected) <= tolerance * fmax(1, fabs(expected));
}

static void compare(const struct news_reading *got, const struct news_reading *expected, double tolerance,
                    const char *region, uint64_t seed)
{
    bool same = got->settled == expected->settled && got->stale == expected->stale &&
                near_enough(got->tone, expected->tone, tolerance) && near_enough(got->z, expected->z, tolerance) &&
                near_enough(got->share, expected->share, tolerance) &&
                near_enough(got->usual, expected->usual, tolerance);
    if (!same)
        fail_msg("seed %llu, %s: settled %d %d, stale %d %d, tone %.17g %.17g, z %.17g %.17g, share %.17g %.17g, "
                 "usual %.17g %.17g",
                 (unsigned long long)seed, region, got->settled, expected->settled, got->stale, expected->stale,
                 got->tone, expected->tone, got->z, expected->z, got->share, expected->share, got->usual,
                 expected->usual);
}

static const double looks[] = {DAYS, DAYS + .5, DAYS + 4, DAYS + 40};
#define LOOKS (sizeof looks / sizeof looks[0])

static void it_reads_what_the_list_of_all_stories_gives(void **state)
{
    (void)state;
    unsigned settled = 0;
    for (uint64_t seed = 1; seed <= STREAMS; seed++) {
        a_world();
        a_stream(seed);
        tell_all();
        find_standing();
        for (unsigned r = 0; r < 4; r++)
            for (unsigned t = 0; t < LOOKS; t++) {
                struct news_reading got = reading_of("aluminum", regions[r], day_of(looks[t]));
                struct news_reading expected =
                    oracle_reading(&list, "aluminum", regions[r], day_of(looks[t]));
                compare(&got, &expected, 1e-10, regions[r], seed);
                settled += got.settled;
            }
    }
    assert_true(settled > STREAMS * 8);
}

/* Streams without revisions, whose order decides nothing. */
static void plain_stream(uint64_t seed)
{
    a_stream(seed);
    for (uint32_t i = 0; i < told_count; i++) {
        told[i].id = text_of(ids[i]);
        told[i].revision = 1;
        told[i].withdrawn = false;
    }
}

static void shuffle(struct dice *dice)
{
    for (uint32_t i = told_count; i > 1; i--) {
        static struct event swapped;
        uint32_t j = dice_below(dice, i);
        memcpy(&swapped, &told[i - 1], sizeof swapped);
        memcpy(&told[i - 1], &told[j], sizeof swapped);
        memcpy(&told[j], &swapped, sizeof swapped);
    }
}

static void the_order_of_arrival_makes_no_difference(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= STREAMS; seed++) {
        struct news_reading first[4][LOOKS];
        struct dice dice = {seed};
        plain_stream(seed);
        for (unsigned round = 0; round < 3; round++) {
            a_world();
            tell_all();
            for (unsigned r = 0; r < 4; r++)
                for (unsigned t = 0; t < LOOKS; t++) {
                    struct news_reading reading = reading_of("aluminum", regions[r], day_of(looks[t]));
                    if (round == 0)
                        first[r][t] = reading;
                    compare(&reading, &first[r][t], 1e-12, regions[r], seed);
                }
            shuffle(&dice);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_what_the_list_of_all_stories_gives),
        cmocka_unit_test(the_order_of_arrival_makes_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What stories leave in the newsroom: counts that fade, tones, and what is taken
 * out of them again. */
#include "tests/support/news_words.h"
#include "tests/support/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/near.h"

#define WIRE "press/wire"
#define C(share) (1.1 * (share) / ((share) + .1)) /* the curve of concern */

static struct event event;

static int set_up(void **state)
{
    (void)state;
    new_room();
    buys("aluminum", "EU", "RU", 300);
    buys("aluminum", "EU", "NO", 500);
    buys("aluminum", "EU", "CA", 200);
    buys("aluminum", "EU", "DE", 4000); /* its own */
    buys("aluminum", "US", "CA", 700);
    buys("aluminum", "US", "US", 800);
    listens("aluminum", "EU", day_of(0));
    listens("aluminum", "US", day_of(0));
    return 0;
}

static const struct told *told_by(uint32_t outlet)
{
    assert_true(outlet < the_room()->outlets);
    return &the_room()->outlet[outlet].told;
}

static const struct news_pair *pair(const char *region)
{
    return &the_room()->pair[material_of("aluminum")][region_of(region)];
}

static double tone(const char *region, double day)
{
    return reading_of("aluminum", region, day_of(day)).tone;
}

/* Plain stories of one outlet, evenly: `count` a day from one day on. */
static void chatter(const char *outlet, double from, double days, int a_day)
{
    static char names[200000][12];
    static unsigned used;
    for (int i = 0; i < (int)(days * a_day); i++) {
        char *name = names[used++ % 200000];
        snprintf(name, sizeof names[0], "c%u", used);
        story(&event, WIRE, name, outlet, day_of(from + (double)i / a_day));
        tell(&event);
    }
}

/* ---- counts ------------------------------------------------------------------------ */

static void a_story_loses_half_its_weight_in_each_half_life(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), tell(&event);
    story(&event, WIRE, "b", "wire", day_of(3)), tell(&event);
    assert_true(told_by(0)->fast == 1.5);
    assert_true(told_by(0)->squares == 1.25);
    assert_near(told_by(0)->slow, 1 + exp2(-3. / 180), 1e-15);
}

static void a_late_story_enters_with_its_own_age(void **state)
{
    (void)state;
    story(&event, WIRE, "b", "wire", day_of(3)), tell(&event);
    story(&event, WIRE, "a", "wire", day_of(0)), tell_at(&event, day_of(3));
    assert_true(told_by(0)->fast == 1.5);
    assert_true(told_by(0)->at == day_of(3));
    assert_true(the_room()->outlet[0].first == day_of(0));
}

static void stories_of_one_moment_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        const char *const ids[] = {"a", "b", "c"};
        story(&event, WIRE, ids[i], "wire", day_of(1)), tell(&event);
    }
    assert_true(told_by(0)->fast == 3);
}

static void centuries_apart_nothing_breaks(void **state)
{
    (void)state;
    story(&event, WIRE, "new", "wire", TIME_HIGHEST), says(&event, "RU", 1, 1, 1), tell(&event);
    story(&event, WIRE, "old", "wire", TIME_LOWEST), says(&event, "RU", 1, 1, 1), tell_at(&event, TIME_HIGHEST);
    assert_true(told_by(0)->fast == 1);
    assert_true(reading_of("aluminum", "EU", TIME_HIGHEST).tone == .7 * C(.3));
    assert_true(reading_of("aluminum", "EU", TIME_LOWEST).tone == .7 * C(.3));
}

static void a_copy_counts_in_its_outlets_total_only(void **state)
{
    (void)state;
    story(&event, WIRE, "first", "wire", day_of(0)), copy_of(&event, "first"), says(&event, "RU", 1, 1, 1);
    tell(&event);
    double once = tone("EU", 0);
    story(&event, WIRE, "again", "paper", day_of(0)), copy_of(&event, "first"), says(&event, "RU", 1, 1, 1);
    tell(&event);
    assert_true(once > 0 && tone("EU", 0) == once);
    assert_true(told_by(1)->fast == 1);
    assert_true(the_room()->heard[0][0][region_of("EU")].fast == C(.3));
    assert_true(the_room()->heard[1][0][region_of("EU")].fast == 0);
}

/* ---- whom a signal concerns ---------------------------------------------------------- */

static void a_signal_for_all_regions_weighs_by_their_supply(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, .8, .5);
    struct news_receipt receipt = tell(&event);
    assert_true(tone("EU", 0) == .7 * C(.3) * .8 * .5);
    assert_true(tone("US", 0) == 0);
    assert_int_equal(receipt.touched[0], 1u << region_of("EU"));
    assert_near(tone("EU", 5), tone("EU", 0) / 2, 1e-16);
    assert_near(tone("EU", 10), tone("EU", 0) / 4, 1e-16);
}

static void origins_of_one_signal_add_their_shares(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, 1, 1), also_of("CA"), tell(&event);
    assert_true(tone("EU", 0) == .7 * C(.5));
    assert_true(tone("US", 0) == .7 * C(1.));
}

static void all_origins_concern_whoever_buys(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "ALL", 1, 1, 1), tell(&event);
    assert_near(tone("EU", 0), .7, 1e-15);
    assert_near(tone("US", 0), .7, 1e-15);
}

static void regions_that_are_named_count_whole_and_others_not(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "CA", -1, .5, 1), in_region("US"), tell(&event);
    assert_true(tone("US", 0) == -.7 * .5);
    assert_true(tone("EU", 0) == 0);
}

static void a_story_of_a_regions_own_supply_moves_nothing_there(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "DE", 1, 1, 1), also_of("FR");
    struct news_receipt receipt = tell(&event);
    assert_int_equal(receipt.touched[0], 0);
    story(&event, WIRE, "b", "wire", day_of(0)), says(&event, "EU", 1, 1, 1), in_region("EU");
    receipt = tell(&event);
    assert_int_equal(receipt.touched[0], 0);
    assert_int_equal(pair("EU")->signals, 0);
}

static void a_border_measure_sees_who_ships_and_not_who_mines(void **state)
{
    (void)state;
    new_room();
    buys("rare-earths", "US", "EE", 100);
    struct supply_table look_through = {.known = true, .count = 1, .foreign_t = 100};
    look_through.row[0] = (struct supplier){.supplier = COUNTRY('E', 'E'), .origin = COUNTRY('C', 'N'),
                                            .quantity_t = 100};
    story(&event, WIRE, "a", "wire", day_of(0));
    says(&event, "CN", 1, 1, 1), as_a((enum category)INSTRUMENT_OUTAGE);
    says(&event, "CN", 1, 1, 1), as_a((enum category)INSTRUMENT_EXPORT_BAN);
    struct signal_read mine = signal_look_up(&event.news.signals[0], the_settings());
    struct signal_read border = signal_look_up(&event.news.signals[1], the_settings());
    assert_near(signal_concerns(&mine, the_settings(), &look_through, region_of("US")), 1, 1e-15);
    assert_true(signal_concerns(&border, the_settings(), &look_through, region_of("US")) == 0);
}

static void a_source_weighs_by_its_tier(void **state)
{
    (void)state;
    static const struct { const char *source, *id; double weight; } sources[] = {
        {"official/eu", "a", 1}, {"press/wire", "b", .7}, {"blog", "c", .4}};
    double sum = 0;
    for (unsigned i = 0; i < 3; i++) {
        story(&event, sources[i].source, sources[i].id, "wire", day_of(0)), says(&event, "ALL", 1, 1, 1);
        tell(&event);
        sum += sources[i].weight;
        assert_near(tone("EU", 0), sum, 1e-15);
    }
    assert_int_equal(the_room()->outlet[0].tier, 1); /* of the best that brought its stories */
}

/* ---- taking back ------------------------------------------------------------------------ */

static void a_withdrawn_story_leaves_nothing(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, .9, .3), tell(&event);
    story(&event, WIRE, "a", "wire", day_of(0.5)), event.revision = 2, event.withdrawn = true;
    assert_int_equal(tell(&event).touched[0], 1u << region_of("EU"));
    assert_true(tone("EU", 1) == 0);
    assert_true(told_by(0)->fast == 0 && told_by(0)->slow == 0);
    assert_true(the_room()->heard[0][0][region_of("EU")].fast == 0);
    assert_int_equal(pair("EU")->signals, 0);
    assert_int_equal(pair("EU")->cited, 0);
}

static void a_revision_takes_the_place_of_what_it_revises(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, 1, 1), tell(&event);
    story(&event, WIRE, "a", "paper", day_of(2)), event.revision = 2, says(&event, "NO", -1, .5, 1), tell(&event);
    assert_near(tone("EU", 2), -.7 * C(.5) * .5, 1e-15);
    assert_near(told_by(0)->fast, 0, 1e-15);
    assert_true(told_by(1)->fast == 1);
    assert_true(pair("EU")->cited == 1 && pair("EU")->cite[0].time == day_of(2));
}

static void an_older_revision_moves_nothing(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), event.revision = 3, says(&event, "RU", 1, 1, 1), tell(&event);
    double before = tone("EU", 0);
    for (uint64_t revision = 1; revision <= 3; revision++) {
        event.revision = revision;
        assert_int_equal(tell(&event).verdict, NEWS_OLDER);
    }
    event.withdrawn = true;
    assert_int_equal(tell(&event).verdict, NEWS_OLDER);
    assert_true(tone("EU", 0) == before && told_by(0)->fast == 1);
}

static void a_withdrawn_story_does_not_come_back_by_an_older_word(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, 1, 1), tell(&event);
    event.revision = 3, event.withdrawn = true, tell(&event);
    event.revision = 2, event.withdrawn = false;
    assert_int_equal(tell(&event).verdict, NEWS_OLDER);
    event.revision = 4;
    assert_int_equal(tell(&event).verdict, NEWS_TAKEN);
    assert_true(tone("EU", 0) == .7 * C(.3));
}

static void taking_back_what_was_never_told_is_said(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), event.withdrawn = true;
    assert_int_equal(tell(&event).verdict, NEWS_UNKNOWN);
    assert_int_equal(the_room()->outlets, 0);
}

static void what_left_the_memory_is_not_taken_out_in_part(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, 1, 1), tell(&event);
    the_room()->stories.marked += LIMIT_STORY_MARKS; /* as if so many marks had come since */
    double before = tone("EU", 0);
    event.revision = 2, event.withdrawn = true;
    assert_int_equal(tell(&event).verdict, NEWS_FORGOTTEN);
    assert_true(tone("EU", 0) == before && told_by(0)->fast == 1);
}

/* ---- bounds -------------------------------------------------------------------------------- */

static char outlet_names[LIMIT_OUTLETS + 1][16];

static void fill_with_outlets(double day)
{
    for (unsigned i = 0; i <= LIMIT_OUTLETS; i++)
        snprintf(outlet_names[i], sizeof outlet_names[i], "outlet-%u", i);
    for (unsigned i = 0; i < LIMIT_OUTLETS; i++)
        story(&event, WIRE, outlet_names[i], outlet_names[i], day_of(day)), tell(&event);
}

static void an_outlet_too_many_finds_no_place_but_its_signals_count(void **state)
{
    (void)state;
    fill_with_outlets(0);
    story(&event, WIRE, "last", outlet_names[LIMIT_OUTLETS], day_of(1)), says(&event, "RU", 1, 1, 1);
    assert_true(tell(&event).homeless);
    assert_int_equal(the_room()->outlets, LIMIT_OUTLETS);
    assert_true(tone("EU", 1) == .7 * C(.3));
    event.revision = 2, event.withdrawn = true, tell(&event);
    assert_true(tone("EU", 1) == 0);
}

static void an_outlet_that_fell_silent_makes_room(void **state)
{
    (void)state;
    fill_with_outlets(0);
    story(&event, WIRE, "late", outlet_names[0], day_of(100)), tell(&event);
    story(&event, WIRE, "last", outlet_names[LIMIT_OUTLETS], day_of(181)); /* a half-life, and a day */
    assert_false(tell(&event).homeless);
    assert_string_equal(the_room()->outlet[1].name.at, outlet_names[LIMIT_OUTLETS]);
    assert_true(told_by(1)->slow == 1);
    story(&event, WIRE, outlet_names[1], outlet_names[1], day_of(181)), event.revision = 2, event.withdrawn = true;
    tell(&event); /* of the outlet that is gone: its heir keeps its own */
    assert_true(told_by(1)->slow == 1);
}

/* ---- habit, rhythm, loudness ------------------------------------------------------------------ */

static void an_outlet_has_a_habit_after_enough_stories_and_days(void **state)
{
    (void)state;
    chatter("wire", 0, 11.5, 10);
    assert_false(reading_of("aluminum", "EU", day_of(11.5)).settled);
    chatter("wire", 11.5, 1, 10);
    assert_true(reading_of("aluminum", "EU", day_of(12.5)).settled);
    new_room();
    listens("aluminum", "EU", day_of(0));
    chatter("weekly", 0, 25, 1);
    assert_false(reading_of("aluminum", "EU", day_of(25)).settled);
    chatter("weekly", 25, 10, 1);
    assert_true(reading_of("aluminum", "EU", day_of(35)).settled);
}

static void usual_news_is_as_loud_as_usual(void **state)
{
    (void)state;
    static char ids[60][16];
    for (int day = 0; day < 60; day++) {
        snprintf(ids[day], sizeof ids[0], "r%d", day);
        chatter("wire", day, .9, 20);
        story(&event, WIRE, ids[day], "wire", day_of(day + .95)), says(&event, "ALL", 1, 1, 1), tell(&event);
    }
    struct news_reading reading = reading_of("aluminum", "EU", day_of(60));
    assert_near(reading.z, 0, .5);
    assert_near(reading.share / reading.usual, 1, .15);
}

/* T, Q and R by hand: 90 days of ten a day and no risk, then five risk stories. */
static void loudness_is_counted_in_standard_errors_of_the_share(void **state)
{
    (void)state;
    static const char *const ids[] = {"r0", "r1", "r2", "r3", "r4"};
    chatter("wire", 0, 90, 10);
    for (unsigned i = 0; i < 5; i++)
        story(&event, WIRE, ids[i], "wire", day_of(90)), says(&event, "ALL", 1, 0, 1), tell(&event);
    double T = 5, Q = 5, t = 5;
    for (int i = 0; i < 900; i++) {
        double age = 90 - i / 10.;
        T += exp2(-age / 3), Q += exp2(-age / 1.5), t += exp2(-age / 180);
    }
    double p = 5.5 / (t + 1);
    struct news_reading reading = reading_of("aluminum", "EU", day_of(90));
    assert_near(reading.z, (5 - p * T) / sqrt(p * (1 - p) * (Q + 1)), 1e-10);
    assert_near(reading.share, (5 + p) / (T + 1), 1e-12);
    assert_near(reading.usual, p, 1e-12);
    assert_true(reading.z > 10);
}

static void a_burst_grows_old(void **state)
{
    (void)state;
    static const char *const ids[] = {"r0", "r1", "r2", "r3", "r4"};
    chatter("wire", 0, 60, 10);
    for (unsigned i = 0; i < 5; i++)
        story(&event, WIRE, ids[i], "wire", day_of(60)), says(&event, "ALL", 1, 1, 1), tell(&event);
    double last = reading_of("aluminum", "EU", day_of(60)).z;
    for (int day = 61; day < 90; day++) {
        double z = reading_of("aluminum", "EU", day_of(day)).z;
        assert_true(z < last && z > 0);
        last = z;
    }
    assert_true(last < .1);
    assert_true(reading_of("aluminum", "EU", day_of(10000)).z == 0);
}

static void what_was_told_before_a_pair_listened_is_not_held_against_it(void **state)
{
    (void)state;
    chatter("wire", 0, 100, 10);
    buys("aluminum", "JP", "RU", 1);
    listens("aluminum", "JP", day_of(100));
    chatter("wire", 100, 5, 10);
    assert_false(reading_of("aluminum", "JP", day_of(105)).settled);
    static const char *const ids[] = {"r0", "r1", "r2", "r3", "r4"};
    for (unsigned i = 0; i < 5; i++)
        story(&event, WIRE, ids[i], "wire", day_of(102 + i)), says(&event, "ALL", 1, 0, 1), tell(&event);
    chatter("wire", 107, 20, 10);
    struct news_reading young = reading_of("aluminum", "JP", day_of(127));
    double told = 0;
    for (int i = 0; i < 50; i++)
        told += exp2(-(126.9 - 100 - i / 10.) / 180);
    for (int i = 0; i < 200; i++)
        told += exp2(-(126.9 - 107 - i / 10.) / 180);
    double risky = 0;
    for (int i = 0; i < 5; i++) {
        risky += exp2(-(126.9 - 102 - i) / 180);
        told += exp2(-(126.9 - 102 - i) / 180);
    }
    assert_true(young.settled);
    assert_near(young.usual, (risky + .5) / (told + 1), 1e-6);
}

static void a_pair_that_lost_its_table_forgets(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(0)), says(&event, "RU", 1, 1, 1), tell(&event);
    newsroom_leave(the_room(), 0, region_of("EU"));
    assert_true(tone("EU", 0) == 0);
    story(&event, WIRE, "b", "wire", day_of(1)), says(&event, "RU", 1, 1, 1);
    assert_int_equal(tell(&event).touched[0], 0);
    listens("aluminum", "EU", day_of(2));
    story(&event, WIRE, "a", "wire", day_of(2)), event.revision = 2, event.withdrawn = true, tell(&event);
    assert_true(tone("EU", 2) == 0 && pair("EU")->signals == 0);
}

static void an_outlet_silent_far_beyond_its_rhythm_is_stale(void **state)
{
    (void)state;
    chatter("hourly", 0, 30, 24);
    assert_false(reading_of("aluminum", "EU", day_of(32.9)).stale); /* a weekend */
    assert_true(reading_of("aluminum", "EU", day_of(33.1)).stale);
    chatter("daily", 0, 30, 1);
    assert_false(reading_of("aluminum", "EU", day_of(33.1)).stale); /* one that keeps to its own is enough */
    assert_true(reading_of("aluminum", "EU", day_of(50)).stale);
}

/* ---- parts ---------------------------------------------------------------------------------------- */

static void parts_of_remembered_stories_add_up_to_the_whole(void **state)
{
    (void)state;
    struct news_part parts[LIMIT_STORIES_CITED];
    chatter("wire", 0, 40, 5);
    static const char *const ids[] = {"r0", "r1", "r2"};
    static const int directions[] = {1, -1, 1};
    for (unsigned i = 0; i < 3; i++) {
        story(&event, WIRE, ids[i], "wire", day_of(40 + i));
        says(&event, "RU", directions[i], .3 + .2 * i, 1), tell(&event);
    }
    uint32_t count = news_parts(the_room(), &the_settings()->news, 0, region_of("EU"), day_of(44), parts);
    double risk = 0, tones = 0;
    assert_int_equal(count, 3);
    for (uint32_t i = 0; i < count; i++) {
        risk += parts[i].of_risk;
        tones += parts[i].of_tone;
    }
    assert_near(risk, 1, 1e-12);
    assert_near(tones, 1, 1e-12);
    double weights[] = {.3 * exp2(-4. / 5), -.5 * exp2(-3. / 5), .7 * exp2(-2. / 5)};
    assert_near(parts[2].of_tone, weights[2] / (weights[0] + weights[1] + weights[2]), 1e-12);
    assert_true(parts[1].of_risk == 0);
}

static void the_weightiest_stories_are_kept_whatever_their_age(void **state)
{
    (void)state;
    static char ids[40][8];
    for (unsigned i = 0; i < 40; i++) {
        snprintf(ids[i], sizeof ids[i], "s%u", i);
        story(&event, WIRE, ids[i], "wire", day_of(i * .1));
        says(&event, "RU", i % 2 ? 1 : -1, i == 3 ? 1 : .1 + .001 * (i * 7 % 40), 1), tell(&event);
    }
    const struct news_pair *eu = pair("EU");
    assert_int_equal(eu->cited, LIMIT_STORIES_CITED);
    double lightest = 1, kept = 0;
    for (uint32_t i = 0; i < eu->cited; i++) {
        double weight = fabs(eu->cite[i].tone) * exp2(-(double)(day_of(4) - eu->cite[i].time) / (5. * DAY_NS));
        lightest = fmin(lightest, weight);
        kept += eu->cite[i].time == day_of(3 * .1);
    }
    assert_true(kept == 1);
    unsigned heavier = 0;
    for (unsigned i = 0; i < 40; i++) {
        double severity = i == 3 ? 1 : .1 + .001 * (i * 7 % 40);
        heavier += .7 * C(.3) * severity * exp2(-(4 - i * .1) / 5) > lightest * (1 + 1e-9);
    }
    assert_int_equal(heavier, LIMIT_STORIES_CITED - 1);
}

#define CASE(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_story_loses_half_its_weight_in_each_half_life),
        CASE(a_late_story_enters_with_its_own_age),
        CASE(stories_of_one_moment_add_up),
        CASE(centuries_apart_nothing_breaks),
        CASE(a_copy_counts_in_its_outlets_total_only),
        CASE(a_signal_for_all_regions_weighs_by_their_supply),
        CASE(origins_of_one_signal_add_their_shares),
        CASE(all_origins_concern_whoever_buys),
        CASE(regions_that_are_named_count_whole_and_others_not),
        CASE(a_story_of_a_regions_own_supply_moves_nothing_there),
        CASE(a_border_measure_sees_who_ships_and_not_who_mines),
        CASE(a_source_weighs_by_its_tier),
        CASE(a_withdrawn_story_leaves_nothing),
        CASE(a_revision_takes_the_place_of_what_it_revises),
        CASE(an_older_revision_moves_nothing),
        CASE(a_withdrawn_story_does_not_come_back_by_an_older_word),
        CASE(taking_back_what_was_never_told_is_said),
        CASE(what_left_the_memory_is_not_taken_out_in_part),
        CASE(an_outlet_too_many_finds_no_place_but_its_signals_count),
        CASE(an_outlet_that_fell_silent_makes_room),
        CASE(an_outlet_has_a_habit_after_enough_stories_and_days),
        CASE(usual_news_is_as_loud_as_usual),
        CASE(loudness_is_counted_in_standard_errors_of_the_share),
        CASE(a_burst_grows_old),
        CASE(what_was_told_before_a_pair_listened_is_not_held_against_it),
        CASE(a_pair_that_lost_its_table_forgets),
        CASE(an_outlet_silent_far_beyond_its_rhythm_is_stale),
        CASE(parts_of_remembered_stories_add_up_to_the_whole),
        CASE(the_weightiest_stories_are_kept_whatever_their_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

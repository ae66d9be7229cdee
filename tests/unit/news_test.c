/* Stories through the engine: when they show, what they move, and how an alert
 * cites them. */
#include "tests/support/news_words.h"
#include "tests/support/supply_words.h"

#include "engine/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/near.h"

#define WIRE "press/wire"
#define START 0.
#define C(share) (1.1 * (share) / ((share) + .1))

/* ---- who listens --------------------------------------------------------------------- */

struct line_hash { struct hash hash; unsigned lines; };

static struct { struct line_hash all; unsigned indicators; struct alert_output alert; char texts[8][80]; } heard;

static void listen(void *self, const union output *output)
{
    static char text[LIMIT_OUTPUT_BYTES];
    struct line line = line_on(text, sizeof text);
    rows_json(output_rows(output), output, &line);
    hash_bytes(&heard.all.hash, text, line.used);
    heard.all.lines++;
    (void)self;
    if (output->head.type == OUTPUT_INDICATOR) {
        heard.indicators++;
        return;
    }
    heard.alert = output->alert;
}

static const struct outputs listener = {listen, NULL};
static struct event event;

static void a_world(void)
{
    memset(&heard, 0, sizeof heard);
    heard.all.hash = hash_start();
    new_live_world("2025-01-01", &listener);
    table("aluminum", "EU"), supplies("RU", 300000), supplies("NO", 500000), supplies("CA", 200000),
        supplies("DE", 900000);
    table("aluminum", "US"), supplies("CA", 700000), supplies("US", 800000);
    governance(), stability("RU", -.9), stability("NO", .9), stability("CA", .8);
    it_is(day_of(START));
}

static int set_up(void **state)
{
    (void)state;
    a_world();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    end_world();
    return 0;
}

/* Told when it happens. */
static void tell(void)
{
    it_is(event.time);
    hear(&event);
}

/* Stories of nothing, twelve a day, until there is a habit. */
static double settle(void)
{
    static char names[400][8];
    int count = 0;
    for (double day = START; day < START + 20; day += 1. / 12) {
        snprintf(names[count], sizeof names[0], "n%d", count % 1000);
        story(&event, WIRE, names[count++], "wire", day_of(day));
        tell();
    }
    it_is(day_of(START + 20) + HOUR_NS);
    return START + 20.1;
}

static double tone(const char *region)
{
    return value_of(INDICATOR_NEWS_TONE, "aluminum", region);
}

static int64_t points_of_news(const char *region)
{
    const struct standing *standing = standing_of("aluminum", region);
    int64_t sum = 0;
    for (uint32_t i = 0; i < standing->parts; i++)
        if (standing->part[i].name == INDICATOR_NEWS_TONE || standing->part[i].name == INDICATOR_NEWS_INTENSITY)
            sum += standing->part[i].points;
    return sum;
}

/* ---- when ------------------------------------------------------------------------------- */

static void a_story_shows_at_the_next_grid_point(void **state)
{
    (void)state;
    int64_t told = day_of(1) + 3 * SECOND_NS / 10;
    story(&event, WIRE, "a", "wire", told), says(&event, "RU", 1, 1, 1), tell();
    unsigned before = heard.indicators;
    it_is(day_of(1) + SECOND_NS - 1);
    assert_int_equal(heard.indicators, before);
    assert_true(tone("EU") == 0);
    it_is(day_of(1) + SECOND_NS);
    assert_true(heard.indicators > before);
    assert_near(tone("EU"), .7 * C(.3), 1e-6);
    assert_near(x_of(INDICATOR_NEWS_TONE, "aluminum", "EU"), tanh(.7 * C(.3)), 1e-6);
    assert_false(standing_of("aluminum", "US")->quote[INDICATOR_NEWS_TONE].present);
}

static void a_story_on_a_grid_point_shows_at_the_one_after(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(1)), says(&event, "RU", 1, 1, 1), tell();
    it_is(day_of(1) + SECOND_NS - 1);
    assert_true(tone("EU") == 0);
    it_is(day_of(1) + SECOND_NS);
    assert_true(tone("EU") > 0);
}

static void what_was_told_fades_by_the_hour_until_nothing_is_left(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(1)), says(&event, "RU", 1, 1, 1), tell();
    it_is(day_of(6));
    assert_near(tone("EU"), .7 * C(.3) / 2, 1e-12);
    it_is(day_of(6) + HOUR_NS / 2);
    assert_near(tone("EU"), .7 * C(.3) / 2, 1e-12);
    it_is(day_of(6) + HOUR_NS);
    assert_true(tone("EU") < .7 * C(.3) / 2 - 1e-4);
    it_is(day_of(400));
    assert_true(engine_wake(the_engine()) == ENGINE_NEVER);
    assert_near(tone("EU"), 0, 1e-8);
}

static uint64_t tell_with_ticks(int64_t every)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    int64_t now = day_of(1), last = day_of(9);
    a_world();
    for (unsigned i = 0; i < 8; i++) {
        int64_t next = day_of(1 + i * .83);
        for (; every > 0 && now < next; now += every)
            it_is(now);
        story(&event, WIRE, ids[i], i % 2 ? "wire" : "paper", next);
        says(&event, i % 3 ? "RU" : "CA", i % 4 == 3 ? -1 : 1, .5, .9), tell();
    }
    for (; every > 0 && now < last; now += every)
        it_is(now);
    it_is(last);
    return hash_value(&heard.all.hash);
}

static void ticks_change_nothing(void **state)
{
    (void)state;
    uint64_t without = tell_with_ticks(0);
    unsigned lines = heard.all.lines;
    assert_true(lines > 50);
    assert_true(tell_with_ticks(1777 * SECOND_NS) == without);
    assert_int_equal(heard.all.lines, lines);
    assert_true(tell_with_ticks(5 * HOUR_NS + 1) == without);
}

/* ---- what it moves ------------------------------------------------------------------------ */

static void a_warning_raises_and_an_easing_lowers_nothing_yet(void **state)
{
    (void)state;
    double before = composite_of("aluminum", "EU");
    story(&event, WIRE, "a", "wire", day_of(1)), says(&event, "NO", -1, 1, 1), tell();
    it_is(day_of(1) + SECOND_NS);
    assert_true(tone("EU") < 0);
    assert_true(composite_of("aluminum", "EU") == before);
    story(&event, WIRE, "b", "wire", day_of(2)), says(&event, "RU", 1, .1, 1), tell();
    it_is(day_of(2) + SECOND_NS);
    assert_true(composite_of("aluminum", "EU") == before); /* too little to rise above the rest */
    story(&event, "official/eu", "c", "wire", day_of(2.5)), says(&event, "ALL", 1, 1, 1), tell();
    story(&event, "official/eu", "d", "wire", day_of(2.5)), says(&event, "ALL", 1, 1, 1), tell();
    it_is(day_of(2.5) + SECOND_NS);
    assert_true(composite_of("aluminum", "EU") > before + 1);
    assert_true(points_of_news("EU") > 0);
}

/* In a settled newsroom it counts in its outlet's total, like a story of nothing. */
static void composites_after(const struct event *told, int64_t composites[2])
{
    a_world();
    settle();
    it_is(told->time);
    hear(told);
    it_is(told->time + 2 * HOUR_NS);
    composites[0] = standing_of("aluminum", "US")->composite;
    composites[1] = standing_of("aluminum", "EU")->composite;
}

static void a_story_of_own_supply_moves_nothing(void **state)
{
    (void)state;
    static struct event own, neutral;
    int64_t with[2], without[2];
    story(&own, WIRE, "a", "wire", day_of(21)), says(&own, "US", 1, 1, 1);
    story(&neutral, WIRE, "a", "wire", day_of(21));
    composites_after(&own, with);
    composites_after(&neutral, without);
    assert_true(with[0] == without[0]);
    assert_true(with[1] == without[1]);
}

static void a_copy_has_no_tone(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(1)), says(&event, "RU", 1, 1, 1), tell();
    story(&event, WIRE, "b", "paper", day_of(1)), copy_of(&event, "a"), says(&event, "RU", 1, 1, 1), tell();
    it_is(day_of(1) + SECOND_NS);
    assert_near(tone("EU"), .7 * C(.3), 1e-5);
}

static void a_withdrawal_restores_what_was(void **state)
{
    (void)state;
    settle();
    story(&event, WIRE, "a", "wire", day_of(21)), says(&event, "ALL", 1, 1, 1), tell();
    it_is(day_of(21) + SECOND_NS);
    assert_true(points_of_news("EU") > 5 * POINT);
    event.revision = 2, event.withdrawn = true, hear(&event);
    it_is(day_of(21) + HOUR_NS);
    int64_t taken_back = standing_of("aluminum", "EU")->composite;
    a_world(), settle(), it_is(day_of(21) + HOUR_NS);
    assert_true(llabs(standing_of("aluminum", "EU")->composite - taken_back) < POINT / 1000);
}

static void acts_are_told_from_threats(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(1)), says(&event, "RU", 1, .6, 1), as_a(CATEGORY_THREAT), tell();
    it_is(day_of(1) + SECOND_NS);
    assert_true(value_of(INDICATOR_NEWS_ACTS, "aluminum", "EU") == 0);
    story(&event, WIRE, "b", "wire", day_of(1)), says(&event, "RU", 1, .2, 1), as_a(CATEGORY_ACT), tell();
    it_is(day_of(2));
    assert_near(value_of(INDICATOR_NEWS_ACTS, "aluminum", "EU"), .25, 1e-9);
    const struct standing *eu = standing_of("aluminum", "EU");
    for (uint32_t i = 0; i < eu->parts; i++)
        assert_int_not_equal(eu->part[i].name, INDICATOR_NEWS_ACTS);
}

static void calm_news_once_there_is_a_habit_is_known_and_covered(void **state)
{
    (void)state;
    double young = standing_of("aluminum", "EU")->coverage;
    settle();
    const struct standing *eu = standing_of("aluminum", "EU");
    assert_true(eu->quote[INDICATOR_NEWS_INTENSITY].present && eu->quote[INDICATOR_NEWS_TONE].present);
    assert_near(eu->quote[INDICATOR_NEWS_INTENSITY].x, 1 / (1 + exp(2)), .05);
    assert_true(eu->coverage > young + .1);
}

static void outlets_that_fall_silent_lower_coverage_and_not_the_composite(void **state)
{
    (void)state;
    settle();
    it_is(day_of(22));
    double covered = standing_of("aluminum", "EU")->coverage;
    int64_t before = standing_of("aluminum", "EU")->composite;
    it_is(day_of(24));
    const struct standing *eu = standing_of("aluminum", "EU");
    assert_true(eu->quote[INDICATOR_NEWS_TONE].silent && eu->quote[INDICATOR_NEWS_INTENSITY].silent);
    assert_true(eu->coverage < covered - .1);
    assert_true(llabs(eu->composite - before) < POINT / 10);
    story(&event, WIRE, "back", "wire", day_of(30)), tell();
    it_is(day_of(30) + HOUR_NS);
    assert_true(standing_of("aluminum", "EU")->coverage == covered);
}

static void more_news_of_risk_than_usual_raises(void **state)
{
    (void)state;
    static const char *const ids[] = {"a", "b", "c", "d"};
    double day = settle();
    double before = composite_of("aluminum", "EU");
    for (unsigned i = 0; i < 4; i++)
        story(&event, WIRE, ids[i], "wire", day_of(day + i * .01)), says(&event, "RU", 1, 0, 1), tell();
    it_is(day_of(day + .05));
    assert_true(x_of(INDICATOR_NEWS_INTENSITY, "aluminum", "EU") > .8);
    assert_true(value_of(INDICATOR_NEWS_INTENSITY, "aluminum", "EU") > 300);
    assert_true(composite_of("aluminum", "EU") > before + 5);
}

static uint64_t counted(const char *name)
{
    struct engine_counter counters[64];
    uint32_t count = engine_counters(the_engine(), counters, 64);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(counters[i].name, name) == 0)
            return counters[i].count;
    fail_msg("no counter %s", name);
    return 0;
}

static void what_moves_nothing_is_counted(void **state)
{
    (void)state;
    story(&event, WIRE, "a", "wire", day_of(1)), event.revision = 2, says(&event, "RU", 1, 1, 1), tell();
    event.revision = 1, hear(&event);
    assert_int_equal(counted("older_revision"), 1);
    story(&event, WIRE, "b", "wire", day_of(1)), event.withdrawn = true, tell();
    assert_int_equal(counted("unknown_withdrawn"), 1);
    story(&event, WIRE, "c", "wire", day_of(1)), says(&event, "CN", 1, 1, 1), of_material("rare-earths"), tell();
    assert_int_equal(counted("stories_unheard"), 1);
    assert_int_equal(counted("news_recorded"), 0);
}

static void without_a_newsroom_stories_are_only_recorded(void **state)
{
    (void)state;
    the_engine()->settings.news.listens = false;
    unsigned before = heard.all.lines;
    story(&event, WIRE, "a", "wire", day_of(1)), says(&event, "RU", 1, 1, 1), tell();
    it_is(day_of(3));
    assert_int_equal(heard.all.lines, before);
    assert_int_equal(counted("news_recorded"), 1);
    assert_int_equal(the_engine()->newsroom.outlets, 0);
}

/* A fork goes on as its original does: the state is one block. */
static void a_copy_of_the_engine_goes_on_alike(void **state)
{
    (void)state;
    settle();
    struct engine *fork = engine_create();
    assert_non_null(fork);
    memcpy(fork, the_engine(), engine_size());
    memset(&heard, 0, sizeof heard);
    story(&event, WIRE, "a", "wire", day_of(25)), says(&event, "RU", 1, 1, 1);
    struct refusal refusal;
    struct entry told = {.kind = ENTRY_EVENTS, .offset = 900, .received = day_of(25), .event = &event};
    struct entry later = {.kind = ENTRY_TICK, .offset = 900, .received = day_of(27)};
    uint64_t hashes[2];
    struct engine *engines[] = {the_engine(), fork};
    for (unsigned i = 0; i < 2; i++) {
        heard.all.hash = hash_start();
        assert_int_equal(engine_step(engines[i], &told, &listener, &refusal), STATUS_OK);
        assert_int_equal(engine_step(engines[i], &later, &listener, &refusal), STATUS_OK);
        hashes[i] = hash_value(&heard.all.hash);
    }
    engine_destroy(&fork);
    assert_true(hashes[0] == hashes[1]);
    assert_true(heard.all.lines > 10);
}

/* ---- alerts ---------------------------------------------------------------------------------- */

static const struct cause *cause_named(const char *id)
{
    for (uint32_t i = 0; i < heard.alert.because_count; i++)
        if (text_is(heard.alert.because[i].id, id))
            return &heard.alert.because[i];
    return NULL;
}

static int64_t cited_points(void)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < heard.alert.because_count; i++)
        if (text_is(heard.alert.because[i].source, WIRE) || text_is(heard.alert.because[i].id, "stories"))
            sum += micro_of(heard.alert.because[i].effect);
    return sum;
}

static void an_alert_cites_the_stories_that_carry_the_news(void **state)
{
    (void)state;
    settle();
    story(&event, WIRE, "small", "wire", day_of(21)), says(&event, "RU", 1, .2, 1), tell();
    story(&event, WIRE, "large", "wire", day_of(21)), says(&event, "RU", 1, .9, 1), tell();
    story(&event, WIRE, "eases", "wire", day_of(21)), says(&event, "CA", -1, .3, 1), tell();
    it_is(day_of(22));
    import_ban("EU", "RU"), named("ban"), end_sentence();
    const struct cause *large = cause_named("large"), *small = cause_named("small"), *eases = cause_named("eases");
    assert_true(text_is(heard.alert.region, "EU"));
    assert_non_null(large);
    assert_non_null(small);
    assert_non_null(eases);
    assert_true(large < small);
    assert_true(large->effect > small->effect && small->effect > 0 && eases->effect < 0);
    assert_int_equal(large->offset + 1, eases->offset);
    assert_true(cited_points() == points_of_news("EU"));
}

static void beyond_the_weightiest_the_rest_is_one_line(void **state)
{
    (void)state;
    static char ids[20][8];
    settle();
    for (unsigned i = 0; i < 20; i++) {
        snprintf(ids[i], sizeof ids[i], "s%u", i);
        story(&event, WIRE, ids[i], "wire", day_of(21)), says(&event, "RU", 1, .02 * (i + 1), 1), tell();
    }
    it_is(day_of(22));
    import_ban("EU", "RU"), named("ban"), end_sentence();
    unsigned stories = 0;
    for (uint32_t i = 0; i < heard.alert.because_count; i++)
        stories += text_is(heard.alert.because[i].source, WIRE);
    assert_int_equal(stories, LIMIT_STORIES_CITED);
    assert_non_null(cause_named("s19"));
    assert_null(cause_named("s0"));
    assert_non_null(cause_named("stories"));
    assert_true(cause_named("stories")->effect > 0);
    assert_true(cited_points() == points_of_news("EU"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_story_shows_at_the_next_grid_point),
        CASE(a_story_on_a_grid_point_shows_at_the_one_after),
        CASE(what_was_told_fades_by_the_hour_until_nothing_is_left),
        CASE(ticks_change_nothing),
        CASE(a_warning_raises_and_an_easing_lowers_nothing_yet),
        CASE(a_story_of_own_supply_moves_nothing),
        CASE(a_copy_has_no_tone),
        CASE(a_withdrawal_restores_what_was),
        CASE(acts_are_told_from_threats),
        CASE(calm_news_once_there_is_a_habit_is_known_and_covered),
        CASE(outlets_that_fall_silent_lower_coverage_and_not_the_composite),
        CASE(more_news_of_risk_than_usual_raises),
        CASE(what_moves_nothing_is_counted),
        CASE(without_a_newsroom_stories_are_only_recorded),
        CASE(a_copy_of_the_engine_goes_on_alike),
        CASE(an_alert_cites_the_stories_that_carry_the_news),
        CASE(beyond_the_weightiest_the_rest_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

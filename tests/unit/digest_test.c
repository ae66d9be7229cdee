/* The digest of the engine's state: it sees every row, and nothing else. That every
 * member has its row is asked of the compiler's own words, in system.state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/digest.h"
#include "engine/state.h"
#include "engine/state_rows.h"
#include "tests/support/supply_words.h"

static void a_story(void)
{
    new_live_world("2025-02-24", NULL);
    table("aluminum", "EU");
    supplies("RU", 343750);
    supplies("NO", 1200000), spare(40000);
    governance();
    stability("RU", -1.1);
    import_ban("EU", "RU"), starting("2026-02-26");
    import_tariff("EU", "NO", 0.1), claimed(0.2, MEASURE_SHARE);
    today("2025-03-01");
}

static struct digest digest_of(const struct engine *engine)
{
    struct state_digest digest;
    engine_digest(engine, &digest);
    return digest.whole;
}

static bool same(struct digest a, struct digest b)
{
    return memcmp(a.bytes, b.bytes, DIGEST_BYTES) == 0;
}

struct places { const struct state_field *field[200000]; const uint8_t *at[200000]; size_t count; };

/* Bytes inside the engine; counts of lists come as copies, and have rows of their own. */
static void remember(void *self, const struct state_field *field, const void *bytes, size_t size)
{
    struct places *places = self;
    const uint8_t *at = bytes, *engine = (const uint8_t *)the_engine();
    if (size == 0 || at < engine || at >= engine + engine_size())
        return;
    assert_true(places->count < sizeof places->at / sizeof places->at[0]);
    places->field[places->count] = field;
    places->at[places->count++] = at;
}

/* What says how much lives: turned over, it would lead behind the end of a list. */
static bool counts(const struct state_field *field)
{
    static const char *const names[] = {"materials", "regions", "tiers", "horizons", "bands", "steps", "count",
                                        "policies", "words", "legs", "parts", "holidays", "markets", "series",
                                        "outlets", "cited"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(field->name, names[i]) == 0 && field->size == sizeof(uint32_t))
            return true;
    return false;
}

static void any_field_that_changes_changes_the_digest(void **state)
{
    (void)state;
    a_story();
    struct places *places = calloc(1, sizeof *places);
    struct state_visitor visitor = {remember, places};
    state_walk(&engine_state, the_engine(), &visitor);
    assert_true(places->count > 1000);
    struct digest before = digest_of(the_engine());
    for (size_t i = 0; i < places->count; i += 1 + i / 512) { /* every one of the first, some of the many tables */
        uint8_t *byte = (uint8_t *)(uintptr_t)places->at[i];
        if (counts(places->field[i]) || places->field[i]->kind == STATE_TEXT)
            continue;
        *byte ^= 1;
        if (same(digest_of(the_engine()), before))
            fail_msg("a change of %s is not seen", places->field[i]->name);
        *byte ^= 1;
    }
    assert_true(same(digest_of(the_engine()), before));
    free(places);
    end_world();
}

static void what_lies_behind_the_end_of_a_list_is_not_seen(void **state)
{
    (void)state;
    a_story();
    struct engine *engine = the_engine();
    struct digest before = digest_of(engine);
    engine->ledger.word[engine->ledger.words].probability = 0.5;
    engine->alerts.alert[engine->alerts.count].id = 17;
    engine->supply[LIMIT_MATERIALS - 1][0].demand_t = 1;
    engine->ledger.policy[0].policy.at[engine->ledger.policy[0].policy.size] = 'x';
    assert_true(same(digest_of(engine), before));
    end_world();
}

static void the_part_that_differs_is_known_by_its_digest(void **state)
{
    (void)state;
    a_story();
    struct state_digest before, after;
    engine_digest(the_engine(), &before);
    the_engine()->ledger.word[0].probability = 0.25;
    engine_digest(the_engine(), &after);
    for (uint32_t i = 0; i < before.count; i++)
        assert_int_equal(same(before.part[i].digest, after.part[i].digest), strcmp(before.part[i].name, "ledger") != 0);
    assert_false(same(before.whole, after.whole));
    end_world();
}

static void the_same_story_gives_the_same_digest(void **state)
{
    (void)state;
    a_story();
    struct digest first = digest_of(the_engine());
    end_world();
    a_story();
    assert_true(same(digest_of(the_engine()), first));
    end_world();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_field_that_changes_changes_the_digest),
        cmocka_unit_test(what_lies_behind_the_end_of_a_list_is_not_seen),
        cmocka_unit_test(the_part_that_differs_is_known_by_its_digest),
        cmocka_unit_test(the_same_story_gives_the_same_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

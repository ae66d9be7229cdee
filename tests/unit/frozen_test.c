/* The engine's state as bytes and back: what is thawed goes on as what was frozen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/reasons.h"
#include "engine/state.h"
#include "tests/support/frozen.h"

static struct random_stream stream;

static void an_engine_that_was_told_nothing_comes_back(void **state)
{
    (void)state;
    struct engine *engine = new_engine(), *other = engine_after(&stream, 3, 40);
    struct frozen frozen = frozen_of(engine);
    thaw(other, &frozen);
    assert_same_state(other, engine);
    frozen_free(&frozen);
    engine_destroy(&engine), engine_destroy(&other);
}

/* One engine takes all entries; the other is frozen before each and goes on as a
 * thawed one, into a place where another state was. */
static void goes_on_alike(uint64_t seed, uint32_t entries, struct said *said)
{
    struct engine *engine = new_engine(), *frozen_often = new_engine(), *spare = engine_after(&stream, seed + 1, 30);
    random_stream_begin(&stream, seed);
    for (uint32_t i = 0; i < entries; i++) {
        const struct entry *entry = random_stream_next(&stream);
        struct frozen frozen = frozen_of(frozen_often);
        struct engine *before = frozen_often;
        thaw(spare, &frozen);
        frozen_free(&frozen);
        frozen_often = spare, spare = before;
        step_both(engine, frozen_often, entry, said);
        assert_same_state(frozen_often, engine);
        assert_true(engine_wake(frozen_often) == engine_wake(engine));
    }
    engine_destroy(&engine), engine_destroy(&frozen_often), engine_destroy(&spare);
}

static void an_engine_goes_on_as_if_it_had_never_been_frozen(void **state)
{
    static struct said said;
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++)
        goes_on_alike(seed, 100, &said);
    assert_true(said.outputs > 1000 && said.alerts > 50);
}

/* Bits by kind. */
static unsigned kinds_of_alerts(const struct engine *engine)
{
    unsigned kinds = 0;
    for (uint32_t i = 0; i < engine->alerts.count; i++)
        kinds |= 1u << engine->alerts.alert[i].kind;
    return kinds;
}

static void after_a_long_time_it_still_does(void **state)
{
    static struct said said;
    (void)state;
    struct engine *engine = engine_after(&stream, 76, 6000), *thawed = new_engine();
    assert_int_equal(kinds_of_alerts(engine), (1u << ALERT_KINDS) - 1);
    struct frozen frozen = frozen_of(engine);
    thaw(thawed, &frozen);
    for (uint32_t i = 0; i < 1000; i++)
        step_both(engine, thawed, random_stream_next(&stream), &said);
    assert_same_state(thawed, engine);
    frozen_free(&frozen);
    engine_destroy(&engine), engine_destroy(&thawed);
}

static void what_lies_behind_the_end_of_a_list_is_left_behind(void **state)
{
    (void)state;
    struct engine *engine = engine_after(&stream, 5, 60), *thawed = new_engine();
    struct frozen clean = frozen_of(engine);
    engine->ledger.word[engine->ledger.words].probability = 0.5;
    engine->alerts.alert[engine->alerts.count].id = 17;
    engine->supply[LIMIT_MATERIALS - 1][0].demand_t = 1;
    engine->settings.material[0].at[engine->settings.material[0].size + 1] = 'x';
    struct frozen dirty = frozen_of(engine);
    assert_int_equal(dirty.size, clean.size);
    assert_memory_equal(dirty.bytes, clean.bytes, clean.size);
    thaw(thawed, &dirty);
    assert_true(thawed->ledger.word[thawed->ledger.words].probability == 0);
    assert_int_equal(thawed->settings.material[0].at[thawed->settings.material[0].size + 1], 0);
    frozen_free(&clean), frozen_free(&dirty);
    engine_destroy(&engine), engine_destroy(&thawed);
}

static void a_name_that_is_shorter_than_the_default_ends_in_its_zero(void **state)
{
    (void)state;
    struct engine *engine = new_engine(), *thawed = new_engine();
    engine->settings.material[0] = name_of(TEXT("tin"));
    struct frozen frozen = frozen_of(engine);
    thaw(thawed, &frozen);
    assert_string_equal(thawed->settings.material[0].at, "tin");
    frozen_free(&frozen);
    engine_destroy(&engine), engine_destroy(&thawed);
}

static void every_reason_comes_back_with_its_words(void **state)
{
    (void)state;
    struct engine *engine = new_engine(), *thawed = new_engine();
    for (unsigned reason = REASON_NONE + 1; reason < REASONS; reason++) {
        assert_true(strlen(reason_words((enum reason)reason)) > 0);
        engine->pair[0][0].standing.reason = (uint8_t)reason;
        struct frozen frozen = frozen_of(engine);
        thaw(thawed, &frozen);
        assert_int_equal(thawed->pair[0][0].standing.reason, reason);
        frozen_free(&frozen);
    }
    engine_destroy(&engine), engine_destroy(&thawed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_engine_that_was_told_nothing_comes_back),
        cmocka_unit_test(an_engine_goes_on_as_if_it_had_never_been_frozen),
        cmocka_unit_test(after_a_long_time_it_still_does),
        cmocka_unit_test(what_lies_behind_the_end_of_a_list_is_left_behind),
        cmocka_unit_test(a_name_that_is_shorter_than_the_default_ends_in_its_zero),
        cmocka_unit_test(every_reason_comes_back_with_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

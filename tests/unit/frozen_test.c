/* The engine's state as bytes: what is thawed goes on as what was frozen, and no
 * bytes lead outside of the state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/digest.h"
#include "engine/frozen.h"
#include "engine/reasons.h"
#include "engine/state.h"
#include "engine/state_rows.h"
#include "tests/support/random_stream.h"

/* ---- fixture ------------------------------------------------------------------------ */

#define FROZEN_CAPACITY (8u * MIB)

struct frozen { uint8_t *bytes; size_t size; };

static void keep(void *self, const void *bytes, size_t size)
{
    struct frozen *frozen = self;
    assert_true(size > 0 && size <= FROZEN_PIECE && frozen->size + size <= FROZEN_CAPACITY);
    memcpy(frozen->bytes + frozen->size, bytes, size);
    frozen->size += size;
}

static struct frozen frozen_of(const struct engine *engine)
{
    struct frozen frozen = {malloc(FROZEN_CAPACITY), 0};
    struct engine_sink sink = {keep, &frozen};
    assert_non_null(frozen.bytes);
    engine_freeze(engine, &sink);
    return frozen;
}

static struct engine *new_engine(void)
{
    struct engine *engine = engine_create();
    assert_non_null(engine);
    return engine;
}

static void thaw(struct engine *engine, const struct frozen *frozen)
{
    struct refusal refusal = {0};
    if (engine_thaw(engine, frozen->bytes, frozen->size, &refusal) != STATUS_OK)
        fail_msg("not thawed: %s", refusal.text);
}

static void assert_same(const struct engine *a, const struct engine *b)
{
    struct state_digest of_a, of_b;
    engine_digest(a, &of_a);
    engine_digest(b, &of_b);
    for (uint32_t i = 0; i < of_a.count; i++)
        if (memcmp(&of_a.part[i].digest, &of_b.part[i].digest, DIGEST_BYTES) != 0)
            fail_msg("%s is another", of_a.part[i].name);
    assert_memory_equal(&of_a.whole, &of_b.whole, DIGEST_BYTES);
}

/* What an engine said, as it goes out. */
struct said { uint8_t bytes[4 * MIB]; size_t size; uint64_t outputs, alerts; };

static void hear_output(void *self, const union output *output)
{
    struct said *said = self;
    size_t size = rows_encode(output_rows(output), output, said->bytes + said->size, sizeof said->bytes - said->size);
    assert_true(size > 0);
    said->size += size;
    said->outputs++;
    said->alerts += output->head.type == OUTPUT_ALERT;
}

static void step(struct engine *engine, const struct entry *entry, struct said *said)
{
    struct outputs outputs = {hear_output, said};
    struct refusal refusal = {0};
    if (engine_step(engine, entry, &outputs, &refusal) != STATUS_OK)
        fail_msg("refused: %s", refusal.text);
}

static struct random_stream stream;

/* An engine that took so many entries of a stream; what follows them is the next. */
static struct engine *engine_after(uint64_t seed, uint32_t entries)
{
    static struct said unheard;
    struct engine *engine = new_engine();
    random_stream_begin(&stream, seed);
    for (uint32_t i = 0; i < entries; i++) {
        unheard.size = 0;
        step(engine, random_stream_next(&stream), &unheard);
    }
    return engine;
}

/* ---- what is thawed ------------------------------------------------------------------ */

static void an_engine_that_was_told_nothing_comes_back(void **state)
{
    (void)state;
    struct engine *engine = new_engine(), *other = engine_after(3, 40);
    struct frozen frozen = frozen_of(engine);
    thaw(other, &frozen);
    assert_same(other, engine);
    free(frozen.bytes);
    engine_destroy(&engine), engine_destroy(&other);
}

/* One engine takes all entries; the other is frozen before each and goes on as a
 * thawed one, into a place where another state was. */
static void goes_on_alike(uint64_t seed, uint32_t entries, struct said *one, struct said *other)
{
    struct engine *engine = new_engine(), *frozen_often = new_engine(), *spare = engine_after(seed + 1, 30);
    random_stream_begin(&stream, seed);
    for (uint32_t i = 0; i < entries; i++) {
        const struct entry *entry = random_stream_next(&stream);
        struct frozen frozen = frozen_of(frozen_often);
        struct engine *before = frozen_often;
        thaw(spare, &frozen);
        free(frozen.bytes);
        frozen_often = spare, spare = before;
        one->size = other->size = 0;
        step(engine, entry, one);
        step(frozen_often, entry, other);
        if (one->size != other->size || memcmp(one->bytes, other->bytes, one->size) != 0)
            fail_msg("seed %llu, entry %u: another output", (unsigned long long)seed, i);
        assert_same(frozen_often, engine);
        assert_true(engine_wake(frozen_often) == engine_wake(engine));
    }
    engine_destroy(&engine), engine_destroy(&frozen_often), engine_destroy(&spare);
}

static void an_engine_goes_on_as_if_it_had_never_been_frozen(void **state)
{
    static struct said one, other;
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++)
        goes_on_alike(seed, 120, &one, &other);
    assert_int_equal(one.outputs, other.outputs);
    assert_true(one.outputs > 1000 && one.alerts > 50);
}

static void after_a_long_time_it_still_does(void **state)
{
    static struct said one, other;
    (void)state;
    struct engine *engine = engine_after(77, 6000), *thawed = new_engine();
    struct frozen frozen = frozen_of(engine);
    thaw(thawed, &frozen);
    for (uint32_t i = 0; i < 1000; i++) {
        const struct entry *entry = random_stream_next(&stream);
        one.size = other.size = 0;
        step(engine, entry, &one);
        step(thawed, entry, &other);
        assert_int_equal(one.size, other.size);
        assert_memory_equal(one.bytes, other.bytes, one.size);
    }
    assert_same(thawed, engine);
    free(frozen.bytes);
    engine_destroy(&engine), engine_destroy(&thawed);
}

static void what_lies_behind_the_end_of_a_list_is_left_behind(void **state)
{
    (void)state;
    struct engine *engine = engine_after(5, 60), *thawed = new_engine();
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
    free(clean.bytes), free(dirty.bytes);
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
        free(frozen.bytes);
    }
    engine_destroy(&engine), engine_destroy(&thawed);
}

/* ---- what is not --------------------------------------------------------------------- */

/* Thaws exactly these bytes, so that a sanitizer sees the first step over. */
static enum status thaw_copy(struct engine *engine, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    memset(refusal, 0, sizeof *refusal);
    enum status status = engine_thaw(engine, exact, size, refusal);
    free(exact);
    assert_int_equal(status, status == STATUS_OK ? STATUS_OK : refusal->status);
    assert_int_equal(status == STATUS_OK, refusal->text[0] == '\0');
    return status;
}

/* Every byte of the first, as they hold all kinds of fields, then ever fewer. */
static size_t next_cut(size_t cut)
{
    return cut + 1 + cut / 64;
}

static void every_cut_is_damage(void **state)
{
    (void)state;
    struct engine *engine = engine_after(9, 80), *thawed = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    for (size_t cut = 0; cut < frozen.size; cut = next_cut(cut))
        assert_int_equal(thaw_copy(thawed, frozen.bytes, cut, &refusal), STATUS_DAMAGED);
    for (size_t cut = frozen.size - 100; cut < frozen.size; cut++)
        assert_int_equal(thaw_copy(thawed, frozen.bytes, cut, &refusal), STATUS_DAMAGED);
    free(frozen.bytes);
    engine_destroy(&engine), engine_destroy(&thawed);
}

static void a_byte_too_many_is_damage(void **state)
{
    (void)state;
    struct engine *engine = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    frozen.bytes[frozen.size] = 0;
    assert_int_equal(thaw_copy(engine, frozen.bytes, frozen.size + 1, &refusal), STATUS_DAMAGED);
    assert_non_null(strstr(refusal.text, "1 bytes follow byte "));
    free(frozen.bytes);
    engine_destroy(&engine);
}

/* Another state, or none: with sanitizers, that nothing was read or written outside. */
static void any_byte_may_be_another(void **state)
{
    (void)state;
    struct engine *engine = engine_after(11, 150), *thawed = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    struct dice dice = {1};
    unsigned thaws = 0, refused = 0;
    for (unsigned i = 0; i < 600; i++) {
        size_t at = i < 300 ? 8 + i * 5 : 8 + dice_throw(&dice) % (frozen.size - 8);
        uint8_t byte = frozen.bytes[at];
        frozen.bytes[at] = dice_chance(&dice, .5) ? (uint8_t)~byte : (uint8_t)(byte + 1);
        if (thaw_copy(thawed, frozen.bytes, frozen.size, &refusal) == STATUS_OK) {
            struct frozen again = frozen_of(thawed); /* all that it holds can be walked */
            assert_true(again.size > 0);
            free(again.bytes);
            thaws++;
        } else {
            assert_int_equal(refusal.status, STATUS_DAMAGED);
            refused++;
        }
        frozen.bytes[at] = byte;
    }
    assert_true(thaws > 20 && refused > 20);
    free(frozen.bytes);
    engine_destroy(&engine), engine_destroy(&thawed);
}

/* What a state may not hold, and what the refusal says of it. */
static void set_status(struct engine *engine) { engine->ledger.word[0].status = POLICY_STATUSES; }
static void set_acting(struct engine *engine) { engine->ledger.policy[0].acting = LIMIT_ASSERTIONS; }
static void set_slot(struct engine *engine) { engine->alerts.slot[7] = LIMIT_ALERTS + 1; }
static void set_bool(struct engine *engine) { memset(&engine->pair[2][1].standing.known, 2, 1); }
static void set_supplier(struct engine *engine) { engine->supply[2][1].row[0].supplier = COUNTRY_NONE; }
static void set_outlet(struct engine *engine) { engine->newsroom.stories.story[3][1].outlet = LIMIT_OUTLETS; }

static void a_number_outside_its_limit_is_named(void **state)
{
    static const struct { void (*set)(struct engine *engine); const char *says; } cases[] = {
        {set_status, "ledger.word[0].status: byte "},
        {set_acting, "ledger.policy[0].acting: byte "},
        {set_slot, "alerts.slot: byte "},
        {set_bool, "pair[2][1].standing.known: byte "},
        {set_supplier, "supply[2][1].row[0].supplier: byte "},
        {set_outlet, "newsroom.stories.story[25].outlet: byte "},
    };
    (void)state;
    struct engine *thawed = new_engine();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct engine *engine = engine_after(13, 60);
        engine->supply[2][1].count = 1;
        engine->ledger.words += engine->ledger.words == 0;
        engine->ledger.policies += engine->ledger.policies == 0;
        cases[i].set(engine);
        struct frozen frozen = frozen_of(engine);
        struct refusal refusal;
        assert_int_equal(thaw_copy(thawed, frozen.bytes, frozen.size, &refusal), STATUS_DAMAGED);
        if (strncmp(refusal.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("\"%s\" does not begin with \"%s\"", refusal.text, cases[i].says);
        assert_non_null(strstr(refusal.text, " is not below "));
        free(frozen.bytes);
        engine_destroy(&engine);
    }
    engine_destroy(&thawed);
}

static void another_layout_is_another_version(void **state)
{
    (void)state;
    struct engine *engine = engine_after(15, 20), *fresh = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    uint64_t layout = state_layout(&engine_state);
    assert_memory_equal(frozen.bytes, &layout, sizeof layout);
    for (unsigned bit = 0; bit < 64; bit++) {
        frozen.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(thaw_copy(engine, frozen.bytes, frozen.size, &refusal), STATUS_NEWER_VERSION);
        frozen.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_non_null(strstr(refusal.text, "another version of the engine"));
    assert_same(engine, fresh);
    free(frozen.bytes);
    engine_destroy(&engine), engine_destroy(&fresh);
}

static void another_row_is_another_layout(void **state)
{
    (void)state;
    static const struct state_part inner = {.name = "inner"};
    static const struct state_field field = {.name = "field", .kind = STATE_VALUES, .size = 4, .capacity = 8,
                                             .count_at = NO_COUNT, .across = 1, .across_at = NO_COUNT};
    struct state_field other[12];
    for (unsigned i = 0; i < 12; i++)
        other[i] = field;
    other[0].name = "other", other[1].kind = STATE_PARTS, other[2].size = 8, other[3].capacity = 9;
    other[4].count_at = 0, other[5].across = 2, other[6].across_at = 0, other[7].size_width = 2;
    other[8].limit = 3, other[9].or_none = true, other[10].sparse = true, other[11].part = &inner;
    uint64_t layout = state_layout(&(struct state_part){"part", &field, 1, 32});
    for (unsigned i = 0; i < 12; i++)
        if (state_layout(&(struct state_part){"part", &other[i], 1, 32}) == layout)
            fail_msg("change %u of a row does not show", i);
    assert_true(state_layout(&(struct state_part){"part", &field, 0, 32}) != layout);
    assert_true(state_layout(&engine_state) != layout);
}

static void what_fails_leaves_an_engine_that_was_told_nothing(void **state)
{
    static struct said one, other;
    (void)state;
    struct engine *engine = engine_after(17, 60), *failed = engine_after(18, 60), *fresh = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    assert_int_equal(thaw_copy(failed, frozen.bytes, frozen.size - 1, &refusal), STATUS_DAMAGED);
    assert_same(failed, fresh);
    random_stream_begin(&stream, 19);
    for (uint32_t i = 0; i < 100; i++) {
        const struct entry *entry = random_stream_next(&stream);
        one.size = other.size = 0;
        step(failed, entry, &one);
        step(fresh, entry, &other);
        assert_int_equal(one.size, other.size);
        assert_memory_equal(one.bytes, other.bytes, one.size);
    }
    assert_same(failed, fresh);
    free(frozen.bytes);
    engine_destroy(&engine), engine_destroy(&failed), engine_destroy(&fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_engine_that_was_told_nothing_comes_back),
        cmocka_unit_test(an_engine_goes_on_as_if_it_had_never_been_frozen),
        cmocka_unit_test(after_a_long_time_it_still_does),
        cmocka_unit_test(what_lies_behind_the_end_of_a_list_is_left_behind),
        cmocka_unit_test(every_reason_comes_back_with_its_words),
        cmocka_unit_test(every_cut_is_damage),
        cmocka_unit_test(a_byte_too_many_is_damage),
        cmocka_unit_test(any_byte_may_be_another),
        cmocka_unit_test(a_number_outside_its_limit_is_named),
        cmocka_unit_test(another_layout_is_another_version),
        cmocka_unit_test(another_row_is_another_layout),
        cmocka_unit_test(what_fails_leaves_an_engine_that_was_told_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

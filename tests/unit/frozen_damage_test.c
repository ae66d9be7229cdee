/* Bytes that are no frozen state, or that of another version: none leads outside of
 * the state, each is refused with its place, and an engine remains. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/state.h"
#include "engine/state_rows.h"
#include "tests/support/frozen.h"

static struct random_stream stream;

/* Every byte of the first, as they hold all kinds of fields, then ever fewer. */
static size_t next_cut(size_t cut)
{
    return cut + 1 + cut / 64;
}

static void every_cut_is_damage(void **state)
{
    (void)state;
    struct engine *engine = engine_after(&stream, 9, 80), *thawed = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    for (size_t cut = 0; cut < frozen.size; cut = next_cut(cut))
        assert_int_equal(thaw_copy(thawed, &frozen, cut, &refusal), STATUS_DAMAGED);
    for (size_t cut = frozen.size - 100; cut < frozen.size; cut++)
        assert_int_equal(thaw_copy(thawed, &frozen, cut, &refusal), STATUS_DAMAGED);
    frozen_free(&frozen);
    engine_destroy(&engine), engine_destroy(&thawed);
}

static void a_byte_too_many_is_damage(void **state)
{
    (void)state;
    struct engine *engine = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    frozen.bytes[frozen.size] = 0;
    assert_int_equal(thaw_copy(engine, &frozen, frozen.size + 1, &refusal), STATUS_DAMAGED);
    assert_non_null(strstr(refusal.text, "1 bytes follow byte "));
    frozen_free(&frozen);
    engine_destroy(&engine);
}

/* Another state, or none: with sanitizers, that nothing was read or written outside. */
static void any_byte_may_be_another(void **state)
{
    (void)state;
    struct engine *engine = engine_after(&stream, 11, 150), *thawed = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    struct dice dice = {1};
    unsigned thaws = 0, refused = 0;
    for (unsigned i = 0; i < 600; i++) {
        size_t at = i < 300 ? 8 + i * 5 : 8 + dice_throw(&dice) % (frozen.size - 8);
        uint8_t byte = frozen.bytes[at];
        frozen.bytes[at] = dice_chance(&dice, .5) ? (uint8_t)~byte : (uint8_t)(byte + 1);
        if (thaw_copy(thawed, &frozen, frozen.size, &refusal) == STATUS_OK) {
            struct frozen again = frozen_of(thawed); /* all that it holds can be walked */
            assert_true(again.size > 0);
            frozen_free(&again);
            thaws++;
        } else {
            assert_int_equal(refusal.status, STATUS_DAMAGED);
            refused++;
        }
        frozen.bytes[at] = byte;
    }
    assert_true(thaws > 20 && refused > 20);
    frozen_free(&frozen);
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
        struct engine *engine = engine_after(&stream, 13, 60);
        engine->supply[2][1].count = 1;
        engine->ledger.words += engine->ledger.words == 0;
        engine->ledger.policies += engine->ledger.policies == 0;
        cases[i].set(engine);
        struct frozen frozen = frozen_of(engine);
        struct refusal refusal;
        assert_int_equal(thaw_copy(thawed, &frozen, frozen.size, &refusal), STATUS_DAMAGED);
        if (strncmp(refusal.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("\"%s\" does not begin with \"%s\"", refusal.text, cases[i].says);
        assert_non_null(strstr(refusal.text, " is not below "));
        frozen_free(&frozen);
        engine_destroy(&engine);
    }
    engine_destroy(&thawed);
}

/* The same bytes wherever they stand, in place of others: what no engine would freeze. */
static void write_over(struct frozen *frozen, struct text from, struct text to)
{
    unsigned found = 0;
    for (size_t at = 8; at + from.size <= frozen->size; at++)
        if (memcmp(frozen->bytes + at, from.at, from.size) == 0) {
            memcpy(frozen->bytes + at, to.at, to.size);
            found++;
        }
    assert_true(found > 0);
}

static void policies_777(struct engine *engine) { engine->ledger.policies = 777; }
static void marks_30007_30011(struct engine *engine)
{
    engine->newsroom.stories.mark[30007].risk = engine->newsroom.stories.mark[30011].risk = 1;
}
static void nothing(struct engine *engine) { (void)engine; }

static void counts_sizes_and_places_are_held_to_their_lists(void **state)
{
    static const struct {
        void (*set)(struct engine *engine);
        struct text from, to;
        const char *says;
    } cases[] = {
        {policies_777, {"\x09\x03\0\0", 4}, {"\x01\x04\0\0", 4}, "1025 items are more than 1024"},
        {policies_777, {"\x09\x03\0\0\0\0\0\0\x09\x03", 10}, {"\x09\x03\0\0\0\0\0\0\x08\x03", 10},
         "776 items, though their count is 777"},
        {marks_30007_30011, {"\x3b\x75\0\0", 4}, {"\x37\x75\0\0", 4}, "30007 stands where no place may be below 30008"},
        {marks_30007_30011, {"\x3b\x75\0\0", 4}, {"\x01\x80\0\0", 4}, "32769 is not below 32768"},
        {nothing, {"\x08" "aluminum", 9}, {"\x41" "aluminum", 9}, "65 bytes are more than 64"},
    };
    (void)state;
    struct engine *engine = new_engine(), *thawed = new_engine(), *fresh = new_engine();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(engine, fresh, engine_size());
        cases[i].set(engine);
        struct frozen frozen = frozen_of(engine);
        struct refusal refusal;
        thaw(thawed, &frozen);
        write_over(&frozen, cases[i].from, cases[i].to);
        assert_int_equal(thaw_copy(thawed, &frozen, frozen.size, &refusal), STATUS_DAMAGED);
        if (strstr(refusal.text, cases[i].says) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", refusal.text, cases[i].says);
        frozen_free(&frozen);
    }
    engine_destroy(&engine), engine_destroy(&thawed), engine_destroy(&fresh);
}

static void another_layout_is_another_version(void **state)
{
    (void)state;
    struct engine *engine = engine_after(&stream, 15, 20), *fresh = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    uint64_t layout = state_layout(&engine_state);
    assert_memory_equal(frozen.bytes, &layout, sizeof layout);
    for (unsigned bit = 0; bit < 64; bit++) {
        frozen.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(thaw_copy(engine, &frozen, frozen.size, &refusal), STATUS_NEWER_VERSION);
        frozen.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_non_null(strstr(refusal.text, "another version of the engine"));
    assert_same_state(engine, fresh);
    frozen_free(&frozen);
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
    static struct said said;
    (void)state;
    struct engine *engine = engine_after(&stream, 17, 60), *failed = engine_after(&stream, 18, 60);
    struct engine *fresh = new_engine();
    struct frozen frozen = frozen_of(engine);
    struct refusal refusal;
    assert_int_equal(thaw_copy(failed, &frozen, frozen.size - 1, &refusal), STATUS_DAMAGED);
    assert_same_state(failed, fresh);
    random_stream_begin(&stream, 19);
    for (uint32_t i = 0; i < 100; i++)
        step_both(failed, fresh, random_stream_next(&stream), &said);
    assert_same_state(failed, fresh);
    frozen_free(&frozen);
    engine_destroy(&engine), engine_destroy(&failed), engine_destroy(&fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_is_damage),
        cmocka_unit_test(a_byte_too_many_is_damage),
        cmocka_unit_test(any_byte_may_be_another),
        cmocka_unit_test(a_number_outside_its_limit_is_named),
        cmocka_unit_test(counts_sizes_and_places_are_held_to_their_lists),
        cmocka_unit_test(another_layout_is_another_version),
        cmocka_unit_test(another_row_is_another_layout),
        cmocka_unit_test(what_fails_leaves_an_engine_that_was_told_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

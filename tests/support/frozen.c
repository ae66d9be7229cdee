#include "tests/support/frozen.h"

#include "engine/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- freezing and thawing ------------------------------------------------------------ */

static void keep(void *self, const void *bytes, size_t size)
{
    struct frozen *frozen = self;
    assert_true(size > 0 && size <= FROZEN_PIECE && frozen->size + size <= FROZEN_CAPACITY);
    memcpy(frozen->bytes + frozen->size, bytes, size);
    frozen->size += size;
}

struct frozen frozen_of(const struct engine *engine)
{
    struct frozen frozen = {malloc(FROZEN_CAPACITY), 0};
    struct engine_sink sink = {keep, &frozen};
    assert_non_null(frozen.bytes);
    engine_freeze(engine, &sink);
    return frozen;
}

void frozen_free(struct frozen *frozen)
{
    free(frozen->bytes);
    *frozen = (struct frozen){NULL, 0};
}

void thaw(struct engine *engine, const struct frozen *frozen)
{
    struct refusal refusal = {0};
    if (engine_thaw(engine, frozen->bytes, frozen->size, &refusal) != STATUS_OK)
        fail_msg("not thawed: %s", refusal.text);
}

enum status thaw_copy(struct engine *engine, const struct frozen *frozen, size_t size, struct refusal *refusal)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    assert_non_null(exact);
    memcpy(exact, frozen->bytes, size);
    memset(refusal, 0, sizeof *refusal);
    enum status status = engine_thaw(engine, exact, size, refusal);
    free(exact);
    assert_int_equal(refusal->status, status);
    assert_int_equal(status == STATUS_OK, refusal->text[0] == '\0');
    return status;
}

void assert_same_state(const struct engine *a, const struct engine *b)
{
    struct state_digest of_a, of_b;
    engine_digest(a, &of_a);
    engine_digest(b, &of_b);
    for (uint32_t i = 0; i < of_a.count; i++)
        if (memcmp(&of_a.part[i].digest, &of_b.part[i].digest, DIGEST_BYTES) != 0)
            fail_msg("%s is another", of_a.part[i].name);
    assert_memory_equal(&of_a.whole, &of_b.whole, DIGEST_BYTES);
}

/* ---- engines and what they say --------------------------------------------------------- */

struct engine *new_engine(void)
{
    struct engine *engine = engine_create();
    assert_non_null(engine);
    return engine;
}

static void hear_output(void *self, const union output *output)
{
    struct said *said = self;
    size_t size = rows_encode(output_rows(output), output, said->bytes + said->size, sizeof said->bytes - said->size);
    assert_true(size > 0);
    said->size += size;
    said->outputs++;
    said->alerts += output->head.type == OUTPUT_ALERT;
}

void step(struct engine *engine, const struct entry *entry, struct said *said)
{
    struct outputs outputs = {hear_output, said};
    struct refusal refusal = {0};
    said->size = 0;
    if (engine_step(engine, entry, &outputs, &refusal) != STATUS_OK)
        fail_msg("refused: %s", refusal.text);
}

void step_both(struct engine *one, struct engine *other, const struct entry *entry, struct said *said)
{
    static struct said by_other;
    step(one, entry, said);
    step(other, entry, &by_other);
    if (said->size != by_other.size || memcmp(said->bytes, by_other.bytes, said->size) != 0)
        fail_msg("at offset %llu they say different things", (unsigned long long)entry->offset);
}

struct engine *engine_after(struct random_stream *stream, uint64_t seed, uint32_t entries)
{
    static struct said unheard;
    struct engine *engine = new_engine();
    random_stream_begin(stream, seed);
    for (uint32_t i = 0; i < entries; i++)
        step(engine, random_stream_next(stream), &unheard);
    return engine;
}

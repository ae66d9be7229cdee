/* Any bytes as a frozen state: the first byte tells what they are. Even: the state
 * itself, behind the layout of this program, which nothing gets past by chance.
 * Odd: changes of a true state, five bytes each, its place and what its byte is
 * turned over by; a change of nothing cuts it there.
 *
 * What is refused has a reason, and leaves an engine that was told nothing. What
 * is taken can be read, and frozen again it thaws to the same bytes. */
#include "engine/frozen.h"
#include "engine/state_rows.h"
#include "tests/support/random_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define CAPACITY (32u * MIB) /* all tables full are 24 million bytes */
#define ENTRIES  150u        /* of the true state: all kinds of parts hold something */
#define CHANGE   5u

struct frozen { uint8_t *bytes; size_t size; };

static struct {
    struct engine *engine;
    struct frozen truth, given, again, twice;
} fuzz;

static _Noreturn void wrong(const char *what)
{
    fprintf(stderr, "%s\n", what);
    abort();
}

static void keep(void *self, const void *bytes, size_t size)
{
    struct frozen *frozen = self;
    if (frozen->size + size > CAPACITY)
        wrong("a state of too many bytes");
    memcpy(frozen->bytes + frozen->size, bytes, size);
    frozen->size += size;
}

static void freeze(struct frozen *frozen)
{
    struct engine_sink sink = {keep, frozen};
    frozen->size = 0;
    engine_freeze(fuzz.engine, &sink);
}

static void ignore(void *self, const union output *output)
{
    (void)self;
    (void)output;
}

static void begin(void)
{
    static struct random_stream stream;
    struct outputs outputs = {ignore, NULL};
    struct refusal refusal;
    struct frozen *const all[] = {&fuzz.truth, &fuzz.given, &fuzz.again, &fuzz.twice};
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        if ((all[i]->bytes = malloc(CAPACITY)) == NULL)
            wrong("no memory");
    fuzz.engine = engine_create();
    random_stream_begin(&stream, 1);
    for (unsigned i = 0; fuzz.engine != NULL && i < ENTRIES; i++)
        if (engine_step(fuzz.engine, random_stream_next(&stream), &outputs, &refusal) != STATUS_OK)
            wrong(refusal.text);
    freeze(&fuzz.truth);
}

/* The given bytes, in a block of their own: a sanitizer sees the first step over. */
static enum status thaw(const struct frozen *frozen, struct refusal *refusal)
{
    uint8_t *exact = malloc(frozen->size > 0 ? frozen->size : 1);
    if (exact == NULL)
        wrong("no memory");
    memcpy(exact, frozen->bytes, frozen->size);
    enum status status = engine_thaw(fuzz.engine, exact, frozen->size, refusal);
    free(exact);
    return status;
}

static void take_whole(const uint8_t *bytes, size_t size)
{
    uint64_t layout = state_layout(&engine_state);
    fuzz.given.size = 0;
    keep(&fuzz.given, &layout, sizeof layout);
    keep(&fuzz.given, bytes, size);
}

static void take_changes(const uint8_t *bytes, size_t size)
{
    fuzz.given.size = 0;
    keep(&fuzz.given, fuzz.truth.bytes, fuzz.truth.size);
    for (; size >= CHANGE; bytes += CHANGE, size -= CHANGE) {
        uint32_t place;
        memcpy(&place, bytes, sizeof place);
        place %= (uint32_t)fuzz.truth.size;
        if (bytes[CHANGE - 1] == 0 && place < fuzz.given.size)
            fuzz.given.size = place;
        fuzz.given.bytes[place] ^= bytes[CHANGE - 1];
    }
}

static void read_all(void)
{
    static struct board_pair pair;
    struct name_list list;
    engine_names(fuzz.engine, &list);
    for (uint32_t i = 0; i < engine_pairs(fuzz.engine); i++)
        engine_board_pair(fuzz.engine, i, &pair);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct refusal refusal = {0};
    if (fuzz.engine == NULL)
        begin();
    if (size == 0 || size > CAPACITY / 2)
        return 0;
    if (bytes[0] % 2 == 0)
        take_whole(bytes + 1, size - 1);
    else
        take_changes(bytes + 1, size - 1);
    enum status status = thaw(&fuzz.given, &refusal);
    if (status != STATUS_OK && (refusal.status != status || refusal.text[0] == '\0'))
        wrong("a refusal without a reason");
    read_all();
    freeze(&fuzz.again);
    if (thaw(&fuzz.again, &refusal) != STATUS_OK)
        wrong("what was thawed does not thaw again");
    freeze(&fuzz.twice);
    if (fuzz.again.size != fuzz.twice.size || memcmp(fuzz.again.bytes, fuzz.twice.bytes, fuzz.again.size) != 0)
        wrong("what was thawed is another state when frozen again");
    return 0;
}

#include "engine/frozen.h"

#include "engine/hash.h"
#include "engine/state.h"
#include "engine/state_rows.h"
#include "schemas/refusal.h"

#include <string.h>

/* The inverse of state_walk: what that visits is taken here, in the same order,
 * and judged by the same rows. */

struct thaw {
    const uint8_t *bytes;
    size_t size, used;
    size_t begun; /* where what is being taken stands, for refusals */
    struct refusal *refusal;
};

/* The way from the engine down to a member, for refusals. */
struct way {
    const struct way *up;
    const struct state_field *field;
    uint32_t index; /* NO_INDEX: all of it */
};

/* ---- refusals --------------------------------------------------------------------- */

static void say_way(struct line *line, const struct way *way)
{
    if (way->up != NULL) {
        say_way(line, way->up);
        line_char(line, '.');
    }
    line_string(line, way->field->name);
    if (way->index == NO_INDEX || way->field->capacity == 1)
        return;
    line_char(line, '[');
    line_uint(line, way->index / way->field->across);
    line_string(line, way->field->across > 1 ? "][" : "");
    if (way->field->across > 1)
        line_uint(line, way->index % way->field->across);
    line_char(line, ']');
}

/* "ledger.word[3].status: byte 812: ". */
static struct line damaged(const struct thaw *thaw, const struct way *way)
{
    char path[128];
    struct line name = line_on(path, sizeof path);
    say_way(&name, way);
    struct line line = refuse(thaw->refusal, STATUS_DAMAGED, text_of(path));
    line_string(&line, "byte ");
    line_uint(&line, thaw->begun);
    line_string(&line, ": ");
    return line;
}

static enum status damaged_number(const struct thaw *thaw, const struct way *way, uint64_t number, const char *says,
                                  uint64_t limit)
{
    struct line line = damaged(thaw, way);
    line_uint(&line, number);
    line_string(&line, says);
    line_uint(&line, limit);
    return STATUS_DAMAGED;
}

/* ---- fields ------------------------------------------------------------------------ */

static enum status take(struct thaw *thaw, const struct way *way, void *to, size_t size)
{
    size_t left = thaw->size - thaw->used;
    thaw->begun = thaw->used;
    if (size > left)
        return damaged_number(thaw, way, size, " bytes are needed, and there are ", left);
    memcpy(to, thaw->bytes + thaw->used, size);
    thaw->used += size;
    return STATUS_OK;
}

static uint64_t number_at(const void *at, uint32_t width)
{
    uint64_t number = 0;
    memcpy(&number, at, width);
    return number;
}

static enum status take_values(struct thaw *thaw, const struct way *way, uint8_t *to, size_t size)
{
    const struct state_field *field = way->field;
    enum status status = take(thaw, way, to, size);
    if (status != STATUS_OK || field->limit == 0)
        return status;
    const uint64_t none = UINT64_MAX >> (64 - 8 * field->width);
    for (size_t i = 0; i < size; i += field->width) {
        uint64_t number = number_at(to + i, field->width);
        if (number >= field->limit && !(field->or_none && number == none))
            return damaged_number(thaw, way, number, " is not below ", field->limit);
    }
    return STATUS_OK;
}

static enum status take_text(struct thaw *thaw, const struct way *way, uint8_t *at)
{
    const struct state_field *field = way->field;
    enum status status = take(thaw, way, at + field->size_at, field->size_width);
    if (status != STATUS_OK)
        return status;
    uint64_t size = number_at(at + field->size_at, field->size_width);
    if (size > field->size)
        return damaged_number(thaw, way, size, " bytes are more than ", field->size);
    memset(at + field->offset, 0, field->size);
    return take(thaw, way, at + field->offset, size);
}

/* A count stands before its list and has been taken with a row of its own, too. */
static enum status take_count(struct thaw *thaw, const struct way *way, const uint8_t *at, uint32_t count_at,
                              uint32_t capacity, uint32_t *count)
{
    uint64_t member = count_at == NO_COUNT ? capacity : number_at(at + count_at, sizeof *count);
    enum status status = take(thaw, way, count, sizeof *count);
    if (status != STATUS_OK)
        return status;
    if (*count > capacity)
        return damaged_number(thaw, way, *count, " items are more than ", capacity);
    return *count == member ? STATUS_OK : damaged_number(thaw, way, *count, " items, though their count is ", member);
}

/* ---- lists ------------------------------------------------------------------------- */

static enum status take_part(struct thaw *thaw, const struct way *up, const struct state_part *part, uint8_t *at);

/* Places rise, and the capacity ends them. */
static enum status take_places(struct thaw *thaw, struct way *way, uint8_t *items)
{
    const struct state_field *field = way->field;
    for (uint32_t next = 0, place = 0;; next = place + 1) {
        enum status status = take(thaw, way, &place, sizeof place);
        if (status != STATUS_OK || place == field->capacity)
            return status;
        if (place > field->capacity)
            return damaged_number(thaw, way, place, " is not below ", field->capacity);
        if (place < next)
            return damaged_number(thaw, way, place, " stands where no place may be below ", next);
        way->index = place;
        status = take_part(thaw, way, field->part, items + (size_t)place * field->size);
        if (status != STATUS_OK)
            return status;
    }
}

static enum status take_items(struct thaw *thaw, struct way *way, uint8_t *items, uint32_t first, uint32_t count)
{
    const struct state_field *field = way->field;
    if (field->kind == STATE_VALUES)
        return take_values(thaw, way, items, (size_t)count * field->size);
    if (field->sparse)
        return take_places(thaw, way, items);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
        way->index = first + i;
        status = take_part(thaw, way, field->part, items + (size_t)i * field->size);
    }
    return status;
}

static enum status take_list(struct thaw *thaw, struct way *way, uint8_t *at)
{
    const struct state_field *field = way->field;
    uint32_t count = field->capacity, across = 1;
    enum status status = STATUS_OK;
    if (field->count_at != NO_COUNT)
        status = take_count(thaw, way, at, field->count_at, field->capacity, &count);
    if (status == STATUS_OK && field->across > 1)
        status = take_count(thaw, way, at, field->across_at, field->across, &across);
    if (field->across == 1)
        return status == STATUS_OK ? take_items(thaw, way, at + field->offset, 0, count) : status;
    for (uint32_t i = 0; i < count && status == STATUS_OK; i++)
        status = take_items(thaw, way, at + field->offset + (size_t)i * field->across * field->size,
                            i * field->across, across);
    return status;
}

static enum status take_part(struct thaw *thaw, const struct way *up, const struct state_part *part, uint8_t *at)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < part->count && status == STATUS_OK; i++) {
        struct way way = {up, &part->fields[i], NO_INDEX};
        status = way.field->kind == STATE_TEXT ? take_text(thaw, &way, at) : take_list(thaw, &way, at);
    }
    return status;
}

/* ---- all --------------------------------------------------------------------------- */

bool engine_thaws(const void *bytes, size_t size)
{
    uint64_t layout;
    if (size < sizeof layout)
        return false;
    memcpy(&layout, bytes, sizeof layout);
    return layout == state_layout(&engine_state);
}

static enum status take_layout(struct thaw *thaw)
{
    uint64_t layout = 0, own = state_layout(&engine_state);
    char theirs[17], ours[17];
    if (thaw->size < sizeof layout)
        return refuse_because(thaw->refusal, STATUS_DAMAGED, TEXT("layout"), "the bytes end inside of it");
    memcpy(&layout, thaw->bytes, sizeof layout);
    thaw->used = sizeof layout;
    if (layout == own)
        return STATUS_OK;
    hash_hex(layout, theirs);
    hash_hex(own, ours);
    struct line line = refuse(thaw->refusal, STATUS_NEWER_VERSION, TEXT("layout"));
    line_string(&line, theirs);
    line_string(&line, ": frozen by another version of the engine; this one reads ");
    line_string(&line, ours);
    return STATUS_NEWER_VERSION;
}

static enum status expect_end(const struct thaw *thaw)
{
    if (thaw->used == thaw->size)
        return STATUS_OK;
    struct line line = refuse(thaw->refusal, STATUS_DAMAGED, TEXT("end"));
    line_uint(&line, thaw->size - thaw->used);
    line_string(&line, " bytes follow byte ");
    line_uint(&line, thaw->used);
    line_string(&line, ", the last");
    return STATUS_DAMAGED;
}

/* What is not frozen is what no list has reached yet: it must be as in an engine
 * that grew there by itself. */
static void begin_anew(struct engine *engine)
{
    memset(engine, 0, sizeof *engine);
    engine_init(engine);
}

enum status engine_thaw(struct engine *engine, const void *bytes, size_t size, struct refusal *refusal)
{
    struct thaw thaw = {.bytes = bytes, .size = size, .refusal = refusal};
    begin_anew(engine);
    enum status status = take_layout(&thaw);
    if (status != STATUS_OK)
        return status;
    status = take_part(&thaw, NULL, &engine_state, (uint8_t *)engine);
    if (status == STATUS_OK)
        status = expect_end(&thaw);
    if (status != STATUS_OK)
        begin_anew(engine);
    return status;
}

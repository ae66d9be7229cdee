#include "consumers/log_pair.h"

#include "consumers/entry_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static enum pair_verdict fail(struct pair_difference *difference,
                                                                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(difference->why, sizeof difference->why, format, arguments);
    va_end(arguments);
    return PAIR_FAILED;
}

/* ---- logs ---------------------------------------------------------------------- */

struct side { struct log_reader *reader; struct log_entry entry; bool ended, pending /* read already */; };

static bool open_side(struct side *side, const char *path, struct pair_difference *difference)
{
    return log_reader_open(&side->reader, path, difference->why, sizeof difference->why) == STATUS_OK;
}

/* A log that ends inside a record ends there. */
static bool advance(struct side *side, struct pair_difference *difference)
{
    if (side->pending) {
        side->pending = false;
        return true;
    }
    enum status status = log_reader_next(side->reader, &side->entry, difference->why, sizeof difference->why);
    side->ended = status == STATUS_NOT_FOUND || status == STATUS_TORN;
    return status == STATUS_OK || side->ended;
}

static void compare(const struct log_entry *one, const struct log_entry *other, struct line *names)
{
    if (one->kind != other->kind)
        line_string(names, " kind");
    if (one->offset != other->offset)
        line_string(names, " offset");
    if (one->received != other->received)
        line_string(names, " received");
    if (one->size != other->size || memcmp(one->bytes, other->bytes, one->size) != 0)
        line_string(names, " bytes");
}

static void show_side(const struct side *side, const char *path, FILE *out)
{
    fprintf(out, "%s: ", path);
    if (side->ended)
        fputs("ends here\n", out);
    else
        entry_print(&side->entry, out);
}

static uint64_t first_of(const struct side *side)
{
    return log_reader_spot(side->reader).first_offset;
}

/* Reads up to the event `from`. */
static bool skip(struct side *side, uint64_t from, struct pair_difference *difference)
{
    do {
        if (!advance(side, difference))
            return false;
    } while (!side->ended && (side->entry.kind != ENTRY_EVENTS || side->entry.offset < from));
    side->pending = true;
    return true;
}

/* Retention deletes the head of one and not of the other. */
static bool align(struct side sides[2], struct pair_difference *difference)
{
    uint64_t one = first_of(&sides[0]), other = first_of(&sides[1]);
    if (one == other)
        return true;
    difference->from = one > other ? one : other;
    return skip(&sides[0], difference->from, difference) && skip(&sides[1], difference->from, difference);
}

static enum pair_verdict walk_logs(struct side sides[2], struct pair_difference *difference)
{
    struct line names = line_on(difference->names, sizeof difference->names);
    for (;; difference->same_up_to++) {
        if (!advance(&sides[0], difference) || !advance(&sides[1], difference))
            return PAIR_FAILED;
        if (sides[0].ended && sides[1].ended)
            return PAIR_SAME;
        const struct log_entry *entry = sides[0].ended ? &sides[1].entry : &sides[0].entry;
        difference->entry = difference->same_up_to + 1;
        difference->offset = entry->offset;
        if (sides[0].ended || sides[1].ended)
            line_string(&names, " length");
        else
            compare(&sides[0].entry, &sides[1].entry, &names);
        if (names.used > 0)
            return PAIR_DIFFERS;
    }
}

enum pair_verdict logs_differ(const char *one, const char *other, FILE *out, struct pair_difference *difference)
{
    struct side sides[2] = {0};
    *difference = (struct pair_difference){0};
    enum pair_verdict verdict = PAIR_FAILED;
    if (open_side(&sides[0], one, difference) && open_side(&sides[1], other, difference) &&
        align(sides, difference))
        verdict = walk_logs(sides, difference);
    if (verdict == PAIR_DIFFERS) {
        show_side(&sides[0], one, out);
        show_side(&sides[1], other, out);
    }
    log_reader_close(&sides[0].reader);
    log_reader_close(&sides[1].reader);
    return verdict;
}

/* ---- digests ------------------------------------------------------------------- */

struct digests { const char *path; FILE *file; struct digest_line line; uint64_t number; bool ended; };

static bool next_line(struct digests *digests, struct pair_difference *difference)
{
    char why[256];
    enum status status = digest_line_read(digests->file, &digests->line, &digests->number, why, sizeof why);
    digests->ended = status == STATUS_NOT_FOUND;
    if (status != STATUS_OK && !digests->ended)
        fail(difference, "%s: %s", digests->path, why);
    return status == STATUS_OK || digests->ended;
}

/* Moves the one that is behind until both stand at the same entry, or one ends. */
static bool align_digests(struct digests sides[2], struct pair_difference *difference)
{
    while (!sides[0].ended && !sides[1].ended && sides[0].line.entry != sides[1].line.entry)
        if (!next_line(&sides[sides[0].line.entry > sides[1].line.entry], difference))
            return false;
    return true;
}

static enum pair_verdict walk_digests(struct digests sides[2], struct pair_difference *difference)
{
    struct line names = line_on(difference->names, sizeof difference->names);
    uint64_t common = 0;
    for (;; common++) {
        if (!next_line(&sides[0], difference) || !next_line(&sides[1], difference) || !align_digests(sides, difference))
            return PAIR_FAILED;
        if (sides[0].ended || sides[1].ended)
            break;
        difference->entry = sides[0].line.entry;
        difference->offset = sides[0].line.offset;
        if (digest_line_differs(&sides[0].line, &sides[1].line, &names))
            return PAIR_DIFFERS;
        difference->same_up_to = sides[0].line.entry;
    }
    if (common == 0)
        return fail(difference, "%s and %s have no entry in common", sides[0].path, sides[1].path);
    return PAIR_SAME;
}

enum pair_verdict digests_differ(const char *one, const char *other, struct pair_difference *difference)
{
    struct digests *sides = calloc(2, sizeof *sides);
    *difference = (struct pair_difference){0};
    if (sides == NULL)
        return fail(difference, "no memory");
    sides[0].path = one;
    sides[1].path = other;
    enum pair_verdict verdict = PAIR_SAME;
    for (int i = 0; i < 2 && verdict == PAIR_SAME; i++)
        if ((sides[i].file = fopen(sides[i].path, "r")) == NULL)
            verdict = fail(difference, "cannot read %s: %s", sides[i].path, strerror(errno));
    if (verdict == PAIR_SAME)
        verdict = walk_digests(sides, difference);
    for (int i = 0; i < 2; i++)
        if (sides[i].file != NULL)
            fclose(sides[i].file);
    free(sides);
    return verdict;
}

#include "consumers/digest_line.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void add(struct line *line, const char *name, const struct digest *digest)
{
    line_char(line, ' ');
    line_string(line, name);
    line_char(line, '=');
    line_hex(line, digest->bytes, DIGEST_BYTES);
}

void digest_line_make(struct digest_line *made, uint64_t entry, uint64_t offset, const struct digest *outputs,
                      const struct engine *engine)
{
    struct state_digest state;
    struct line line = line_on(made->text, sizeof made->text);

    engine_digest(engine, &state);
    made->entry = entry;
    made->offset = offset;
    line_uint(&line, entry);
    line_char(&line, ' ');
    line_uint(&line, offset);
    add(&line, "outputs", outputs);
    add(&line, "state", &state.whole);
    for (uint32_t i = 0; i < state.count; i++)
        add(&line, state.part[i].name, &state.part[i].digest);
    assert(!line.cut);
}

/* ---- reading ------------------------------------------------------------------- */

/* Moves on to the next `name=digest`; false at the end. */
static bool next_item(const char **at, struct text *name, struct text *value)
{
    const char *from = *at + strspn(*at, " ");
    size_t size = strcspn(from, " "), name_size = strcspn(from, "= ");
    if (size == 0 || name_size >= size)
        return false;
    *name = (struct text){from, (uint32_t)name_size};
    *value = (struct text){from + name_size + 1, (uint32_t)(size - name_size - 1)};
    *at = from + size;
    return true;
}

static const char *items_of(const struct digest_line *line)
{
    const char *at = strchr(line->text, ' ');
    at = at != NULL ? strchr(at + 1, ' ') : NULL;
    return at != NULL ? at : "";
}

static bool parse(struct digest_line *line)
{
    struct text name, value;
    char *end;
    line->entry = strtoull(line->text, &end, 10);
    if (end == line->text || *end != ' ' || line->entry == 0)
        return false;
    const char *offset = end + 1;
    line->offset = strtoull(offset, &end, 10);
    const char *items = items_of(line);
    return end != offset && *end == ' ' && next_item(&items, &name, &value);
}

enum status digest_line_read(FILE *file, struct digest_line *line, uint64_t *number, char *why, size_t why_size)
{
    if (fgets(line->text, sizeof line->text, file) == NULL) {
        if (!ferror(file))
            return STATUS_NOT_FOUND;
        snprintf(why, why_size, "cannot be read");
        return STATUS_IO;
    }
    ++*number;
    line->text[strcspn(line->text, "\r\n")] = '\0';
    if (parse(line))
        return STATUS_OK;
    snprintf(why, why_size, "line %" PRIu64 " is no digest (entry, offset, name=digest ...): %.60s", *number,
             line->text);
    return STATUS_DAMAGED;
}

static bool find(const struct digest_line *line, struct text name, struct text *value)
{
    struct text found;
    for (const char *at = items_of(line); next_item(&at, &found, value);)
        if (found.size == name.size && memcmp(found.at, name.at, name.size) == 0)
            return true;
    return false;
}

bool digest_line_differs(const struct digest_line *one, const struct digest_line *other, struct line *names)
{
    bool differs = one->entry != other->entry || one->offset != other->offset;
    struct text name, value, others;
    if (differs)
        line_string(names, " offset");
    for (const char *at = items_of(one); next_item(&at, &name, &value);) {
        if (!find(other, name, &others) ||
            (others.size == value.size && memcmp(others.at, value.at, value.size) == 0))
            continue;
        differs = true;
        line_char(names, ' ');
        line_text(names, name);
    }
    return differs;
}

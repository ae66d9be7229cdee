#include "consumers/compare.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define PATH_BYTES 256

void comparison_init(struct comparison *comparison, FILE *expected, FILE *out)
{
    *comparison = (struct comparison){.expected = expected, .out = out};
}

void comparison_close(struct comparison *comparison)
{
    if (comparison->expected != NULL)
        fclose(comparison->expected);
    free(comparison->line);
    *comparison = (struct comparison){0};
}

/* ---- what differs ---------------------------------------------------------------- */

static void tell_value(FILE *out, const char *label, const json_t *value)
{
    char *text = value == NULL ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
    fprintf(out, "%s%s", label, text != NULL ? text : "nothing");
    free(text);
}

static bool tell_difference(FILE *out, const char *path, const json_t *expected, const json_t *got);

static bool tell_objects(FILE *out, const char *path, const json_t *expected, const json_t *got)
{
    char inner[PATH_BYTES];
    const char *key;
    json_t *value;
    bool differs = false;
    json_object_foreach((json_t *)expected, key, value) {
        snprintf(inner, sizeof inner, "%s%s%s", path, path[0] != '\0' ? "." : "", key);
        differs |= tell_difference(out, inner, value, json_object_get(got, key));
    }
    json_object_foreach((json_t *)got, key, value) {
        if (json_object_get(expected, key) != NULL)
            continue;
        snprintf(inner, sizeof inner, "%s%s%s", path, path[0] != '\0' ? "." : "", key);
        differs |= tell_difference(out, inner, NULL, value);
    }
    return differs;
}

static bool tell_arrays(FILE *out, const char *path, const json_t *expected, const json_t *got)
{
    char inner[PATH_BYTES];
    bool differs = false;
    size_t count = json_array_size(expected) > json_array_size(got) ? json_array_size(expected) : json_array_size(got);
    for (size_t i = 0; i < count; i++) {
        snprintf(inner, sizeof inner, "%s[%zu]", path, i);
        differs |= tell_difference(out, inner, json_array_get(expected, i), json_array_get(got, i));
    }
    return differs;
}

/* Writes each field that differs, one a line; false when none does. */
static bool tell_difference(FILE *out, const char *path, const json_t *expected, const json_t *got)
{
    if (json_is_object(expected) && json_is_object(got))
        return tell_objects(out, path, expected, got);
    if (json_is_array(expected) && json_is_array(got))
        return tell_arrays(out, path, expected, got);
    if (expected != NULL && got != NULL && json_equal(expected, got))
        return false;
    fprintf(out, "  %s: ", path);
    tell_value(out, "expected ", expected);
    tell_value(out, ", got ", got);
    fputc('\n', out);
    return true;
}

/* ---- lines ----------------------------------------------------------------------- */

/* Where a line stands in the order of outputs; false when it is no output. */
static bool order_of(const json_t *output, uint64_t *offset, uint64_t *part)
{
    const json_t *offset_value = json_object_get(output, "offset"), *part_value = json_object_get(output, "part");
    if (!json_is_integer(offset_value) || !json_is_integer(part_value))
        return false;
    *offset = (uint64_t)json_integer_value(offset_value);
    *part = (uint64_t)json_integer_value(part_value);
    return true;
}

static const char *word(const json_t *output, const char *key)
{
    const char *text = json_string_value(json_object_get(output, key));
    return text != NULL ? text : "?";
}

static void tell_head(struct comparison *comparison, const char *what, const json_t *output)
{
    uint64_t offset = 0, part = 0;
    fprintf(comparison->out, "line %" PRIu64 ": %s", comparison->number, what);
    if (order_of(output, &offset, &part)) {
        bool alert = strcmp(word(output, "type"), "alert") == 0;
        fprintf(comparison->out, "%s %s/%s %s at offset %" PRIu64 ", part %" PRIu64, word(output, "type"),
                word(output, "material"), word(output, "region"), word(output, alert ? "kind" : "name"), offset, part);
    }
    fputc('\n', comparison->out);
}

static bool told_enough(const struct comparison *comparison)
{
    return comparison->differing + comparison->missing + comparison->extra > COMPARE_SHOWN;
}

/* Makes `line` hold the next expected line; false at their end. */
static bool hold(struct comparison *comparison)
{
    if (comparison->held)
        return true;
    ssize_t size = getline(&comparison->line, &comparison->capacity, comparison->expected);
    if (size < 0)
        return false;
    while (size > 0 && (comparison->line[size - 1] == '\n' || comparison->line[size - 1] == '\r'))
        comparison->line[--size] = '\0';
    comparison->held = true;
    comparison->number++;
    return true;
}

static int compare_order(const json_t *expected, const json_t *got)
{
    uint64_t expected_offset, expected_part, offset, part;
    if (!order_of(expected, &expected_offset, &expected_part) || !order_of(got, &offset, &part))
        return 0;
    if (expected_offset != offset)
        return expected_offset < offset ? -1 : 1;
    return expected_part < part ? -1 : expected_part > part;
}

static void tell_extra(struct comparison *comparison, const json_t *got)
{
    comparison->extra++;
    if (!told_enough(comparison))
        tell_head(comparison, "not expected: ", got);
}

static void tell_missing(struct comparison *comparison, const json_t *expected)
{
    comparison->missing++;
    comparison->held = false;
    if (!told_enough(comparison))
        tell_head(comparison, "missing: ", expected);
}

static void tell_differing(struct comparison *comparison, const json_t *expected, const json_t *got, const char *line,
                           size_t size)
{
    comparison->differing++;
    comparison->held = false;
    if (told_enough(comparison))
        return;
    tell_head(comparison, "", got);
    if (!json_is_object(expected) || !json_is_object(got) || !tell_difference(comparison->out, "", expected, got))
        fprintf(comparison->out, "  expected %s\n  got      %.*s\n", comparison->line, (int)size, line);
}

/* Pairs a line that came with the expected one that waits; true when it is dealt with. */
static bool match(struct comparison *comparison, const json_t *got, const char *line, size_t size)
{
    if (!hold(comparison)) {
        tell_extra(comparison, got);
        return true;
    }
    if (strlen(comparison->line) == size && memcmp(comparison->line, line, size) == 0) {
        comparison->held = false;
        return true;
    }
    json_t *expected = json_loads(comparison->line, JSON_DECODE_ANY, NULL);
    int order = compare_order(expected, got);
    if (order < 0)
        tell_missing(comparison, expected);
    else if (order > 0)
        tell_extra(comparison, got);
    else
        tell_differing(comparison, expected, got, line, size);
    json_decref(expected);
    return order >= 0;
}

void comparison_add(struct comparison *comparison, const char *line, size_t size)
{
    if (hold(comparison) && strlen(comparison->line) == size && memcmp(comparison->line, line, size) == 0) {
        comparison->held = false;
        return;
    }
    json_t *got = json_loadb(line, size, JSON_DECODE_ANY, NULL);
    while (!match(comparison, got, line, size))
        ;
    json_decref(got);
}

bool comparison_end(struct comparison *comparison)
{
    while (hold(comparison)) {
        json_t *expected = json_loads(comparison->line, JSON_DECODE_ANY, NULL);
        tell_missing(comparison, expected);
        json_decref(expected);
    }
    uint64_t all = comparison->differing + comparison->missing + comparison->extra;
    if (all == 0)
        return true;
    fprintf(comparison->out, "%" PRIu64 " lines differ, %" PRIu64 " are missing, %" PRIu64 " were not expected",
            comparison->differing, comparison->missing, comparison->extra);
    fprintf(comparison->out, all > COMPARE_SHOWN ? "; the first %u are shown\n" : "\n", COMPARE_SHOWN);
    return false;
}

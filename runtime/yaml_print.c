#include "runtime/yaml_print.h"

#include "runtime/option_value.h"

#include <assert.h>
#include <inttypes.h>

#define SCALAR_BYTES 128

void yaml_print_text(FILE *out, struct text text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+:";
    bool quoted = text.size == 0 || text_is(text, "null") || text.at[text.size - 1] == ':';
    for (uint32_t i = 0; i < text.size && !quoted; i++)
        quoted = text.at[i] == '\0' || (strchr(plain, text.at[i]) == NULL && (i == 0 || text.at[i] != '-'));
    if (!quoted) {
        fwrite(text.at, 1, text.size, out);
        return;
    }
    fputc('\'', out);
    for (uint32_t i = 0; i < text.size; i++) {
        fputc(text.at[i], out);
        if (text.at[i] == '\'')
            fputc('\'', out);
    }
    fputc('\'', out);
}

static bool is_duration(const struct field *field)
{
    return field->unit != NULL && strcmp(field->unit, "ns") == 0;
}

/* Numbers, times and truths, in the words that are read back. */
static void line_scalar(struct line *line, const struct field *field, enum kind kind, const void *at)
{
    switch (kind) {
    case KIND_BOOL:
        line_string(line, *(const bool *)at ? "true" : "false");
        break;
    case KIND_UINT:
        line_uint(line, *(const uint64_t *)at);
        break;
    case KIND_INT:
        if (is_duration(field) && *(const int64_t *)at >= 0)
            line_duration(line, *(const int64_t *)at);
        else
            line_int(line, *(const int64_t *)at);
        break;
    case KIND_NUMBER:
        line_number(line, *(const double *)at);
        break;
    case KIND_TIME:
        line_time(line, *(const int64_t *)at);
        break;
    case KIND_DAY:
        line_day(line, *(const int64_t *)at);
        break;
    case KIND_NAME:
        line_string(line, field->names[*(const uint8_t *)at]);
        break;
    case KIND_COUNTRY: {
        char name[4];
        country_name(*(const country *)at, name);
        line_string(line, name);
        break;
    }
    case KIND_TOKEN:
    case KIND_TEXT:
    case KIND_MAP:
    case KIND_LIST:
        assert(!"no scalar");
    }
}

static void print_map(FILE *out, const struct rows *rows, const void *message);

static void print_value(FILE *out, const struct field *field, enum kind kind, const void *at)
{
    if (kind == KIND_MAP) {
        print_map(out, field->rows, at);
    } else if (kind == KIND_TEXT || kind == KIND_TOKEN) {
        yaml_print_text(out, *(const struct text *)at);
    } else {
        char text[SCALAR_BYTES];
        struct line line = line_on(text, sizeof text);
        line_scalar(&line, field, kind, at);
        fputs(text, out);
    }
}

static uint32_t items_of(const struct field *field, const void *message)
{
    return *(const uint32_t *)((const char *)message + field->count_offset);
}

static const void *item_at(const struct field *field, const void *message, uint32_t index)
{
    return (const char *)message + field->offset + (size_t)index * field->item_size;
}

/* {gap: 0.2, cover: 0.1}: maps of two fields as key and value. */
static void print_pairs(FILE *out, const struct field *field, const void *message)
{
    const struct field *pair = field->rows->fields;
    fputc('{', out);
    for (uint32_t i = 0; i < items_of(field, message); i++) {
        const char *item = item_at(field, message, i);
        fputs(i > 0 ? ", " : "", out);
        print_value(out, &pair[0], pair[0].kind, item + pair[0].offset);
        fputs(": ", out);
        print_value(out, &pair[1], pair[1].kind, item + pair[1].offset);
    }
    fputc('}', out);
}

static bool is_pairs(const struct field *field)
{
    return field->item == KIND_MAP && field->rows->count == 2 && field->rows->fields[1].kind != KIND_LIST;
}

static void print_list(FILE *out, const struct field *field, const void *message)
{
    fputc('[', out);
    for (uint32_t i = 0; i < items_of(field, message); i++) {
        fputs(i > 0 ? ", " : "", out);
        print_value(out, field, field->item, item_at(field, message, i));
    }
    fputc(']', out);
}

/* Lists of maps stand one map a line; all else fits into one. */
static void print_field(FILE *out, const struct field *field, const void *message)
{
    if (field->kind != KIND_LIST) {
        print_value(out, field, field->kind, (const char *)message + field->offset);
    } else if (is_pairs(field)) {
        print_pairs(out, field, message);
    } else if (field->item != KIND_MAP || items_of(field, message) == 0) {
        print_list(out, field, message);
    } else {
        for (uint32_t i = 0; i < items_of(field, message); i++) {
            fputs("\n    - ", out);
            print_map(out, field->rows, item_at(field, message, i));
        }
    }
}

static bool is_there(const void *message, uint32_t index)
{
    return (*(const uint64_t *)message >> index) & 1;
}

static void print_map(FILE *out, const struct rows *rows, const void *message)
{
    const char *between = "{";
    for (uint32_t i = 0; i < rows->count; i++) {
        if (!is_there(message, i))
            continue;
        fprintf(out, "%s%s: ", between, rows->fields[i].name);
        between = ", ";
        print_field(out, &rows->fields[i], message);
    }
    fputs(*between == '{' ? "{}" : "}", out);
}

/* "# what it means, 0..1 points"; nothing where the row says nothing. */
static void print_comment(FILE *out, const char *indent, const struct field *field)
{
    char text[512];
    struct line line = line_on(text, sizeof text);
    line_string(&line, field->meaning);
    bool ranged = field->kind == KIND_NUMBER && field->low < field->high;
    if (ranged) {
        line_string(&line, line.used > 0 ? ", " : "");
        line_number(&line, field->low);
        line_string(&line, "..");
        line_number(&line, field->high);
    }
    if (*field->unit != '\0' && strcmp(field->unit, "1") != 0 && !is_duration(field)) {
        line_string(&line, ranged ? " " : line.used > 0 ? ", in " : "in ");
        line_string(&line, field->unit);
    }
    if (line.used > 0)
        fprintf(out, "%s# %s\n", indent, text);
}

/* Does the list go on below its key, one item a line? */
static bool is_block(const struct field *field, const void *message)
{
    return field->kind == KIND_LIST && field->item == KIND_MAP && !is_pairs(field) && items_of(field, message) > 0;
}

void yaml_print(FILE *out, const char *section, const struct rows *rows, const void *message)
{
    const char *indent = section != NULL ? "  " : "";
    if (section != NULL)
        fprintf(out, "%s:\n", section);
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct field *field = &rows->fields[i];
        if (!is_there(message, i))
            continue;
        print_comment(out, indent, field);
        fprintf(out, "%s%s:%s", indent, field->name, is_block(field, message) ? "" : " ");
        print_field(out, field, message);
        fputc('\n', out);
    }
}

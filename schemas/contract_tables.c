#include "schemas/catalogue.h"
#include "schemas/contract.h"

#include <stdlib.h>

/* Longer lists of names stand once, under Names. */
#define NAMES_INLINE 5u

static const struct vocabulary { const char *title; const char *const *names; uint32_t count; } vocabularies[] = {
    {"event type", event_type_names, EVENT_TYPES},
    {"policy status", policy_status_names, POLICY_STATUSES},
    {"instrument", instrument_names, INSTRUMENTS},
    {"category", category_names, CATEGORIES},
    {"measure unit", measure_unit_names, MEASURE_UNITS},
    {"price unit", price_unit_names, PRICE_UNITS},
    {"table", table_names, TABLES},
    {"table unit", table_unit_names, TABLE_UNITS},
    {"health", health_names, HEALTHS},
    {"output type", output_type_names, OUTPUT_TYPES},
    {"indicator", indicator_names, INDICATORS},
    {"value state", value_state_names, VALUE_STATES},
    {"alert kind", alert_kind_names, ALERT_KINDS},
    {"alert state", alert_state_names, ALERT_STATES},
    {"severity", severity_names, SEVERITIES},
    {"history op", history_op_names, HISTORY_OPS},
    {"role", role_names, ROLES},
    {"zone", zone_names, ZONE_COUNT},
};

static void print_names(const char *const *names, uint32_t count, FILE *out)
{
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s`%s`", i > 0 ? " " : "", names[i]);
}

static const char *title_of(const struct field *field)
{
    for (size_t i = 0; i < sizeof vocabularies / sizeof vocabularies[0]; i++)
        if (vocabularies[i].names == field->names)
            return vocabularies[i].title;
    return "?";
}

static void print_kind(const struct field *field, enum kind kind, FILE *out)
{
    static const char *const words[] = {
        [KIND_BOOL] = "bool",   [KIND_UINT] = "uint",   [KIND_INT] = "int",   [KIND_NUMBER] = "number",
        [KIND_TIME] = "time",   [KIND_DAY] = "day",     [KIND_TOKEN] = "token", [KIND_TEXT] = "text",
        [KIND_NAME] = "name",   [KIND_COUNTRY] = "country", [KIND_MAP] = "map", [KIND_LIST] = "list",
    };
    if (kind == KIND_LIST) {
        fputs("list of ", out);
        print_kind(field, field->item, out);
    } else if (kind == KIND_MAP) {
        fprintf(out, "[%s](#%s)", field->rows->name, field->rows->name);
    } else {
        fputs(words[kind], out);
    }
}

/* Powers of two that are no power of ten are limits of representation. */
static void print_limit(double value, FILE *out)
{
    char text[32];
    struct line line = line_on(text, sizeof text);
    if (value == 0x1p53 || value == 0x1p64)
        fprintf(out, "2^%d", value == 0x1p53 ? 53 : 64);
    else if (value > -NUMBER_MOST && value < NUMBER_MOST) {
        line_number(&line, value);
        fputs(text, out);
    } else {
        fprintf(out, "%g", value);
    }
}

static void print_range(const struct field *field, enum kind kind, FILE *out)
{
    switch (kind) {
    case KIND_UINT:
    case KIND_INT:
    case KIND_NUMBER:
        print_limit(field->low, out);
        fputs(" .. ", out);
        print_limit(field->high, out);
        break;
    case KIND_TOKEN:
        fprintf(out, "1 .. %.0f bytes", field->high);
        break;
    case KIND_TEXT:
        fprintf(out, "at most %.0f bytes", field->high);
        break;
    case KIND_NAME:
        if (field->names_count <= NAMES_INLINE)
            print_names(field->names, field->names_count, out);
        else
            fprintf(out, "of [%s](#names)", title_of(field));
        break;
    case KIND_LIST:
        fprintf(out, "at most %u", field->capacity);
        if (field->item == KIND_MAP || field->item == KIND_COUNTRY || field->item == KIND_DAY)
            break;
        fputs(", each ", out);
        print_range(field, field->item, out);
        break;
    case KIND_TIME:
    case KIND_DAY:
    case KIND_COUNTRY:
    case KIND_MAP:
    case KIND_BOOL:
        break;
    }
}

static void print_row(const struct field *field, FILE *out)
{
    fprintf(out, "| `%s` | ", field->name);
    print_kind(field, field->kind, out);
    fprintf(out, " | %s | %s | ", field->required ? "yes" : "", field->unit);
    print_range(field, field->kind, out);
    fprintf(out, " | %u | %s |\n", field->since, field->meaning);
}

static void print_rows(const struct rows *rows, uint32_t from, uint32_t to, FILE *out)
{
    fputs("| field | kind | required | unit | range | since | meaning |\n|---|---|---|---|---|---|---|\n", out);
    for (uint32_t i = from; i < to; i++)
        print_row(&rows->fields[i], out);
}

void contract_head(FILE *out)
{
    print_rows(event_rows[EVENT_PRICE], 0, EVENT_HEAD_ROWS, out);
}

bool contract_table(struct text name, FILE *out)
{
    const struct rows *rows = catalogue_find(name);
    if (rows == NULL)
        return false;
    bool event = false;
    for (uint32_t i = 0; i < EVENT_TYPES; i++)
        event |= rows == event_rows[i];
    fprintf(out, "%s\n\n", rows->meaning);
    print_rows(rows, event ? EVENT_HEAD_ROWS : 0, rows->count, out);
    return true;
}

void contract_names(FILE *out)
{
    fputs("| list | names |\n|---|---|\n", out);
    for (size_t i = 0; i < sizeof vocabularies / sizeof vocabularies[0]; i++) {
        fprintf(out, "| %s | ", vocabularies[i].title);
        print_names(vocabularies[i].names, vocabularies[i].count, out);
        fputs(" |\n", out);
    }
}

void contract_statuses(FILE *out)
{
    fputs("| name | meaning |\n|---|---|\n", out);
    for (enum status status = 0; status < STATUSES; status++)
        fprintf(out, "| `%s` | %s |\n", status_name(status), status_sentence(status));
}

/* "(1024u * 1024u)" -> "1024 * 1024". */
static void print_plain(const char *value, size_t size, FILE *out)
{
    for (size_t i = 0; i < size; i++) {
        bool suffix = i > 0 && value[i - 1] >= '0' && value[i - 1] <= '9' && (value[i] == 'u' || value[i] == 'L');
        bool second = i > 1 && value[i] == 'L' && value[i - 1] == 'L';
        if (!suffix && !second && value[i] != '(' && value[i] != ')')
            fputc(value[i], out);
    }
}

void contract_limits(FILE *limits, FILE *out)
{
    static const char define[] = "#define ";
    char line[512];
    fputs("| limit | value | reason |\n|---|---|---|\n", out);
    while (fgets(line, sizeof line, limits) != NULL) {
        if (strncmp(line, "#define LIMIT_", 14) != 0)
            continue;
        const char *name = line + sizeof define - 1, *end = strchr(name, ' ');
        const char *reason = strstr(name, "/* "), *stop = strstr(name, " */");
        if (end == NULL)
            continue;
        const char *value = end, *value_end = reason != NULL ? reason : strchr(name, '\n');
        while (*value == ' ')
            value++;
        while (value_end != NULL && value_end > value && value_end[-1] == ' ')
            value_end--;
        fprintf(out, "| `%.*s` | ", (int)(end - name), name);
        print_plain(value, (size_t)(value_end - value), out);
        fprintf(out, " | %.*s |\n", reason != NULL && stop != NULL ? (int)(stop - reason - 3) : 0,
                reason != NULL ? reason + 3 : "");
    }
}

#include "producers/baseline_table.h"

#include <stdlib.h>

void baseline_tables_init(struct baseline_tables *tables)
{
    *tables = (struct baseline_tables){0};
}

void baseline_tables_close(struct baseline_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++)
        free(tables->tables[i]);
    free(tables->tables);
    baseline_tables_init(tables);
}

/* ---- one table ------------------------------------------------------------------- */

#define BIT(n) (UINT64_C(1) << (n))
#define ALWAYS                                                                                                   \
    (BIT(EVENT_HAS_TYPE) | BIT(EVENT_HAS_ID) | BIT(BASELINE_HAS_TABLE) | BIT(BASELINE_HAS_VINTAGE) |             \
     BIT(BASELINE_HAS_UNIT) | BIT(BASELINE_HAS_ROWS) | BIT(BASELINE_HAS_PROVENANCE))
#define PAIR (BIT(BASELINE_HAS_MATERIAL) | BIT(BASELINE_HAS_REGION))

static struct text keep(char *room, struct text text)
{
    memcpy(room, text.at, text.size);
    room[text.size] = '\0';
    return (struct text){room, text.size};
}

/* TABLE/MATERIAL/REGION/VINTAGE, or TABLE/VINTAGE. False when it is no token. */
static bool identify(struct baseline_table *table)
{
    const struct baseline_event *baseline = &table->event.baseline;
    struct line id = line_on(table->id, sizeof table->id);
    line_string(&id, table_names[baseline->table]);
    if (baseline_has_pair((enum table)baseline->table)) {
        line_char(&id, '/');
        line_text(&id, baseline->material);
        line_char(&id, '/');
        line_text(&id, baseline->region);
    }
    line_char(&id, '/');
    line_day(&id, baseline->vintage);
    table->event.id = (struct text){table->id, (uint32_t)id.used};
    return !id.cut;
}

static bool begin(struct baseline_table *table, const struct baseline_row *row, const char *file, uint64_t line)
{
    struct event *event = &table->event;
    table->file = file;
    table->line = line;
    event->type = EVENT_BASELINE;
    event->baseline.table = (uint8_t)row->table;
    event->baseline.vintage = row->vintage;
    event->baseline.unit = (uint8_t)row->unit;
    event->baseline.material = keep(table->material, row->material);
    event->baseline.region = keep(table->region, row->region);
    event->present = ALWAYS | (baseline_has_pair(row->table) ? PAIR : 0);
    return identify(table);
}

/* Does the list "a; b; c" hold the text as one of its parts? */
static bool listed(struct text list, struct text part)
{
    for (const char *at = list.at; at != NULL;) {
        const char *end = strstr(at, "; ");
        size_t size = end != NULL ? (size_t)(end - at) : strlen(at);
        if (size == part.size && memcmp(at, part.at, size) == 0)
            return true;
        at = end != NULL ? end + 2 : NULL;
    }
    return false;
}

static enum status add_provenance(struct baseline_table *table, struct text text, struct refusal *refusal)
{
    struct text *provenance = &table->event.baseline.provenance;
    if (listed(*provenance, text))
        return STATUS_OK;
    struct line line = {.at = table->provenance, .capacity = sizeof table->provenance, .used = provenance->size};
    if (provenance->size > 0)
        line_string(&line, "; ");
    line_text(&line, text);
    if (line.cut && table->bad)
        return STATUS_OK; /* it is left out anyway, and was told why */
    if (line.cut)
        return baseline_refuse(refusal, STATUS_TOO_LARGE, COLUMN_PROVENANCE,
                               "the sources of the table's rows together have more than %u bytes", LIMIT_PROVENANCE);
    *provenance = (struct text){table->provenance, (uint32_t)line.used};
    return STATUS_OK;
}

static enum status check_twin(const struct baseline_event *baseline, const struct table_row *row,
                              struct refusal *refusal)
{
    enum baseline_column column = baseline->table == TABLE_SUPPLY ? COLUMN_SUPPLIER : COLUMN_COUNTRY;
    for (uint32_t i = 0; i < baseline->rows_count; i++) {
        const struct table_row *other = &baseline->rows[i];
        if (other->supplier == row->supplier && other->origin == row->origin && other->country == row->country)
            return baseline_refuse(refusal, STATUS_DUPLICATE_KEY, column, "the table has this row already");
    }
    return STATUS_OK;
}

static enum status add_row(struct baseline_table *table, const struct baseline_row *row, struct refusal *refusal)
{
    struct baseline_event *baseline = &table->event.baseline;
    if (row->unit != baseline->unit)
        return baseline_refuse(refusal, STATUS_INCONSISTENT, COLUMN_UNIT, "'%s', but the table's first row says '%s'",
                               table_unit_names[row->unit], table_unit_names[baseline->unit]);
    if (baseline->rows_count == LIMIT_TABLE_ROWS)
        return baseline_refuse(refusal, STATUS_TOO_MANY, COLUMN_TABLE, "a table has at most %u rows", LIMIT_TABLE_ROWS);
    enum status status = check_twin(baseline, &row->cells, refusal);
    if (status == STATUS_OK)
        status = add_provenance(table, row->provenance, refusal);
    if (status != STATUS_OK)
        return status;
    if (row->estimate) {
        baseline->estimate = true;
        table->event.present |= BIT(BASELINE_HAS_ESTIMATE);
    }
    baseline->rows[baseline->rows_count++] = row->cells;
    return STATUS_OK;
}

void baseline_table_sign(struct baseline_table *table, struct text source, int64_t received)
{
    table->event.source = source;
    table->event.time = received;
    table->event.present |= BIT(EVENT_HAS_SOURCE) | BIT(EVENT_HAS_TIME);
}

/* ---- all tables ------------------------------------------------------------------- */

static struct baseline_table *find(const struct baseline_tables *tables, const struct baseline_row *row)
{
    for (size_t i = tables->count; i-- > 0;) {
        const struct baseline_event *baseline = &tables->tables[i]->event.baseline;
        if (baseline->table == row->table && baseline->vintage == row->vintage &&
            text_equal(baseline->material, row->material) && text_equal(baseline->region, row->region))
            return tables->tables[i];
    }
    return NULL;
}

/* An empty table at the end; NULL: no memory. */
static struct baseline_table *append(struct baseline_tables *tables)
{
    if (tables->count == tables->capacity) {
        size_t capacity = tables->capacity == 0 ? 16 : 2 * tables->capacity;
        void *grown = realloc(tables->tables, capacity * sizeof tables->tables[0]);
        if (grown == NULL)
            return NULL;
        tables->tables = grown;
        tables->capacity = capacity;
    }
    struct baseline_table *table = calloc(1, sizeof *table);
    if (table != NULL)
        tables->tables[tables->count++] = table;
    return table;
}

/* The row's table, begun where there is none yet; NULL with a refusal. */
static struct baseline_table *table_of(struct baseline_tables *tables, const struct baseline_row *row, const char *file,
                                       uint64_t line, struct refusal *refusal)
{
    struct baseline_table *table = find(tables, row);
    if (table != NULL)
        return table;
    table = append(tables);
    if (table == NULL) {
        (void)baseline_refuse(refusal, STATUS_NO_MEMORY, COLUMN_TABLE, "no memory for one more table");
        return NULL;
    }
    if (begin(table, row, file, line))
        return table;
    table->bad = true;
    (void)baseline_refuse(refusal, STATUS_TOO_LARGE, COLUMN_MATERIAL, "'%s...', the table's id, has more than %u bytes",
                          table->id, LIMIT_TOKEN);
    return NULL;
}

enum status baseline_tables_add(struct baseline_tables *tables, const struct baseline_row *row, const char *file,
                                uint64_t line, struct refusal *refusal)
{
    struct baseline_table *table = table_of(tables, row, file, line, refusal);
    if (table == NULL)
        return refusal->status;
    enum status status = add_row(table, row, refusal);
    if (status != STATUS_OK)
        table->bad = true;
    return status;
}

void baseline_tables_spoil(struct baseline_tables *tables, const struct baseline_row *row, const char *file,
                           uint64_t line)
{
    struct refusal unsaid;
    struct baseline_table *table = row->keyed ? table_of(tables, row, file, line, &unsaid) : NULL;
    if (table != NULL)
        table->bad = true;
    else
        tables->spoiled = true;
}

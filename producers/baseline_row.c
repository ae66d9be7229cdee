#include "producers/baseline_row.h"

#include "runtime/options.h"
#include "schemas/nearest.h"

#include <stdarg.h>
#include <stdio.h>

const char *const baseline_column_names[BASELINE_COLUMNS] = {
#define X(code, name) name,
    BASELINE_COLUMN_NAMES(X)
#undef X
};

#define BIT(code) (1u << COLUMN_##code)
#define ALWAYS    (BIT(TABLE) | BIT(VINTAGE) | BIT(UNIT) | BIT(PROVENANCE))
#define PAIR      (BIT(MATERIAL) | BIT(REGION))
#define SUPPLIES  (BIT(ORIGIN) | BIT(SPARE) | BIT(CAPACITY))

/* Which columns a table needs, and which it may use besides. */
static const struct { uint32_t needed, optional; } forms[TABLES] = {
    [TABLE_SUPPLY]     = {ALWAYS | PAIR | BIT(SUPPLIER) | BIT(QUANTITY), SUPPLIES | BIT(ESTIMATE)},
    [TABLE_GOVERNANCE] = {ALWAYS | BIT(COUNTRY) | BIT(VALUE),            BIT(ESTIMATE)},
    [TABLE_RELIANCE]   = {ALWAYS | PAIR | BIT(VALUE),                    BIT(ESTIMATE)},
    [TABLE_STOCKS]     = {ALWAYS | PAIR | BIT(VALUE),                    BIT(ESTIMATE)},
};

/* The cells that become a row of the event. */
static const struct {
    enum baseline_column column;
    unsigned bit;
    size_t offset;
    bool country, negative;
} row_cells[] = {
    {COLUMN_SUPPLIER, TABLE_ROW_SUPPLIER, offsetof(struct table_row, supplier), true,  false},
    {COLUMN_ORIGIN,   TABLE_ROW_ORIGIN,   offsetof(struct table_row, origin),   true,  false},
    {COLUMN_COUNTRY,  TABLE_ROW_COUNTRY,  offsetof(struct table_row, country),  true,  false},
    {COLUMN_QUANTITY, TABLE_ROW_QUANTITY, offsetof(struct table_row, quantity), false, false},
    {COLUMN_SPARE,    TABLE_ROW_SPARE,    offsetof(struct table_row, spare),    false, false},
    {COLUMN_CAPACITY, TABLE_ROW_CAPACITY, offsetof(struct table_row, capacity), false, false},
    {COLUMN_VALUE,    TABLE_ROW_VALUE,    offsetof(struct table_row, value),    false, true},
};
#define ROW_CELLS (sizeof row_cells / sizeof row_cells[0])

/* The cells of one row by column, empty where there is none. */
struct cells { struct text of[BASELINE_COLUMNS]; };

enum status baseline_refuse(struct refusal *refusal, enum status status, enum baseline_column column,
                            const char *format, ...)
{
    va_list arguments;
    refusal->status = status;
    snprintf(refusal->field, sizeof refusal->field, "%s", baseline_column_names[column]);
    va_start(arguments, format);
    vsnprintf(refusal->text, sizeof refusal->text, format, arguments);
    va_end(arguments);
    return status;
}

bool baseline_has_pair(enum table table)
{
    return (forms[table].needed & PAIR) == PAIR;
}

/* ---- the first row --------------------------------------------------------------- */

static int column_of(struct text name)
{
    for (int i = 0; i < BASELINE_COLUMNS; i++)
        if (text_is(name, baseline_column_names[i]))
            return i;
    return -1;
}

static enum status refuse_column(struct refusal *refusal, struct text name)
{
    const char *nearest = nearest_name(name, baseline_column_names, BASELINE_COLUMNS);
    refusal->status = STATUS_UNKNOWN_FIELD;
    snprintf(refusal->field, sizeof refusal->field, "%.40s", name.at);
    snprintf(refusal->text, sizeof refusal->text, "there is no such column%s%s%s", nearest ? "; did you mean '" : "",
             nearest ? nearest : "", nearest ? "'?" : "");
    return STATUS_UNKNOWN_FIELD;
}

enum status baseline_header_read(struct baseline_header *header, const struct sheet_row *sheet_row,
                                 struct refusal *refusal)
{
    header->cells = sheet_row->count;
    for (int i = 0; i < BASELINE_COLUMNS; i++)
        header->cell[i] = -1;
    for (size_t i = 0; i < sheet_row->count; i++) {
        int column = column_of(sheet_row->cells[i]);
        if (column < 0)
            return refuse_column(refusal, sheet_row->cells[i]);
        if (header->cell[column] >= 0)
            return baseline_refuse(refusal, STATUS_DUPLICATE_KEY, (enum baseline_column)column,
                                   "this column stands twice in the first row");
        header->cell[column] = (int)i;
    }
    for (int i = 0; i < BASELINE_COLUMNS; i++)
        if ((ALWAYS >> i & 1) && header->cell[i] < 0)
            return baseline_refuse(refusal, STATUS_MISSING_FIELD, (enum baseline_column)i,
                                   "the first row does not name this column, which every table needs");
    return STATUS_OK;
}

/* ---- one cell ---------------------------------------------------------------------- */

static enum status parse_name(struct text cell, enum baseline_column column, const char *const *names, size_t count,
                              int *index, struct refusal *refusal)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(cell, names[i])) {
            *index = (int)i;
            return STATUS_OK;
        }
    const char *nearest = nearest_name(cell, names, count);
    return baseline_refuse(refusal, STATUS_UNKNOWN_NAME, column, "'%.64s' is no %s%s%s%s", cell.at,
                           baseline_column_names[column], nearest ? "; did you mean '" : "", nearest ? nearest : "",
                           nearest ? "'?" : "");
}

static enum status parse_country(struct text cell, enum baseline_column column, country *code, struct refusal *refusal)
{
    char nearest[4];
    *code = country_from(cell.at, cell.size);
    if (*code != COUNTRY_NONE && *code != COUNTRY_ALL)
        return STATUS_OK;
    country_name(country_nearest(cell.at, cell.size), nearest);
    return baseline_refuse(refusal, STATUS_UNKNOWN_NAME, column,
                           "'%.64s' is no country: two letters of ISO 3166-1, EU or XX; the nearest is '%s'", cell.at,
                           nearest);
}

static enum status parse_number(struct text cell, enum baseline_column column, bool negative, double *number,
                                struct refusal *refusal)
{
    if (!number_parse(cell.at, number))
        return baseline_refuse(refusal, STATUS_WRONG_TYPE, column, "'%.64s' is no number", cell.at);
    if (*number < 0 && !negative)
        return baseline_refuse(refusal, STATUS_OUT_OF_RANGE, column, "%.64s lies below 0", cell.at);
    return STATUS_OK;
}

static enum status parse_estimate(struct text cell, bool *estimate, struct refusal *refusal)
{
    *estimate = text_is(cell, "true");
    if (*estimate || cell.size == 0 || text_is(cell, "false"))
        return STATUS_OK;
    return baseline_refuse(refusal, STATUS_WRONG_TYPE, COLUMN_ESTIMATE, "'%.64s' is neither true, false nor empty",
                           cell.at);
}

/* ---- one row ----------------------------------------------------------------------- */

static enum status take_cells(const struct baseline_header *header, const struct sheet_row *sheet_row,
                              struct cells *cells, struct refusal *refusal)
{
    if (sheet_row->count > header->cells)
        return baseline_refuse(refusal, STATUS_TOO_MANY, COLUMN_TABLE, "the row has %zu cells, the first row %zu",
                               sheet_row->count, header->cells);
    for (int i = 0; i < BASELINE_COLUMNS; i++) {
        int cell = header->cell[i];
        cells->of[i] = cell < 0 || (size_t)cell >= sheet_row->count ? TEXT("") : sheet_row->cells[cell];
    }
    return STATUS_OK;
}

static enum status read_key(struct baseline_row *row, const struct cells *cells, struct refusal *refusal)
{
    int table;
    enum status status = parse_name(cells->of[COLUMN_TABLE], COLUMN_TABLE, table_names, TABLES, &table, refusal);
    if (status != STATUS_OK)
        return status;
    row->table = (enum table)table;
    row->material = cells->of[COLUMN_MATERIAL];
    row->region = cells->of[COLUMN_REGION];
    if (!day_parse(cells->of[COLUMN_VINTAGE], &row->vintage))
        return baseline_refuse(refusal, STATUS_WRONG_TYPE, COLUMN_VINTAGE, "'%.64s' is no day: YYYY-MM-DD or YYYY",
                               cells->of[COLUMN_VINTAGE].at);
    if (row->material.size > LIMIT_NAME || row->region.size > LIMIT_NAME)
        return baseline_refuse(refusal, STATUS_TOO_LARGE, COLUMN_MATERIAL,
                               "'%.40s' of '%.40s': a name has at most %u bytes", row->material.at, row->region.at,
                               LIMIT_NAME);
    row->keyed = true;
    return STATUS_OK;
}

static enum status check_columns(enum table table, const struct cells *cells, struct refusal *refusal)
{
    uint32_t used = forms[table].needed | forms[table].optional;
    for (int i = 0; i < BASELINE_COLUMNS; i++) {
        bool empty = cells->of[i].size == 0;
        if (empty && (forms[table].needed >> i & 1))
            return baseline_refuse(refusal, STATUS_MISSING_FIELD, (enum baseline_column)i,
                                   "the cell is empty, and a %s table needs it", table_names[table]);
        if (!empty && !(used >> i & 1))
            return baseline_refuse(refusal, STATUS_UNKNOWN_FIELD, (enum baseline_column)i,
                                   "'%.64s' stands in a column that a %s table does not use", cells->of[i].at,
                                   table_names[table]);
    }
    return STATUS_OK;
}

static enum status read_cells(struct table_row *row, const struct cells *cells, struct refusal *refusal)
{
    *row = (struct table_row){.supplier = COUNTRY_NONE, .origin = COUNTRY_NONE, .country = COUNTRY_NONE};
    for (size_t i = 0; i < ROW_CELLS; i++) {
        enum baseline_column column = row_cells[i].column;
        struct text cell = cells->of[column];
        void *member = (char *)row + row_cells[i].offset;
        if (cell.size == 0)
            continue;
        enum status status = row_cells[i].country
                                 ? parse_country(cell, column, member, refusal)
                                 : parse_number(cell, column, row_cells[i].negative, member, refusal);
        if (status != STATUS_OK)
            return status;
        row->present |= UINT64_C(1) << row_cells[i].bit;
    }
    return STATUS_OK;
}

enum status baseline_row_read(struct baseline_row *row, const struct baseline_header *header,
                              const struct sheet_row *sheet_row, struct refusal *refusal)
{
    struct cells cells;
    int unit = 0;
    *row = (struct baseline_row){0};
    enum status status = take_cells(header, sheet_row, &cells, refusal);
    if (status == STATUS_OK)
        status = read_key(row, &cells, refusal);
    if (status == STATUS_OK)
        status = check_columns(row->table, &cells, refusal);
    if (status == STATUS_OK)
        status = parse_name(cells.of[COLUMN_UNIT], COLUMN_UNIT, table_unit_names, TABLE_UNITS, &unit, refusal);
    if (status == STATUS_OK)
        status = read_cells(&row->cells, &cells, refusal);
    if (status == STATUS_OK)
        status = parse_estimate(cells.of[COLUMN_ESTIMATE], &row->estimate, refusal);
    if (status != STATUS_OK)
        return status;
    row->unit = (enum table_unit)unit;
    row->provenance = cells.of[COLUMN_PROVENANCE];
    return STATUS_OK;
}

/* One row of a baseline sheet, read by the names of its columns.
 *
 * The form of the sheets stands in data/baseline/README.md. */
#ifndef OREWATCH_PRODUCERS_BASELINE_ROW_H
#define OREWATCH_PRODUCERS_BASELINE_ROW_H

#include "producers/sheet.h"
#include "schemas/messages.h"

#define BASELINE_COLUMN_NAMES(X) \
    X(TABLE, "table") X(MATERIAL, "material") X(REGION, "region") X(VINTAGE, "vintage") X(UNIT, "unit") \
    X(SUPPLIER, "supplier") X(ORIGIN, "origin") X(QUANTITY, "quantity") X(SPARE, "spare") \
    X(CAPACITY, "capacity") X(COUNTRY, "country") X(VALUE, "value") X(ESTIMATE, "estimate") \
    X(PROVENANCE, "provenance")

enum baseline_column {
#define X(code, name) COLUMN_##code,
    BASELINE_COLUMN_NAMES(X)
#undef X
    BASELINE_COLUMNS
};

extern const char *const baseline_column_names[BASELINE_COLUMNS];

/* Where the columns of one file stand: index of the cell, or -1. */
struct baseline_header { int cell[BASELINE_COLUMNS]; size_t cells; };

/* Its texts point into the sheet's row. */
struct baseline_row {
    bool keyed;                    /* the first four are known: the row says whose it is */
    enum table table;
    struct text material, region;
    int64_t vintage;               /* days since 1970 */
    enum table_unit unit;
    struct table_row cells;
    bool estimate;
    struct text provenance;
};

/* Takes the first row of a file. Refuses an unknown column (the nearest named),
 * one that stands twice, and the lack of one that every table needs. */
MUST_CHECK enum status baseline_header_read(struct baseline_header *header, const struct sheet_row *sheet_row,
                                            struct refusal *refusal);
/* `refusal` names column, value and what is allowed; `keyed` holds also then. */
MUST_CHECK enum status baseline_row_read(struct baseline_row *row, const struct baseline_header *header,
                                         const struct sheet_row *sheet_row, struct refusal *refusal);
/* Writes a refusal of a column: status, name, and a text as by printf. */
enum status baseline_refuse(struct refusal *refusal, enum status status, enum baseline_column column,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Does a table of this name speak of one (material, region)? */
bool baseline_has_pair(enum table table);

#endif

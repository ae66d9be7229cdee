/* Rows of baseline sheets -> baseline events.
 *
 * Rows that agree in table, material, region and vintage are one event, wherever
 * they stand. A table with a bad row is left out as a whole: with one supplier
 * missing its shares would be wrong in silence. A row that does not say which
 * table it belongs to spoils them all, for the same reason. */
#ifndef OREWATCH_PRODUCERS_BASELINE_TABLE_H
#define OREWATCH_PRODUCERS_BASELINE_TABLE_H

#include "producers/baseline_row.h"

/* One event in the making; its texts point into itself. */
struct baseline_table {
    const char *file;
    uint64_t line;               /* of its first row */
    bool bad;                    /* a row of it was refused */
    char material[LIMIT_NAME + 1], region[LIMIT_NAME + 1], id[LIMIT_TOKEN + 1];
    char provenance[LIMIT_PROVENANCE + 1];
    struct event event;
};

struct baseline_tables {
    struct baseline_table **tables; /* in the order of their first rows */
    size_t count, capacity;
    bool spoiled;                   /* a row did not say whose it is */
};

void baseline_tables_init(struct baseline_tables *tables);
void baseline_tables_close(struct baseline_tables *tables);
/* Adds a row to its table, or makes the table bad and says why. `file` outlives
 * the tables. */
MUST_CHECK enum status baseline_tables_add(struct baseline_tables *tables, const struct baseline_row *row,
                                           const char *file, uint64_t line, struct refusal *refusal);
/* A row could not be read: its table is bad. */
void baseline_tables_spoil(struct baseline_tables *tables, const struct baseline_row *row, const char *file,
                           uint64_t line);
/* Gives the finished event its head: who says it, and when. */
void baseline_table_sign(struct baseline_table *table, struct text source, int64_t received);

#endif

/* Baseline tables as an input: one event a table, in the order of their first rows. */
#ifndef OREWATCH_PRODUCERS_TABLE_LIST_H
#define OREWATCH_PRODUCERS_TABLE_LIST_H

#include "producers/baseline_table.h"
#include "producers/input.h"
#include "producers/report.h"

/* Looks at the tables until it is destroyed; they are signed already. Bad ones
 * are reported and left out. NULL without memory. */
struct input *table_list_create(const struct baseline_tables *tables, int64_t received, struct report *report);

#endif

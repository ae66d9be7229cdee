/* The reference tables: who supplies whom, and how well each is governed.
 *
 * One supply table for each (material, region): rows by supplier in t/yr,
 * own output included. WORLD holds output by country; its spare and capacity
 * are the exporter's budget for all regions. */
#ifndef OREWATCH_ENGINE_SUPPLY_H
#define OREWATCH_ENGINE_SUPPLY_H

#include "engine/settings.h"

#define UNKNOWN_T (-1.0) /* a tonnage that nobody published */

struct supplier {
    country supplier, origin;     /* as shipped, as mined */
    bool own;                     /* the region's own output */
    double quantity_t, spare_t, capacity_t; /* spare, capacity: UNKNOWN_T when absent */
};

/* What a table is known by: the event that brought it. */
struct table_origin { struct name source, id; uint64_t revision, offset; int64_t vintage; /* days since 1970 */ };

struct supply_table {
    bool known, estimate;
    struct table_origin from;
    uint32_t count;
    struct supplier row[LIMIT_SUPPLIERS];
    double demand_t, foreign_t, own_t, rest_t; /* sums; rest: of XX */
};

struct governance_table {
    bool known;
    struct table_origin from;
    double g[COUNTRY_CODES];      /* (2.5 - estimate) / 5, 0 best .. 1 worst; negative: no estimate */
};

/* The rows of a supply event; `region` tells which are its own. */
void supply_take(struct supply_table *table, const struct baseline_event *event, const struct region *region);
void governance_take(struct governance_table *table, const struct baseline_event *event);
/* g of a country; false, and the configured default, when there is no estimate. */
bool governance_of(const struct governance_table *table, const struct settings *settings, country code, double *g);
/* The row of a country in WORLD's table that is its budget: its own, or that of
 * the rest for one that is not listed. NO_INDEX when there is neither. */
uint32_t supply_budget(const struct supply_table *world, country code);
/* A vintage speaks of its whole day, so its moment is the day's last: what begins
 * at the next midnight is not in the figures. */
int64_t supply_moment(const struct supply_table *table);

#endif

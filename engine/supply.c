#include "engine/supply.h"

#include <assert.h>
#include <string.h>

void supply_take(struct supply_table *table, const struct baseline_event *event, const struct region *region)
{
    struct table_origin from = table->from;
    memset(table, 0, sizeof *table);
    table->from = from;
    table->known = true;
    table->estimate = event->estimate;
    assert(event->rows_count <= LIMIT_SUPPLIERS);
    for (uint32_t i = 0; i < event->rows_count; i++) {
        const struct table_row *row = &event->rows[i];
        struct supplier *supplier = &table->row[table->count++];
        supplier->supplier = row->supplier;
        supplier->origin = message_has(row->present, TABLE_ROW_ORIGIN) ? row->origin : row->supplier;
        supplier->own = country_set_has(&region->members, row->supplier);
        supplier->quantity_t = row->quantity;
        supplier->spare_t = message_has(row->present, TABLE_ROW_SPARE) ? row->spare : UNKNOWN_T;
        supplier->capacity_t = message_has(row->present, TABLE_ROW_CAPACITY) ? row->capacity : UNKNOWN_T;
        table->demand_t += row->quantity;
        if (supplier->own)
            table->own_t += row->quantity;
        else
            table->foreign_t += row->quantity;
        if (row->supplier == COUNTRY_XX)
            table->rest_t += row->quantity;
    }
}

void governance_take(struct governance_table *table, const struct baseline_event *event)
{
    table->known = true;
    for (unsigned i = 0; i < COUNTRY_CODES; i++)
        table->g[i] = -1;
    for (uint32_t i = 0; i < event->rows_count; i++)
        table->g[event->rows[i].country] = (2.5 - event->rows[i].value) / 5;
}

bool governance_of(const struct governance_table *table, const struct settings *settings, country code, double *g)
{
    bool listed = table->known && table->g[code] >= 0;
    *g = listed ? table->g[code] : settings->unknown_governance;
    return listed;
}

uint32_t supply_budget(const struct supply_table *world, country code)
{
    uint32_t rest = NO_INDEX;
    for (uint32_t i = 0; world->known && i < world->count; i++) {
        if (world->row[i].supplier == code)
            return i;
        if (world->row[i].supplier == COUNTRY_XX)
            rest = i;
    }
    return rest;
}

int64_t supply_moment(const struct supply_table *table)
{
    return (table->from.vintage + 1) * DAY_NS - 1;
}

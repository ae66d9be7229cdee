/* The reference tables. */
#include "engine/supply.h"
#include "engine/state/parts.h"

static const struct state_field origin_state[] = {
    PART(struct table_origin, source, name_part),
    PART(struct table_origin, id, name_part),
    VALUE(struct table_origin, revision),
    VALUE(struct table_origin, offset),
    VALUE(struct table_origin, vintage),
};
STATE_PART(origin, struct table_origin);

static const struct state_field supplier_state[] = {
    BELOW(struct supplier, supplier, COUNTRY_CODES),
    BELOW(struct supplier, origin, COUNTRY_CODES),
    VALUE(struct supplier, own),
    VALUE(struct supplier, quantity_t),
    VALUE(struct supplier, spare_t),
    VALUE(struct supplier, capacity_t),
};
STATE_PART(supplier, struct supplier);

static const struct state_field supply_state[] = {
    VALUE(struct supply_table, known),
    VALUE(struct supply_table, estimate),
    PART(struct supply_table, from, origin_part),
    VALUE(struct supply_table, count),
    LIST(struct supply_table, row, count, supplier_part),
    VALUE(struct supply_table, demand_t),
    VALUE(struct supply_table, foreign_t),
    VALUE(struct supply_table, own_t),
    VALUE(struct supply_table, rest_t),
};
SHARED_PART(supply, struct supply_table);

static const struct state_field governance_state[] = {
    VALUE(struct governance_table, known),
    PART(struct governance_table, from, origin_part),
    VALUE(struct governance_table, g),
};
SHARED_PART(governance, struct governance_table);

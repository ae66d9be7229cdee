/* All of it: the members of struct engine. */
#include "engine/state.h"
#include "engine/state/parts.h"

static const struct state_field grid_state[] = {
    VALUE(struct grid, touched),
    VALUE(struct grid, moving),
    VALUE(struct grid, due),
    VALUE(struct grid, decay_due),
};
STATE_PART(grid, struct grid);

#define BY_PAIR(member, of) GRID(struct engine, member, settings.materials, settings.regions, of)

static const struct state_field engine_fields[] = {
    PART(struct engine, settings, settings_part),
    PART(struct engine, rulebook, rulebook_part),
    VALUE(struct engine, config_hash),
    VALUE(struct engine, rules_hash),
    BY_PAIR(supply, supply_part),
    PART(struct engine, governance, governance_part),
    PART(struct engine, ledger, ledger_part),
    BY_PAIR(pair, pair_part),
    PART(struct engine, alerts, alerts_part),
    PART(struct engine, notebook, notebook_part),
    PART(struct engine, healths, healths_part),
    PART(struct engine, market, prices_part),
    PART(struct engine, newsroom, newsroom_part),
    VALUE(struct engine, now),
    VALUE(struct engine, offset),
    VALUE(struct engine, part),
    VALUES(struct engine, told, settings.materials),
    VALUES(struct engine, policy_due, ledger.policies),
    VALUES(struct engine, material_due, settings.materials),
    PART(struct engine, grid, grid_part),
    VALUE(struct engine, due),
    VALUE(struct engine, counter),
};

const struct state_part engine_state = {.name = "engine",
                                        .fields = engine_fields,
                                        .count = sizeof engine_fields / sizeof engine_fields[0],
                                        .size = sizeof(struct engine)};

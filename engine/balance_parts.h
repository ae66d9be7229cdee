/* The parts of a balance that look across regions; used by balance.c alone.
 *
 * offers.c: what is added, and from whose other lanes it is taken.
 * diversion.c: where turned-away tonnes go.
 * refill.c: what idle capacity replaces. */
#ifndef OREWATCH_ENGINE_BALANCE_PARTS_H
#define OREWATCH_ENGINE_BALANCE_PARTS_H

#include "engine/balance.h"

#include <assert.h>

struct flow_row {
    country supplier;
    bool own, spare_known;
    double base_t, spare_t;     /* as in the table; spare UNKNOWN_T when absent */
    double room;                /* of spare, 0..1: a binding quota lets no extra tonne through */
    double lost_t;
    double stays_home_t;        /* of lost: kept by the exporter */
    double turned_away_t;       /* of lost: refused by the importer */
    double duty_turned_t;       /* turned towards other regions by a duty, replaced at home */
    double delisted_t, duty;
    double drawn_t;             /* of spare, to replace losses */
};

#define LIMIT_OFFERS 8u /* suppliers with additions for one region at a time: what vectors have room for */
static_assert(LIMIT_OFFERS <= VECTOR_ROWS - LIMIT_SUPPLIERS, "additions and diverted tonnes find a row");

struct additions {
    uint32_t count;
    struct { country supplier; bool own; double quantity_t; } offer[LIMIT_OFFERS];
};

struct flow {
    bool known, world;          /* WORLD shares no budget: its rows are the budgets */
    uint32_t count;
    struct flow_row row[LIMIT_SUPPLIERS];
    struct additions additions;
    double mean_duty, lost_t, refilled_t, diverted_t, unused_spare_t, home_slack_t;
};

/* Fills additions, and books what an exporter takes from its other lanes. */
void offers_make(const struct lane_effects *now, struct flow *flows);
/* Fills diverted_t and home_slack_t. */
void divert(const struct lane_effects *now, struct flow *flows);
/* Fills drawn_t, spare_known, refilled_t and unused_spare_t. */
void refill(const struct view *view, struct flow *flows);

#endif

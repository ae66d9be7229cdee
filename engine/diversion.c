#include "engine/balance_parts.h"

/* Turned-away tonnes go to the regions still open to that supplier, pro rata to
 * their imports times their openness; kept ones are slack of the exporter's own
 * region. */

static bool imports(const struct view *view, const struct flow *flow, uint32_t region, country supplier)
{
    const struct region *settings = &view->tables.settings->region[region];
    return flow->known && !settings->world && !country_set_has(&settings->members, supplier);
}

/* Regions bound by one and the same measure do not take each other's metal:
 * where it is law it binds them all, however little it is believed. */
static uint32_t bound_with(const struct lane_effects *now, uint32_t from, country supplier)
{
    uint32_t bound = UINT32_C(1) << from;
    for (uint32_t i = 0; i < now->view->count; i++) {
        struct lane alone;
        lane_under(now, i, supplier, from, &alone);
        if (alone.importer < 1 || alone.duty > 0)
            bound |= now->view->acting[i].measure->targets;
    }
    return bound;
}

static void spread(const struct lane_effects *now, struct flow *flows, uint32_t from, country supplier, double tonnes)
{
    const struct view *view = now->view;
    uint32_t regions = view->tables.settings->regions, bound = bound_with(now, from, supplier);
    double weight[LIMIT_REGIONS], sum = 0;
    for (uint32_t r = 0; r < regions; r++) {
        weight[r] = 0;
        if (((bound >> r) & 1) || !imports(view, &flows[r], r, supplier))
            continue;
        weight[r] = view->tables.region[r].foreign_t * openness(now, supplier, r, flows[r].mean_duty);
        sum += weight[r];
    }
    for (uint32_t r = 0; sum > 0 && r < regions; r++)
        flows[r].diverted_t += tonnes * weight[r] / sum;
}

static void keep_home(const struct view *view, struct flow *flows, country supplier, double tonnes)
{
    for (uint32_t r = 0; r < view->tables.settings->regions; r++)
        if (flows[r].known && !view->tables.settings->region[r].world &&
            country_set_has(&view->tables.settings->region[r].members, supplier))
            flows[r].home_slack_t += tonnes;
}

void divert(const struct lane_effects *now, struct flow *flows)
{
    for (uint32_t r = 0; r < now->view->tables.settings->regions; r++)
        for (uint32_t i = 0; i < flows[r].count; i++) {
            const struct flow_row *row = &flows[r].row[i];
            double away_t = row->turned_away_t + row->duty_turned_t;
            if (away_t > 0)
                spread(now, flows, r, row->supplier, away_t);
            if (row->stays_home_t > 0)
                keep_home(now->view, flows, row->supplier, row->stays_home_t);
        }
}

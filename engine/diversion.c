#include "engine/balance_parts.h"

/* Turned-away tonnes go to the regions still open to that supplier, pro rata to
 * their imports times their openness; kept ones are slack of the exporter's own
 * region. Nothing comes back to a region whose measure turned it away. */

static bool imports(const struct view *view, const struct flow *flow, uint32_t region, country supplier)
{
    const struct region *settings = &view->tables.settings->region[region];
    return flow->known && !settings->world && !country_set_has(&settings->members, supplier);
}

static void spread(const struct view *view, int64_t t, struct flow *flows, uint32_t from, country supplier,
                   const struct measure *turning, double tonnes)
{
    uint32_t regions = view->tables.settings->regions;
    double weight[LIMIT_REGIONS], sum = 0;
    for (uint32_t r = 0; r < regions; r++) {
        weight[r] = 0;
        if (r == from || measure_touches_region(turning, r) || !imports(view, &flows[r], r, supplier))
            continue;
        weight[r] = view->tables.region[r].foreign_t * openness(view, supplier, r, t, flows[r].mean_duty);
        sum += weight[r];
    }
    for (uint32_t r = 0; sum > 0 && r < regions; r++)
        flows[r].diverted_t += tonnes * weight[r] / sum;
}

/* Measure by measure, pro rata to what each turns away alone: where a measure is
 * law, its other targets are bound by it too, however little it is believed. */
static void turn_away(const struct view *view, int64_t t, struct flow *flows, uint32_t from,
                      const struct flow_row *row)
{
    double part[LIMIT_MATERIAL_MEASURES], sum = 0;
    for (uint32_t i = 0; i < view->count; i++) {
        struct lane alone;
        lane_under(view, &view->acting[i], row->supplier, row->origin, row->own, from, t, &alone);
        part[i] = 1 - alone.importer + turned_by_duty(alone.duty);
        sum += part[i];
    }
    for (uint32_t i = 0; sum > 0 && i < view->count; i++)
        if (part[i] > 0)
            spread(view, t, flows, from, row->supplier, view->acting[i].measure,
                   (row->turned_away_t + row->duty_turned_t) * part[i] / sum);
}

static void keep_home(const struct view *view, struct flow *flows, country supplier, double tonnes)
{
    for (uint32_t r = 0; r < view->tables.settings->regions; r++)
        if (flows[r].known && !view->tables.settings->region[r].world &&
            country_set_has(&view->tables.settings->region[r].members, supplier))
            flows[r].home_slack_t += tonnes;
}

void divert(const struct view *view, int64_t t, struct flow *flows)
{
    for (uint32_t r = 0; r < view->tables.settings->regions; r++)
        for (uint32_t i = 0; i < flows[r].count; i++) {
            const struct flow_row *row = &flows[r].row[i];
            if (row->turned_away_t + row->duty_turned_t > 0)
                turn_away(view, t, flows, r, row);
            if (row->stays_home_t > 0)
                keep_home(view, flows, row->supplier, row->stays_home_t);
        }
}

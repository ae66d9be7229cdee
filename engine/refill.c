#include "engine/balance_parts.h"
#include "engine/curve.h"

#include <assert.h>
#include <string.h>

/* Losses are replaced from idle capacity, water-filled over the lanes that still
 * deliver, pro rata to what they deliver. A lane gives at most its own spare; all
 * lanes of one exporter, to all regions, at most that exporter's. */

#define BUDGETS LIMIT_SUPPLIERS /* rows of WORLD's table */

struct lanes {
    uint32_t budget[LIMIT_SUPPLIERS]; /* row of WORLD, or NO_INDEX */
    double bound_t[LIMIT_SUPPLIERS];
};

static double budget_spare(const struct supply_table *world, uint32_t budget)
{
    return budget == NO_INDEX || world->row[budget].spare_t < 0 ? UNKNOWN_T : world->row[budget].spare_t;
}

/* An own row draws on a budget only when the country is listed by itself: idle
 * smelters of "other countries" are not at home. */
static uint32_t budget_of(const struct supply_table *world, const struct flow_row *row)
{
    uint32_t budget = world == NULL ? NO_INDEX : supply_budget(world, row->supplier);
    if (budget != NO_INDEX && row->own && world->row[budget].supplier != row->supplier)
        return NO_INDEX;
    return budget;
}

static void lanes_make(const struct supply_table *world, struct flow *flow, struct lanes *lanes)
{
    for (uint32_t i = 0; i < flow->count; i++) {
        struct flow_row *row = &flow->row[i];
        lanes->budget[i] = budget_of(world, row);
        double exporter_t = budget_spare(world, lanes->budget[i]);
        row->spare_known = row->spare_t >= 0 || exporter_t >= 0;
        double spare_t = row->spare_t < 0 ? at_least(exporter_t, 0) : row->spare_t;
        if (exporter_t >= 0)
            spare_t = at_most(spare_t, exporter_t);
        lanes->bound_t[i] = spare_t * row->room;
    }
}

/* Pro rata to what the lanes deliver, each up to its bound. Each round fills at
 * least one lane to its bound, so there are at most `count` rounds. */
static void water_fill(struct flow *flow, const struct lanes *lanes)
{
    double need_t = flow->lost_t;
    for (uint32_t i = 0; i < flow->count; i++)
        flow->row[i].drawn_t = 0;
    for (uint32_t round = 0; round < flow->count && need_t > 0; round++) {
        double open_t = 0;
        for (uint32_t i = 0; i < flow->count; i++)
            if (flow->row[i].drawn_t < lanes->bound_t[i])
                open_t += flow->row[i].base_t - flow->row[i].lost_t;
        if (open_t <= 0)
            break;
        double filled_t = 0;
        for (uint32_t i = 0; i < flow->count; i++) {
            struct flow_row *row = &flow->row[i];
            if (row->drawn_t >= lanes->bound_t[i])
                continue;
            double more_t = at_most(need_t * (row->base_t - row->lost_t) / open_t, lanes->bound_t[i] - row->drawn_t);
            row->drawn_t += more_t;
            filled_t += more_t;
        }
        need_t -= filled_t;
    }
    flow->refilled_t = at_most(flow->lost_t - need_t, flow->lost_t);
}

static void sum_draws(const struct flow *flows, const struct lanes *lanes, uint32_t regions, double *drawn_t)
{
    memset(drawn_t, 0, BUDGETS * sizeof *drawn_t);
    for (uint32_t r = 0; r < regions; r++)
        for (uint32_t i = 0; !flows[r].world && i < flows[r].count; i++)
            if (lanes[r].budget[i] != NO_INDEX)
                drawn_t[lanes[r].budget[i]] += flows[r].row[i].drawn_t;
}

/* Where an exporter is asked for more than it has, each lane's bound shrinks in
 * proportion; what is left of the others goes to regions by what they lost. */
static bool share_budgets(const struct supply_table *world, const struct flow *flows, struct lanes *lanes,
                          uint32_t regions, const double *drawn_t)
{
    double lost_t = 0;
    bool overdrawn = false;
    for (uint32_t r = 0; r < regions; r++)
        lost_t += flows[r].world ? 0 : flows[r].lost_t;
    for (uint32_t b = 0; b < world->count; b++)
        overdrawn |= world->row[b].spare_t >= 0 && drawn_t[b] > world->row[b].spare_t * (1 + 1e-12);
    if (!overdrawn)
        return false;
    for (uint32_t r = 0; r < regions; r++) {
        if (flows[r].world)
            continue;
        uint32_t sharing[BUDGETS] = {0};
        for (uint32_t i = 0; i < flows[r].count; i++)
            if (lanes[r].budget[i] != NO_INDEX)
                sharing[lanes[r].budget[i]]++;
        for (uint32_t i = 0; i < flows[r].count; i++) {
            uint32_t b = lanes[r].budget[i];
            double spare_t = budget_spare(world, b), draw_t = flows[r].row[i].drawn_t;
            if (spare_t < 0)
                continue;
            double share_t = drawn_t[b] > spare_t
                                 ? draw_t * spare_t / drawn_t[b]
                                 : draw_t + (spare_t - drawn_t[b]) * flows[r].lost_t / lost_t / sharing[b];
            lanes[r].bound_t[i] = at_most(lanes[r].bound_t[i], share_t);
        }
    }
    return true;
}

/* The region's part of what its exporters still have idle: the lane's part of
 * their output, or what is left of the lane's own published spare. */
static double unused_spare(const struct supply_table *world, const struct flow *flow, const struct lanes *lanes,
                           const double *drawn_t)
{
    double sum = 0;
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_row *row = &flow->row[i];
        uint32_t b = lanes->budget[i];
        double exporter_t = budget_spare(world, b), part_t = 0;
        if (exporter_t >= 0 && world->row[b].quantity_t > 0)
            part_t = at_least(exporter_t - drawn_t[b], 0) * at_most(row->base_t / world->row[b].quantity_t, 1);
        if (row->spare_t >= 0) {
            double left_t = at_least(row->spare_t - row->drawn_t, 0);
            part_t = exporter_t >= 0 ? at_most(part_t, left_t) : left_t;
        }
        sum += part_t * row->room;
    }
    return sum;
}

void refill(const struct view *view, struct flow *flows)
{
    const struct supply_table *world = view->tables.world;
    static const struct supply_table nowhere;
    struct lanes lanes[LIMIT_REGIONS];
    double drawn_t[BUDGETS];
    uint32_t regions = view->tables.settings->regions;

    assert(regions > 0);
    if (world == NULL || !world->known)
        world = &nowhere;
    for (uint32_t r = 0; r < regions; r++) {
        lanes_make(world, &flows[r], &lanes[r]);
        water_fill(&flows[r], &lanes[r]);
    }
    sum_draws(flows, lanes, regions, drawn_t);
    if (share_budgets(world, flows, lanes, regions, drawn_t)) {
        for (uint32_t r = 0; r < regions; r++)
            water_fill(&flows[r], &lanes[r]);
        sum_draws(flows, lanes, regions, drawn_t);
    }
    for (uint32_t r = 0; r < regions; r++)
        flows[r].unused_spare_t = unused_spare(world, &flows[r], &lanes[r], drawn_t);
}

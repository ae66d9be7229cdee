#include "engine/balance_parts.h"
#include "engine/curve.h"

#include <assert.h>
#include <string.h>

/* Losses are replaced from idle capacity, pro rata to what the lanes still
 * deliver. A lane gives at most its own spare; all lanes of one exporter, to all
 * regions, at most that exporter's.
 *
 * All regions draw at once, each so fast that its need would be filled at time 1.
 * A lane closes when its spare is used up, and with its exporter's; then the
 * others of its region run faster. So what one region cannot draw is left to the
 * others only as late as it would be in truth, and a larger need never frees
 * anything for somebody else.
 *
 * A lane narrowed with probability p is open in 1 - p of the futures: there it
 * draws what is allotted to it, so that allotted * room is drawn on average, but
 * it is the allotted tonnes that the exporter must have. */

#define BUDGETS LIMIT_SUPPLIERS /* rows of WORLD's table */
#define NEARLY 1e-12            /* relative: where rounding ends a filling */

struct lanes {
    uint32_t budget[LIMIT_SUPPLIERS]; /* row of WORLD, or NO_INDEX */
    double bound_t[LIMIT_SUPPLIERS], allotted_t[LIMIT_SUPPLIERS];
    double speed[LIMIT_SUPPLIERS];    /* allotted tonnes per unit of time; 0: closed */
    bool closed[LIMIT_SUPPLIERS];
};

struct filling {
    const struct supply_table *world;
    struct flow *flows;
    uint32_t regions;
    struct lanes lanes[LIMIT_REGIONS];
    double left_t[BUDGETS];           /* of the exporters' spare; UNKNOWN_T: no bound */
    double asked[BUDGETS];            /* per unit of time */
    double time;
};

static double delivers(const struct flow_row *row)
{
    return row->base_t - row->lost_t;
}

static double budget_spare(const struct supply_table *world, uint32_t budget)
{
    return budget == NO_INDEX || world->row[budget].spare_t < 0 ? UNKNOWN_T : world->row[budget].spare_t;
}

/* An own row draws on a budget only when the country is listed by itself: idle
 * smelters of "other countries" are not at home. */
static uint32_t budget_of(const struct supply_table *world, const struct flow_row *row)
{
    uint32_t budget = supply_budget(world, row->supplier);
    if (budget != NO_INDEX && row->own && world->row[budget].supplier != row->supplier)
        return NO_INDEX;
    return budget;
}

/* WORLD's own rows are the budgets: filling its table takes nothing from them. */
static uint32_t shared_budget(const struct filling *filling, uint32_t region, uint32_t i)
{
    return filling->flows[region].world ? NO_INDEX : filling->lanes[region].budget[i];
}

static void lanes_make(const struct supply_table *world, struct flow *flow, struct lanes *lanes)
{
    for (uint32_t i = 0; i < flow->count; i++) {
        struct flow_row *row = &flow->row[i];
        lanes->budget[i] = budget_of(world, row);
        double exporter_t = budget_spare(world, lanes->budget[i]);
        row->spare_known = row->spare_t >= 0 || exporter_t >= 0;
        double spare_t = row->spare_t < 0 ? at_least(exporter_t, 0) : row->spare_t;
        lanes->bound_t[i] = exporter_t >= 0 ? at_most(spare_t, exporter_t) : spare_t;
        lanes->allotted_t[i] = 0;
        lanes->closed[i] =
            flow->lost_t <= 0 || row->room <= 0 || lanes->bound_t[i] <= 0 || delivers(row) <= 0;
    }
}

static void filling_make(struct filling *filling, const struct supply_table *world, struct flow *flows,
                         uint32_t regions)
{
    filling->world = world;
    filling->flows = flows;
    filling->regions = regions;
    filling->time = 0;
    for (uint32_t b = 0; b < world->count; b++)
        filling->left_t[b] = world->row[b].spare_t;
    for (uint32_t r = 0; r < regions; r++)
        lanes_make(world, &flows[r], &filling->lanes[r]);
}

static void set_speeds(struct filling *filling)
{
    memset(filling->asked, 0, sizeof filling->asked);
    for (uint32_t r = 0; r < filling->regions; r++) {
        const struct flow *flow = &filling->flows[r];
        struct lanes *lanes = &filling->lanes[r];
        double open_t = 0;
        for (uint32_t i = 0; i < flow->count; i++)
            open_t += lanes->closed[i] ? 0 : delivers(&flow->row[i]);
        for (uint32_t i = 0; i < flow->count; i++) {
            const struct flow_row *row = &flow->row[i];
            uint32_t b = shared_budget(filling, r, i);
            lanes->speed[i] = lanes->closed[i] ? 0 : flow->lost_t * delivers(row) / open_t / row->room;
            if (b != NO_INDEX)
                filling->asked[b] += lanes->speed[i];
        }
    }
}

/* The time until the first lane or exporter is used up, at most until time 1; 0
 * when every lane is closed. */
static double next_step(const struct filling *filling)
{
    double step = 1 - filling->time;
    bool open = false;
    for (uint32_t r = 0; r < filling->regions; r++) {
        const struct lanes *lanes = &filling->lanes[r];
        for (uint32_t i = 0; i < filling->flows[r].count; i++)
            if (lanes->speed[i] > 0) {
                open = true;
                step = at_most(step, (lanes->bound_t[i] - lanes->allotted_t[i]) / lanes->speed[i]);
            }
    }
    for (uint32_t b = 0; b < filling->world->count; b++)
        if (filling->left_t[b] >= 0 && filling->asked[b] > 0)
            step = at_most(step, filling->left_t[b] / filling->asked[b]);
    return open ? at_least(step, 0) : 0;
}

static bool exporter_is_empty(const struct filling *filling, uint32_t b)
{
    return b != NO_INDEX && filling->left_t[b] >= 0 && filling->left_t[b] <= NEARLY * filling->world->row[b].spare_t;
}

static void draw(struct filling *filling, double step)
{
    for (uint32_t b = 0; b < filling->world->count; b++)
        if (filling->left_t[b] >= 0)
            filling->left_t[b] = at_least(filling->left_t[b] - step * filling->asked[b], 0);
    for (uint32_t r = 0; r < filling->regions; r++) {
        struct lanes *lanes = &filling->lanes[r];
        for (uint32_t i = 0; i < filling->flows[r].count; i++) {
            lanes->allotted_t[i] += step * lanes->speed[i];
            lanes->closed[i] |= lanes->allotted_t[i] >= lanes->bound_t[i] * (1 - NEARLY) ||
                                exporter_is_empty(filling, shared_budget(filling, r, i));
        }
    }
    filling->time += step;
}

/* Each step closes a lane or empties an exporter, so there are at most as many. */
static void fill(struct filling *filling)
{
    for (uint32_t step = 0; step < LIMIT_REGIONS * LIMIT_SUPPLIERS + BUDGETS; step++) {
        set_speeds(filling);
        double time = next_step(filling);
        draw(filling, time);
        if (time <= 0 || filling->time >= 1 - NEARLY)
            return;
    }
}

/* The region's part of what its exporters still have idle: the lane's part of
 * their output, or what is left of the lane's own published spare. */
static double unused_spare(const struct filling *filling, uint32_t region)
{
    const struct flow *flow = &filling->flows[region];
    const struct lanes *lanes = &filling->lanes[region];
    double sum = 0;
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_row *row = &flow->row[i];
        uint32_t b = lanes->budget[i];
        bool bounded = b != NO_INDEX && filling->left_t[b] >= 0;
        double part_t = 0;
        if (bounded && filling->world->row[b].quantity_t > 0)
            part_t = filling->left_t[b] * at_most(row->base_t / filling->world->row[b].quantity_t, 1);
        if (row->spare_t >= 0) {
            double left_t = at_least(row->spare_t - lanes->allotted_t[i], 0);
            part_t = bounded ? at_most(part_t, left_t) : left_t;
        }
        sum += part_t * row->room;
    }
    return sum;
}

void refill(const struct view *view, struct flow *flows)
{
    static const struct supply_table nowhere;
    const struct supply_table *world = view->tables.world;
    struct filling filling;

    assert(view->tables.settings->regions > 0);
    filling_make(&filling, world == NULL || !world->known ? &nowhere : world, flows, view->tables.settings->regions);
    fill(&filling);
    for (uint32_t r = 0; r < filling.regions; r++) {
        struct flow *flow = &flows[r];
        double sum = 0;
        for (uint32_t i = 0; i < flow->count; i++) {
            flow->row[i].drawn_t = filling.lanes[r].allotted_t[i] * flow->row[i].room;
            sum += flow->row[i].drawn_t;
        }
        flow->refilled_t = at_most(sum, flow->lost_t);
        flow->unused_spare_t = unused_spare(&filling, r);
    }
}

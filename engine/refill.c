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

/* A lane that still draws. */
struct open_lane {
    uint32_t region, row;
    uint32_t budget;  /* that it shares: a row of WORLD, or NO_INDEX */
    double delivers_t, room, bound_t;
    double speed;     /* allotted tonnes per unit of time */
};

struct filling {
    const struct supply_table *world;
    struct flow *flows;
    uint32_t regions;
    uint32_t budget[LIMIT_REGIONS][LIMIT_SUPPLIERS];  /* row of WORLD, or NO_INDEX */
    double allotted_t[LIMIT_REGIONS][LIMIT_SUPPLIERS];
    uint32_t count; struct open_lane open[LIMIT_REGIONS * LIMIT_SUPPLIERS]; /* by region and row */
    bool changed[LIMIT_REGIONS];      /* a lane of it closed: the others run faster */
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
static void open_lanes(struct filling *filling, uint32_t region)
{
    struct flow *flow = &filling->flows[region];
    for (uint32_t i = 0; i < flow->count; i++) {
        struct flow_row *row = &flow->row[i];
        uint32_t budget = budget_of(filling->world, row);
        double exporter_t = budget_spare(filling->world, budget);
        row->spare_known = row->spare_t >= 0 || exporter_t >= 0;
        double spare_t = row->spare_t < 0 ? at_least(exporter_t, 0) : row->spare_t;
        double bound_t = exporter_t >= 0 ? at_most(spare_t, exporter_t) : spare_t;
        filling->budget[region][i] = budget;
        filling->allotted_t[region][i] = 0;
        if (flow->lost_t > 0 && row->room > 0 && bound_t > 0 && delivers(row) > 0)
            filling->open[filling->count++] = (struct open_lane){.region = region,
                                                                 .row = i,
                                                                 .budget = flow->world ? NO_INDEX : budget,
                                                                 .delivers_t = delivers(row),
                                                                 .room = row->room,
                                                                 .bound_t = bound_t};
    }
}

static void filling_make(struct filling *filling, const struct supply_table *world, struct flow *flows,
                         uint32_t regions)
{
    filling->world = world;
    filling->flows = flows;
    filling->regions = regions;
    filling->count = 0;
    filling->time = 0;
    for (uint32_t b = 0; b < world->count; b++)
        filling->left_t[b] = world->row[b].spare_t;
    for (uint32_t r = 0; r < regions; r++) {
        filling->changed[r] = true;
        open_lanes(filling, r);
    }
}

/* The lanes of a region run so fast that together they would fill its need at time 1. */
static void set_speeds(struct filling *filling)
{
    double open_t[LIMIT_REGIONS] = {0};
    memset(filling->asked, 0, sizeof filling->asked);
    for (uint32_t i = 0; i < filling->count; i++)
        open_t[filling->open[i].region] += filling->open[i].delivers_t;
    for (uint32_t i = 0; i < filling->count; i++) {
        struct open_lane *lane = &filling->open[i];
        if (filling->changed[lane->region])
            lane->speed = filling->flows[lane->region].lost_t * lane->delivers_t / open_t[lane->region] / lane->room;
        if (lane->budget != NO_INDEX)
            filling->asked[lane->budget] += lane->speed;
    }
    memset(filling->changed, 0, filling->regions * sizeof filling->changed[0]);
}

static double *allotted_to(struct filling *filling, const struct open_lane *lane)
{
    return &filling->allotted_t[lane->region][lane->row];
}

/* The time until the first lane or exporter is used up, at most until time 1; 0
 * when every lane is closed. */
static double next_step(struct filling *filling)
{
    double step = 1 - filling->time;
    bool open = false;
    for (uint32_t i = 0; i < filling->count; i++) {
        const struct open_lane *lane = &filling->open[i];
        if (lane->speed > 0) {
            open = true;
            step = at_most(step, (lane->bound_t - *allotted_to(filling, lane)) / lane->speed);
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

/* Lanes that are used up close. */
static void draw(struct filling *filling, double step)
{
    uint32_t open = 0;
    for (uint32_t b = 0; b < filling->world->count; b++)
        if (filling->left_t[b] >= 0)
            filling->left_t[b] = at_least(filling->left_t[b] - step * filling->asked[b], 0);
    for (uint32_t i = 0; i < filling->count; i++) {
        const struct open_lane *lane = &filling->open[i];
        double *allotted_t = allotted_to(filling, lane);
        *allotted_t += step * lane->speed;
        if (*allotted_t < lane->bound_t * (1 - NEARLY) && !exporter_is_empty(filling, lane->budget))
            filling->open[open++] = *lane;
        else
            filling->changed[lane->region] = true;
    }
    filling->count = open;
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
    double sum = 0;
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_row *row = &flow->row[i];
        uint32_t b = filling->budget[region][i];
        bool bounded = b != NO_INDEX && filling->left_t[b] >= 0;
        double part_t = 0;
        if (bounded && filling->world->row[b].quantity_t > 0)
            part_t = filling->left_t[b] * at_most(row->base_t / filling->world->row[b].quantity_t, 1);
        if (row->spare_t >= 0) {
            double left_t = at_least(row->spare_t - filling->allotted_t[region][i], 0);
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
            flow->row[i].drawn_t = filling.allotted_t[r][i] * flow->row[i].room;
            sum += flow->row[i].drawn_t;
        }
        flow->refilled_t = at_most(sum, flow->lost_t);
        flow->unused_spare_t = unused_spare(&filling, r);
    }
}

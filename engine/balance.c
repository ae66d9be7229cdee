#include "engine/balance.h"

#include "engine/balance_parts.h"
#include "engine/curve.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- vectors ------------------------------------------------------------------ */

double vector_tonnes(const struct vector *vector, country supplier)
{
    double sum = 0;
    for (uint32_t i = 0; i < vector->count; i++)
        if (vector->row[i].supplier == supplier)
            sum += vector->row[i].quantity_t;
    return sum;
}

double vector_foreign(const struct vector *vector)
{
    double sum = 0;
    for (uint32_t i = 0; i < vector->count; i++)
        if (!vector->row[i].own)
            sum += vector->row[i].quantity_t;
    return sum;
}

double vector_own(const struct vector *vector)
{
    double sum = 0;
    for (uint32_t i = 0; i < vector->count; i++)
        if (vector->row[i].own)
            sum += vector->row[i].quantity_t;
    return sum;
}

/* Books tonnes under a supplier; under the rest when there is no row left. */
static void vector_add(struct vector *vector, country supplier, bool own, double quantity_t)
{
    if (quantity_t <= 0)
        return;
    for (uint32_t i = 0; i < vector->count; i++)
        if (vector->row[i].supplier == supplier && vector->row[i].own == own) {
            vector->row[i].quantity_t += quantity_t;
            return;
        }
    if (vector->count == VECTOR_ROWS) {
        assert(supplier != COUNTRY_XX);
        vector_add(vector, COUNTRY_XX, false, quantity_t);
        return;
    }
    vector->row[vector->count].supplier = supplier;
    vector->row[vector->count].own = own;
    vector->row[vector->count++].quantity_t = quantity_t;
}

static void vector_scale_foreign(struct vector *vector, double factor)
{
    for (uint32_t i = 0; i < vector->count; i++)
        if (!vector->row[i].own)
            vector->row[i].quantity_t *= factor;
}

/* ---- step 1: losses ----------------------------------------------------------- */

/* f(t) / f(vintage): what was in force when the figures were taken is in the
 * figures. A lane that was shut then has nothing to lose. */
static double relative(double now, double then)
{
    return then > 0 && now != then ? now / then : 1;
}

/* Splits a lane's loss by the sides that caused it, in proportion to what each
 * would cut alone; a side that eased causes none. */
static void split_loss(struct flow_row *row, double exporter, double importer, double physical)
{
    double kept = at_most(exporter * importer * physical, 1);
    double home = at_least(1 - exporter, 0), away = at_least(1 - importer, 0), gone = at_least(1 - physical, 0);
    row->lost_t = row->base_t * (1 - kept);
    if (row->lost_t <= 0)
        return;
    row->stays_home_t = row->lost_t * home / (home + away + gone);
    row->turned_away_t = row->lost_t * away / (home + away + gone);
}

/* A duty turns 1 - (1+tau)^-1/2 of a lane towards other regions; at home others
 * take its place. */
static double turned_by_duty(double duty)
{
    return duty > 0 ? 1 - 1 / sqrt(1 + duty) : 0;
}

static void flow_row_make(const struct supplier *supplier, const struct lane *now, double mean_now,
                          const struct lane *then, double mean_then, struct flow_row *row)
{
    *row = (struct flow_row){.supplier = supplier->supplier, .own = supplier->own, .base_t = supplier->quantity_t,
                             .spare_t = supplier->spare_t, .room = now->room};
    double duty_now = supplier->own ? 1 : duty_factor(now->duty, mean_now);
    double duty_then = supplier->own ? 1 : duty_factor(then->duty, mean_then);
    split_loss(row, relative(now->exporter, then->exporter),
               relative(now->importer * duty_now, then->importer * duty_then), relative(now->physical, then->physical));
    double lasting_t = row->base_t - row->lost_t;
    row->duty_turned_t = lasting_t * at_least(turned_by_duty(now->duty) - turned_by_duty(then->duty), 0);
    row->delisted_t = lasting_t * at_least(now->delisted - then->delisted, 0);
    row->duty = at_least(now->duty - then->duty, 0);
}

/* But for the rows beyond its count: of their room a balance needs a fifth, and writing
 * all of it took as long as the rest. */
static void flow_clear(struct flow *flow)
{
    flow->known = flow->world = false;
    flow->count = flow->additions.count = 0;
    flow->mean_duty = flow->lost_t = flow->refilled_t = flow->diverted_t = 0;
    flow->unused_spare_t = flow->home_slack_t = 0;
}

static void flow_make(const struct lane_effects *effects, const struct lane_effects *vintage, uint32_t region, struct flow *flow)
{
    const struct view *view = effects->view;
    const struct supply_table *table = &view->tables.region[region];
    struct lane now[LIMIT_SUPPLIERS], then[LIMIT_SUPPLIERS];
    flow_clear(flow);
    if (!table->known)
        return;
    flow->known = true;
    flow->world = view->tables.settings->region[region].world;
    flow->mean_duty = lanes_at(effects, region, now);
    double mean_then = lanes_at(vintage, region, then);
    for (uint32_t i = 0; i < table->count; i++)
        flow_row_make(&table->row[i], &now[i], flow->mean_duty, &then[i], mean_then, &flow->row[flow->count++]);
}

/* Tables of one vintage, as most are, share its effects. */
static void flows_make(const struct lane_effects *now, struct flow *flows)
{
    const struct tables *tables = &now->view->tables;
    struct lane_effects vintage;
    vintage.view = NULL;
    for (uint32_t r = 0; r < tables->settings->regions; r++) {
        int64_t moment = supply_moment(&tables->region[r]);
        if (tables->region[r].known && (vintage.view == NULL || vintage.t != moment))
            lane_effects_at(now->view, moment, &vintage);
        flow_make(now, &vintage, r, &flows[r]);
    }
}

static void sum_losses(struct flow *flow)
{
    flow->lost_t = 0;
    for (uint32_t i = 0; i < flow->count; i++)
        flow->lost_t += flow->row[i].lost_t;
}

/* ---- the result ---------------------------------------------------------------- */

static double weighted_duty(const struct flow *flow)
{
    double weighted = 0, sum = 0;
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_row *row = &flow->row[i];
        if (row->own)
            continue;
        weighted += (row->base_t - row->lost_t) * row->duty;
        sum += row->base_t - row->lost_t;
    }
    return sum > 0 ? weighted / sum : 0;
}

/* Own additions swell the own row, offers a foreign one; both take the place of
 * imports. */
static void displace(struct vector *vector, const struct additions *additions, const double *quantity_t)
{
    double sum = 0;
    for (uint32_t i = 0; i < additions->count; i++)
        sum += quantity_t[i];
    double foreign = vector_foreign(vector);
    if (sum <= 0)
        return;
    vector_scale_foreign(vector, foreign > 0 ? at_least(foreign - sum, 0) / foreign : 1);
    for (uint32_t i = 0; i < additions->count; i++)
        vector_add(vector, additions->offer[i].supplier, additions->offer[i].own, quantity_t[i]);
}

static double sum_additions(const struct additions *additions)
{
    double sum = 0;
    for (uint32_t i = 0; i < additions->count; i++)
        sum += additions->offer[i].quantity_t;
    return sum;
}

/* What is needed is taken from all additions alike; the rest displaces imports. */
static double use_additions(const struct additions *additions, double needed_t, struct balance *balance)
{
    double offered[LIMIT_OFFERS], unneeded[LIMIT_OFFERS], sum = sum_additions(additions);
    double part = sum > 0 ? at_most(needed_t / sum, 1) : 0;
    for (uint32_t i = 0; i < additions->count; i++) {
        offered[i] = additions->offer[i].quantity_t;
        unneeded[i] = offered[i] * (1 - part);
        vector_add(&balance->delivered, additions->offer[i].supplier, additions->offer[i].own, offered[i] * part);
    }
    displace(&balance->delivered, additions, unneeded);
    displace(&balance->unharmed, additions, offered);
    return sum * part;
}

static void balance_clear(struct balance *balance)
{
    balance->delivered.count = balance->unharmed.count = 0;
    balance->demand_t = balance->lost_t = balance->refilled_t = balance->delisted_t = balance->cover_t = 0;
    balance->duty = 0;
    balance->spare_known = false;
}

static void finish(const struct flow *flow, double demand_t, struct balance *balance)
{
    balance_clear(balance);
    for (uint32_t i = 0; i < flow->count; i++) {
        const struct flow_row *row = &flow->row[i];
        vector_add(&balance->delivered, row->supplier, row->own, row->base_t - row->lost_t + row->drawn_t);
        vector_add(&balance->unharmed, row->supplier, row->own, row->base_t);
        balance->delisted_t += row->delisted_t;
        balance->spare_known |= !row->own && row->spare_known;
    }
    double needed_t = flow->lost_t - flow->refilled_t, diverted_t = at_most(needed_t, flow->diverted_t);
    vector_add(&balance->delivered, COUNTRY_XX, false, diverted_t);
    double used_t = use_additions(&flow->additions, needed_t - diverted_t, balance);
    balance->demand_t = demand_t;
    balance->lost_t = flow->lost_t;
    balance->refilled_t = flow->refilled_t + diverted_t + used_t;
    balance->cover_t = flow->unused_spare_t + (flow->diverted_t - diverted_t) +
                       (sum_additions(&flow->additions) - used_t) + flow->home_slack_t;
    balance->duty = weighted_duty(flow);
}

void balance_all(const struct view *view, int64_t t, struct balance *balances)
{
    uint32_t regions = view->tables.settings->regions;
    struct flow flows[LIMIT_REGIONS];
    struct lane_effects now;

    lane_effects_at(view, t, &now);
    flows_make(&now, flows);
    offers_make(&now, flows);
    for (uint32_t r = 0; r < regions; r++)
        sum_losses(&flows[r]);
    divert(&now, flows);
    refill(view, flows);
    for (uint32_t r = 0; r < regions; r++)
        if (flows[r].known)
            finish(&flows[r], view->tables.region[r].demand_t, &balances[r]);
        else
            balance_clear(&balances[r]);
}

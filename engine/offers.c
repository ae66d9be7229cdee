#include "engine/balance_parts.h"
#include "engine/curve.h"

/* x_eff = p k min(x, max(divertible cap, cap - committed), share_cap D) * f,
 * and what exceeds cap - committed comes out of the exporter's other lanes pro
 * rata (domain section 8.2). New capacity at home is bound by nobody's exports. */

struct exporter { bool known; double capacity_t, committed_t; };

static struct exporter exporter_of(const struct tables *tables, country code)
{
    const struct supply_table *world = tables->world;
    for (uint32_t i = 0; world != NULL && world->known && i < world->count; i++) {
        const struct supplier *row = &world->row[i];
        if (row->supplier == code)
            return (struct exporter){true, row->capacity_t >= 0 ? row->capacity_t : row->quantity_t, row->quantity_t};
    }
    return (struct exporter){0};
}

/* What an exporter can turn to others: a part of its capacity, or what it does not
 * make yet. */
static double divertible(const struct view *view, const struct exporter *exporter)
{
    return at_least(view->tables.settings->divertible * exporter->capacity_t,
                    exporter->capacity_t - exporter->committed_t);
}

/* Who offers: the implementer when it is among the origins, else the first of
 * them. */
static country offering(const struct measure *measure)
{
    if (measure_touches_origin(measure, measure->implementer))
        return measure->implementer;
    country first = country_set_first(&measure->origins);
    return first < COUNTRY_ALL ? first : measure->implementer;
}

static bool is_offer(const struct measure *measure)
{
    return instrument_table[measure->instrument].side == SIDE_ADD;
}

static double stated_tonnes(const struct view *view, const struct acting *acting, int64_t t, double demand_t)
{
    double best = 0;
    for (uint32_t i = 0; i < acting->measure->legs; i++) {
        const struct leg_kept *leg = &acting->measure->leg[i];
        if (instrument_table[leg->instrument].side != SIDE_ADD || !leg->valued)
            continue;
        double tonnes = leg->unit == MEASURE_SHARE ? leg->value * demand_t : leg->value;
        double k = leg_strength(acting->measure, leg, view->tables.settings, view->now, t);
        best = at_least(best, k * tonnes);
    }
    return best;
}

/* One exporter's offers to all regions: they share what it can divert. */
struct offers { country supplier; double x[LIMIT_REGIONS], sum; };

static void take_from_other_lanes(struct flow *flows, uint32_t regions, uint32_t target, country supplier,
                                  double excess_t, double committed_t)
{
    double others_t = 0;
    for (uint32_t r = 0; r < regions; r++)
        for (uint32_t i = 0; r != target && !flows[r].world && i < flows[r].count; i++)
            if (flows[r].row[i].supplier == supplier && !flows[r].row[i].own)
                others_t += flows[r].row[i].base_t;
    double basis_t = at_least(others_t, committed_t);
    for (uint32_t r = 0; basis_t > 0 && r < regions; r++)
        for (uint32_t i = 0; r != target && !flows[r].world && i < flows[r].count; i++) {
            struct flow_row *row = &flows[r].row[i];
            if (row->supplier == supplier && !row->own)
                row->lost_t = at_most(row->lost_t + excess_t * row->base_t / basis_t, row->base_t);
        }
}

static void add(struct additions *additions, country supplier, bool own, double quantity_t)
{
    uint32_t i = 0;
    while (i < additions->count && additions->offer[i].supplier != supplier)
        i++;
    if (quantity_t <= 0 || i == LIMIT_OFFERS)
        return;
    if (i == additions->count) {
        additions->offer[i].supplier = supplier;
        additions->offer[i].own = own;
        additions->offer[i].quantity_t = 0;
        additions->count++;
    }
    additions->offer[i].quantity_t += quantity_t;
}

static bool is_at_home(const struct view *view, uint32_t region, country supplier)
{
    return country_set_has(&view->tables.settings->region[region].members, supplier);
}

/* What is stated, bound by demand: at home by what is imported, from abroad by
 * share_cap and by what the exporter can turn. */
static double bound_offer(const struct view *view, const struct acting *acting, int64_t t, uint32_t region,
                          country supplier)
{
    const struct supply_table *table = &view->tables.region[region];
    double x = stated_tonnes(view, acting, t, table->demand_t);
    if (is_at_home(view, region, supplier))
        return at_most(x, table->foreign_t);
    struct exporter exporter = exporter_of(&view->tables, supplier);
    if (exporter.known)
        x = at_most(x, divertible(view, &exporter));
    return at_most(x, view->tables.settings->share_cap * table->demand_t);
}

static void add_offers_of(const struct view *view, country supplier, struct flow *flows, struct offers *offers)
{
    struct exporter exporter = exporter_of(&view->tables, supplier);
    double most_t = exporter.known ? divertible(view, &exporter) : offers->sum;
    double scale = offers->sum > most_t ? most_t / offers->sum : 1;
    double free_t = at_least(exporter.capacity_t - exporter.committed_t, 0);
    double excess_t = exporter.known ? at_least(offers->sum * scale - free_t, 0) : 0;
    for (uint32_t r = 0; r < view->tables.settings->regions; r++) {
        add(&flows[r].additions, supplier, false, offers->x[r] * scale);
        if (excess_t > 0 && offers->x[r] > 0)
            take_from_other_lanes(flows, view->tables.settings->regions, r, supplier,
                                  excess_t * offers->x[r] / offers->sum, exporter.committed_t);
    }
}

static bool adds(const struct measure *measure, uint32_t region, const struct flow *flow)
{
    return is_offer(measure) && flow->known && !flow->world && measure_touches_region(measure, region);
}

/* What is stated in t/yr is given once, however many regions it is offered to: the
 * part of its bound that each of them gets. */
static double shared_once(const struct view *view, const struct acting *acting, int64_t t, const struct flow *flows,
                          country supplier)
{
    double stated_t = stated_tonnes(view, acting, t, 0), sum = 0;
    for (uint32_t r = 0; r < view->tables.settings->regions; r++)
        if (adds(acting->measure, r, &flows[r]))
            sum += bound_offer(view, acting, t, r, supplier);
    return stated_t > 0 && sum > stated_t ? stated_t / sum : 1;
}

static void gather_one(const struct lane_effects *now, const struct acting *acting, struct flow *flows,
                       struct offers *offers)
{
    const struct view *view = now->view;
    double part = shared_once(view, acting, now->t, flows, offers->supplier);
    for (uint32_t r = 0; r < view->tables.settings->regions; r++) {
        if (!adds(acting->measure, r, &flows[r]))
            continue;
        double x = acting->probability * part * bound_offer(view, acting, now->t, r, offers->supplier);
        if (is_at_home(view, r, offers->supplier)) {
            add(&flows[r].additions, offers->supplier, true, x);
            continue;
        }
        x *= openness(now, offers->supplier, r, flows[r].mean_duty);
        offers->x[r] += x;
        offers->sum += x;
    }
}

/* The offers of the exporter that measure `first` names, from it and from all
 * later measures. */
static void gather(const struct lane_effects *now, uint32_t first, struct flow *flows, struct offers *offers)
{
    const struct view *view = now->view;
    *offers = (struct offers){.supplier = offering(view->acting[first].measure)};
    for (uint32_t i = first; i < view->count; i++)
        if (is_offer(view->acting[i].measure) && offering(view->acting[i].measure) == offers->supplier)
            gather_one(now, &view->acting[i], flows, offers);
}

void offers_make(const struct lane_effects *now, struct flow *flows)
{
    const struct view *view = now->view;
    for (uint32_t i = 0; i < view->count; i++) {
        struct offers offers;
        bool first = is_offer(view->acting[i].measure);
        for (uint32_t j = 0; first && j < i; j++)
            first = !is_offer(view->acting[j].measure) ||
                    offering(view->acting[j].measure) != offering(view->acting[i].measure);
        if (!first)
            continue;
        gather(now, i, flows, &offers);
        if (offers.sum > 0)
            add_offers_of(view, offers.supplier, flows, &offers);
    }
}

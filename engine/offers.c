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

/* Who offers: the implementer when it is among the origins, else the first of
 * them. */
static country offering(const struct measure *measure)
{
    if (measure_touches_origin(measure, measure->implementer))
        return measure->implementer;
    for (country code = 0; code < COUNTRY_ALL; code++)
        if (country_set_has(&measure->origins, code))
            return code;
    return measure->implementer;
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

static void take_from_other_lanes(struct flow *flows, uint32_t regions, uint32_t target, country supplier,
                                  double excess_t, double committed_t)
{
    double others_t = 0;
    for (uint32_t r = 0; r < regions; r++)
        for (uint32_t i = 0; r != target && i < flows[r].count; i++)
            if (flows[r].row[i].supplier == supplier && !flows[r].row[i].own)
                others_t += flows[r].row[i].base_t;
    double basis_t = at_least(others_t, committed_t);
    for (uint32_t r = 0; basis_t > 0 && r < regions; r++)
        for (uint32_t i = 0; r != target && i < flows[r].count; i++) {
            struct flow_row *row = &flows[r].row[i];
            if (row->supplier == supplier && !row->own)
                row->lost_t = at_most(row->lost_t + excess_t * row->base_t / basis_t, row->base_t);
        }
}

static void offer_to(const struct view *view, const struct acting *acting, int64_t t, struct flow *flows,
                     uint32_t region)
{
    const struct settings *settings = view->tables.settings;
    struct additions *additions = &flows[region].additions;
    double demand_t = view->tables.region[region].demand_t;
    country supplier = offering(acting->measure);
    bool own = country_set_has(&settings->region[region].members, supplier);
    double x = stated_tonnes(view, acting, t, demand_t);
    if (x <= 0 || additions->count == LIMIT_OFFERS)
        return;
    if (!own) {
        struct exporter exporter = exporter_of(&view->tables, supplier);
        double free_t = at_least(exporter.capacity_t - exporter.committed_t, 0);
        if (exporter.known)
            x = at_most(x, at_least(settings->divertible * exporter.capacity_t, free_t));
        x = at_most(x, settings->share_cap * demand_t);
        x *= acting->probability * openness(view, supplier, region, t, flows[region].mean_duty);
        if (exporter.known && x > free_t)
            take_from_other_lanes(flows, settings->regions, region, supplier, x - free_t, exporter.committed_t);
    } else {
        x *= acting->probability;
    }
    if (x <= 0)
        return;
    additions->offer[additions->count].supplier = supplier;
    additions->offer[additions->count].own = own;
    additions->offer[additions->count++].quantity_t = x;
}

void offers_make(const struct view *view, int64_t t, struct flow *flows)
{
    for (uint32_t i = 0; i < view->count; i++) {
        const struct measure *measure = view->acting[i].measure;
        if (instrument_table[measure->instrument].side != SIDE_ADD)
            continue;
        for (uint32_t r = 0; r < view->tables.settings->regions; r++)
            if (flows[r].known && !view->tables.settings->region[r].world && measure_touches_region(measure, r))
                offer_to(view, &view->acting[i], t, flows, r);
    }
}

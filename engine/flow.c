#include "engine/flow.h"

#include "engine/curve.h"

#include <assert.h>
#include <string.h>

const struct scenario everything = {.without = NO_INDEX, .certain = NO_INDEX};

/* ---- the view -------------------------------------------------------------- */

static bool lane_is_covered(const struct measure *measure, const struct supplier *row)
{
    return !row->own && measure_touches_origin(measure, row->supplier);
}

static double covered_tonnes(const struct view *view, const struct measure *measure)
{
    double sum = 0;
    for (uint32_t r = 0; r < view->tables.settings->regions; r++) {
        const struct supply_table *table = &view->tables.region[r];
        if (!table->known || view->tables.settings->region[r].world || !measure_touches_region(measure, r))
            continue;
        for (uint32_t i = 0; i < table->count; i++)
            if (lane_is_covered(measure, &table->row[i]))
                sum += table->row[i].quantity_t;
    }
    return sum;
}

static double output_tonnes(const struct view *view, const struct measure *measure)
{
    const struct supply_table *world = view->tables.world;
    double sum = 0;
    for (uint32_t i = 0; world != NULL && world->known && i < world->count; i++)
        if (measure_touches_origin(measure, world->row[i].supplier))
            sum += world->row[i].quantity_t;
    return sum > 0 ? sum : covered_tonnes(view, measure);
}

/* An offer made certain meets open doors: what bars its origins at its targets
 * is left out. A duty on everybody bars nobody. */
static bool forbids(const struct measure *measure, const struct measure *offer)
{
    enum side side = instrument_table[measure->instrument].side;
    if ((side != SIDE_IMPORTER && side != SIDE_EXPORTER) || (measure->targets & offer->targets) == 0 ||
        country_set_has(&measure->origins, COUNTRY_ALL))
        return false;
    for (unsigned word = 0; word < sizeof offer->origins.words / sizeof offer->origins.words[0]; word++)
        if (measure->origins.words[word] & offer->origins.words[word])
            return true;
    return false;
}

static bool looked_at(const struct ledger *ledger, const struct scenario *scenario, uint32_t policy,
                      const struct measure *measure)
{
    if (scenario->bare || policy == scenario->without)
        return false;
    if (scenario->certain == NO_INDEX || policy == scenario->certain)
        return true;
    const struct measure *certain = ledger_acting(ledger, scenario->certain);
    bool offer = certain != NULL && certain->instrument == INSTRUMENT_SUPPLY_OFFER;
    return !offer || !forbids(measure, certain);
}

void view_make(struct view *view, const struct ledger *ledger, const struct tables *tables, int64_t now,
               const struct scenario *scenario)
{
    view->tables = *tables;
    view->now = now;
    view->count = 0;
    for (uint32_t policy = 0; policy < ledger->policies; policy++) {
        const struct measure *measure = ledger_acting(ledger, policy);
        if (measure == NULL || !((measure->materials >> tables->material) & 1) ||
            !looked_at(ledger, scenario, policy, measure) || view->count == LIMIT_MATERIAL_MEASURES)
            continue;
        double probability =
            policy == scenario->certain ? 1 : measure_probability(measure, tables->settings);
        if (probability <= 0)
            continue;
        struct acting *acting = &view->acting[view->count++];
        *acting = (struct acting){.measure = measure, .policy = policy, .probability = probability};
        acting->covered_t = covered_tonnes(view, measure);
        acting->output_t = output_tonnes(view, measure);
    }
}

void view_without(const struct view *view, uint32_t policy, struct view *fewer)
{
    assert(view->count < LIMIT_MATERIAL_MEASURES);
    fewer->tables = view->tables;
    fewer->now = view->now;
    fewer->count = 0;
    for (uint32_t i = 0; i < view->count; i++)
        if (view->acting[i].policy != policy)
            fewer->acting[fewer->count++] = view->acting[i];
}

bool view_is_steady(const struct view *view, int64_t t, int64_t other)
{
    for (uint32_t i = 0; i < view->count; i++) {
        const struct measure *measure = view->acting[i].measure;
        for (uint32_t leg = 0; leg < measure->legs; leg++)
            if (leg_strength(measure, &measure->leg[leg], view->tables.settings, view->now, t) !=
                leg_strength(measure, &measure->leg[leg], view->tables.settings, view->now, other))
                return false;
    }
    return true;
}

/* ---- one leg ----------------------------------------------------------------- */

static double quota_cut(const struct acting *acting, double quota_t)
{
    const struct quantity *observed = &acting->measure->observed;
    double basis = observed->present != 0 && observed->unit == MEASURE_T_PER_YEAR ? observed->value
                                                                                  : acting->covered_t;
    return basis > 0 ? clamp_unit(1 - quota_t / basis) : 0;
}

double leg_cut(const struct acting *acting, const struct leg_kept *leg, const struct settings *settings)
{
    const struct instrument_row *row = &instrument_table[leg->instrument];
    if (!leg->valued)
        return row->missing < 0 ? settings->licence_cut : row->missing;
    switch ((enum measure_unit)leg->unit) {
    case MEASURE_SHARE:
        return clamp_unit(leg->value);
    case MEASURE_APPROVAL_RATE:
        return clamp_unit(1 - leg->value);
    case MEASURE_AD_VALOREM:
        return clamp_unit(1 - kept_at_price(leg->value));
    case MEASURE_T_PER_YEAR:
        if (row->side == SIDE_PHYSICAL)
            return acting->output_t > 0 ? clamp_unit(leg->value / acting->output_t) : 0;
        return quota_cut(acting, leg->value);
    case MEASURE_UNITS:
        break;
    }
    return 0;
}

/* ---- one measure ---------------------------------------------------------------- */

/* Its legs replace each other: the one that cuts most counts, on its own side; duties
 * are compared among themselves, and so are other ways. */
static struct lane_effect effect_of(const struct view *view, const struct acting *acting, int64_t t)
{
    double cut = 0, strength = 0, duty = 0, rerouted = 0;
    enum side side = SIDE_NONE;
    for (uint32_t i = 0; i < acting->measure->legs; i++) {
        const struct leg_kept *leg = &acting->measure->leg[i];
        const struct instrument_row *row = &instrument_table[leg->instrument];
        double k = leg_strength(acting->measure, leg, view->tables.settings, view->now, t);
        double s = row->duty ? 0 : k * leg_cut(acting, leg, view->tables.settings);
        if (row->duty)
            duty = at_least(duty, k * leg->value);
        else if (row->side == SIDE_REROUTE)
            rerouted = at_least(rerouted, s);
        else if (row->side < SIDE_REROUTE && s > cut) {
            cut = s;
            side = row->side;
            strength = k;
        }
    }
    double p = acting->probability, kept = 1 - p * cut;
    struct lane_effect effect = {.exporter = side == SIDE_EXPORTER ? kept : 1,
                            .importer = side == SIDE_IMPORTER ? kept : 1,
                            .physical = side == SIDE_PHYSICAL ? kept : 1,
                            .room = 1,
                            .direct = 1 - p * rerouted,
                            .duty = p * duty};
    if (side == SIDE_PHYSICAL)
        effect.room = kept; /* idle capacity stands still in proportion */
    else if (side != SIDE_NONE)
        effect.room = 1 - p * strength;
    return effect;
}

static bool is_idle(const struct lane_effect *effect)
{
    return effect->exporter == 1 && effect->importer == 1 && effect->physical == 1 && effect->room == 1 &&
           effect->duty == 0;
}

static bool is_physical(const struct measure *measure)
{
    return instrument_table[measure->instrument].side == SIDE_PHYSICAL;
}

/* The mine or the smelter stands still: everywhere. WORLD feels nothing else. */
static void reach(struct lane_effects *effects, uint32_t place)
{
    const struct view *view = effects->view;
    const struct measure *measure = view->acting[place].measure;
    for (uint32_t r = 0; r < view->tables.settings->regions; r++)
        if (is_physical(measure) ||
            (!view->tables.settings->region[r].world && measure_touches_region(measure, r)))
            effects->reaching[r].words[place / 64] |= UINT64_C(1) << place % 64;
}

/* What is idle is passed over; but once a part takes another way, even a measure that
 * does nothing rounds it anew, and results must not hang on what we pass over. */
void lane_effects_at(const struct view *view, int64_t t, struct lane_effects *effects)
{
    bool all = false;
    effects->view = view;
    effects->t = t;
    memset(effects->reaching, 0, sizeof effects->reaching);
    for (uint32_t i = 0; i < view->count; i++) {
        effects->effect[i] = effect_of(view, &view->acting[i], t);
        all |= effects->effect[i].direct != 1;
    }
    for (uint32_t i = 0; i < view->count; i++)
        if (all || !is_idle(&effects->effect[i]))
            reach(effects, i);
}

/* ---- one lane ------------------------------------------------------------------ */

static const struct lane unharmed = {.exporter = 1, .importer = 1, .physical = 1, .room = 1};

static void feel(struct lane *lane, const struct lane_effect *effect)
{
    lane->exporter *= effect->exporter;
    lane->importer *= effect->importer;
    lane->physical *= effect->physical;
    lane->room *= effect->room;
    lane->delisted = 1 - (1 - lane->delisted) * effect->direct;
    lane->duty += effect->duty;
}

/* Of a measure that reaches the region. */
static bool applies(const struct measure *measure, country supplier, country origin, bool own)
{
    if (is_physical(measure))
        return measure_touches_origin(measure, supplier) || measure_touches_origin(measure, origin);
    return !own && measure_touches_origin(measure, supplier);
}

void lane_at(const struct lane_effects *effects, country supplier, country origin, bool own, uint32_t region,
             struct lane *lane)
{
    *lane = unharmed;
    for (uint32_t word = 0; 64 * word < effects->view->count; word++)
        for (uint64_t left = effects->reaching[region].words[word]; left != 0; left &= left - 1) {
            uint32_t place = 64 * word + (uint32_t)__builtin_ctzll(left);
            if (applies(effects->view->acting[place].measure, supplier, origin, own))
                feel(lane, &effects->effect[place]);
        }
}

void lane_under(const struct lane_effects *effects, uint32_t place, country supplier, uint32_t region, struct lane *lane)
{
    *lane = unharmed;
    if ((effects->reaching[region].words[place / 64] >> place % 64) & 1 &&
        applies(effects->view->acting[place].measure, supplier, supplier, false))
        feel(lane, &effects->effect[place]);
}

double lanes_at(const struct lane_effects *effects, uint32_t region, struct lane lanes[LIMIT_SUPPLIERS])
{
    const struct supply_table *table = &effects->view->tables.region[region];
    double weighted = 0;
    for (uint32_t i = 0; table->known && i < table->count; i++) {
        const struct supplier *row = &table->row[i];
        lane_at(effects, row->supplier, row->origin, row->own, region, &lanes[i]);
        weighted += row->own ? 0 : row->quantity_t * lanes[i].duty;
    }
    return table->known && table->foreign_t > 0 ? weighted / table->foreign_t : 0;
}

double duty_factor(double duty, double mean)
{
    return duty > mean ? kept_at_price((1 + duty) / (1 + mean) - 1) : 1;
}

double openness(const struct lane_effects *effects, country supplier, uint32_t region, double mean)
{
    struct lane lane;
    lane_at(effects, supplier, supplier, false, region, &lane);
    return lane.exporter * lane.importer * lane.physical * duty_factor(lane.duty, mean);
}

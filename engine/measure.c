#include "engine/measure.h"

#include <assert.h>
#include <string.h>

static void take_set(struct country_set *set, const country *codes, uint32_t count)
{
    memset(set, 0, sizeof *set);
    for (uint32_t i = 0; i < count; i++)
        country_set_add(set, codes[i]);
}

static uint32_t region_bit(const struct settings *settings, struct text name)
{
    uint32_t region = settings_region(settings, name);
    return region == NO_INDEX ? 0 : UINT32_C(1) << region;
}

static uint32_t every_region(const struct settings *settings)
{
    return settings->regions == 32 ? UINT32_MAX : (UINT32_C(1) << settings->regions) - 1;
}

static uint32_t implementer_bit(const struct settings *settings, country implementer)
{
    char letters[4];
    country_name(implementer, letters);
    return region_bit(settings, text_of(letters));
}

/* Absent targets: the implementer of a measure at its own border or on its own
 * soil, everybody for the rest. */
static uint32_t take_targets(const struct policy_event *event, const struct settings *settings)
{
    const struct instrument_row *row = &instrument_table[event->instrument];
    uint32_t targets = 0;
    for (uint32_t i = 0; i < event->targets_count; i++)
        targets |= text_is(event->targets[i], "ALL") ? every_region(settings)
                                                     : region_bit(settings, event->targets[i]);
    if (event->targets_count == 0)
        targets = row->side == SIDE_IMPORTER || row->at_home ? implementer_bit(settings, event->implementer)
                                                             : every_region(settings);
    for (uint32_t i = 0; i < event->except_count; i++)
        targets &= ~region_bit(settings, event->except[i]);
    return targets;
}

static void take_origins(struct measure *measure, const struct policy_event *event, const struct settings *settings)
{
    take_set(&measure->origins, event->origins, event->origins_count);
    if (event->origins_count == 0)
        country_set_add(&measure->origins, event->implementer);
    settings_spread_regions(settings, &measure->origins);
    struct country_set except = {{0}};
    for (uint32_t i = 0; i < event->except_count; i++) {
        country code = country_from(event->except[i].at, event->except[i].size);
        if (code != COUNTRY_NONE)
            country_set_add(&except, code);
    }
    settings_spread_regions(settings, &except);
    if (country_set_has(&measure->origins, COUNTRY_ALL))
        for (country code = 0; code < COUNTRY_CODES; code++)
            country_set_add(&measure->origins, code);
    for (unsigned word = 0; word < sizeof except.words / sizeof except.words[0]; word++)
        measure->origins.words[word] &= ~except.words[word];
}

static void take_leg(struct leg_kept *kept, const struct leg *leg, const struct measure *measure,
                     const struct settings *settings, int64_t first)
{
    memset(kept, 0, sizeof *kept);
    kept->shown = *leg;
    kept->instrument = message_has(leg->present, LEG_INSTRUMENT) ? leg->instrument : measure->instrument;
    kept->unit = leg->unit;
    kept->valued = message_has(leg->present, LEG_VALUE);
    kept->value = leg->value;
    kept->announced = message_has(leg->present, LEG_ANNOUNCED) ? leg->announced : first;
    kept->from = message_has(leg->present, LEG_FROM) ? leg->from : kept->announced;
    if (kept->from < kept->announced)
        kept->announced = kept->from;
    kept->full = message_has(leg->present, LEG_FULL) ? leg->full : kept->from;
    kept->until = message_has(leg->present, LEG_UNTIL) ? leg->until : ALWAYS;
    if (instrument_table[kept->instrument].delayed) {
        kept->from += settings->delayed_ns;
        kept->full += settings->delayed_ns;
    }
}

void measure_take(struct measure *measure, const struct event *event, const struct settings *settings, int64_t first)
{
    const struct policy_event *policy = &event->policy;
    memset(measure, 0, sizeof *measure);
    measure->policy = name_of(policy->policy);
    measure->source = name_of(event->source);
    measure->id = name_of(event->id);
    measure->title.size = (uint16_t)policy->title.size;
    if (policy->title.size > 0)
        memcpy(measure->title.at, policy->title.at, policy->title.size);
    measure->revision = event->revision;
    measure->time = event->time;
    measure->received = event->received;
    measure->withdrawn = event->withdrawn;
    measure->status = policy->status;
    measure->instrument = policy->instrument;
    measure->implementer = policy->implementer;
    measure->targets = take_targets(policy, settings);
    take_origins(measure, policy, settings);
    for (uint32_t i = 0; i < policy->materials_count; i++) {
        uint32_t material = settings_material(settings, policy->materials[i]);
        if (material != NO_INDEX)
            measure->materials |= UINT32_C(1) << material;
    }
    measure->has_probability = message_has(event->present, POLICY_HAS_PROBABILITY);
    measure->probability = policy->probability;
    measure->ends = message_has(event->present, POLICY_HAS_UNTIL) ? policy->until : ALWAYS;
    if (message_has(event->present, POLICY_HAS_CLAIMED))
        measure->claimed = policy->claimed;
    if (message_has(event->present, POLICY_HAS_OBSERVED))
        measure->observed = policy->observed;
    for (uint32_t i = 0; i < policy->legs_count; i++)
        take_leg(&measure->leg[measure->legs++], &policy->legs[i], measure, settings, first);
    if (measure->legs == 0) {
        static const struct leg whole = {0};
        take_leg(&measure->leg[measure->legs++], &whole, measure, settings, first);
    }
}

double measure_probability(const struct measure *measure, const struct settings *settings)
{
    if (measure->withdrawn || measure->status == POLICY_EXPIRED || measure->status == POLICY_REVOKED)
        return 0;
    if (measure->unresolved || measure->status == POLICY_UNRESOLVED)
        return settings->unresolved;
    if (measure->has_probability)
        return measure->probability;
    bool legal_act = measure->status != POLICY_RUMOUR && measure->status != POLICY_PROPOSED &&
                     measure->status != POLICY_ANNOUNCED;
    if (measure->instrument == INSTRUMENT_SUPPLY_OFFER && !legal_act)
        return settings->offer_credibility;
    return settings->credibility[measure->status];
}

/* A measure in sight is felt before it begins, but not a rumour of one, and not
 * more than a year ahead. */
static double anticipated(const struct measure *measure, const struct leg_kept *leg, const struct settings *settings,
                          int64_t t)
{
    bool credible = measure->status != POLICY_RUMOUR && measure->status != POLICY_PROPOSED;
    return credible && leg->from - t <= settings->anticipation_ns ? settings->anticipation : 0;
}

double leg_strength(const struct measure *measure, const struct leg_kept *leg, const struct settings *settings,
                    int64_t now, int64_t t)
{
    bool returned = measure->unresolved || measure->status == POLICY_UNRESOLVED;
    bool suspended = measure->status == POLICY_SUSPENDED && !returned;
    if (t < leg->announced || t >= leg->until)
        return 0;
    if (!suspended && !returned && t >= measure->ends)
        return 0;
    if (suspended && t >= now && (t == now || t < measure_return(measure)))
        return settings->anticipation;
    if (returned && t >= now)
        return 1;
    if (t < leg->from)
        return anticipated(measure, leg, settings, t);
    if (t >= leg->full)
        return 1;
    double grown = (double)(t - leg->from) / (double)(leg->full - leg->from);
    return settings->anticipation + (1 - settings->anticipation) * grown;
}

int64_t measure_return(const struct measure *measure)
{
    int64_t date = ALWAYS;
    if (measure->ends != ALWAYS)
        return measure->ends;
    for (uint32_t i = 0; i < measure->legs; i++)
        if (measure->leg[i].from > measure->time && measure->leg[i].from < date)
            date = measure->leg[i].from;
    return date;
}

int64_t measure_end(const struct measure *measure)
{
    int64_t end = INT64_MIN;
    for (uint32_t i = 0; i < measure->legs; i++)
        if (measure->leg[i].until > end)
            end = measure->leg[i].until;
    return measure->ends < end ? measure->ends : end;
}

bool measure_touches_origin(const struct measure *measure, country supplier)
{
    return country_set_has(&measure->origins, supplier);
}

bool measure_touches_region(const struct measure *measure, uint32_t region)
{
    return (measure->targets >> region) & 1;
}

bool measure_eases(const struct measure *measure)
{
    return measure->withdrawn || measure->status == POLICY_SUSPENDED || measure->status == POLICY_EXPIRED ||
           measure->status == POLICY_REVOKED || instrument_table[measure->instrument].eases;
}

static int64_t earlier(int64_t best, int64_t candidate, int64_t t)
{
    return candidate > t && candidate < best ? candidate : best;
}

int64_t measure_next_edge(const struct measure *measure, const struct settings *settings, int64_t t)
{
    int64_t next = ALWAYS;
    next = earlier(next, measure->ends, t);
    for (uint32_t i = 0; i < measure->legs; i++) {
        const struct leg_kept *leg = &measure->leg[i];
        next = earlier(next, leg->announced, t);
        next = earlier(next, leg->from - settings->anticipation_ns, t);
        next = earlier(next, leg->from, t);
        next = earlier(next, leg->full, t);
        next = earlier(next, leg->until, t);
    }
    return next;
}

bool measure_ramps(const struct measure *measure, int64_t t)
{
    for (uint32_t i = 0; i < measure->legs; i++)
        if (t >= measure->leg[i].from && t < measure->leg[i].full)
            return true;
    return false;
}

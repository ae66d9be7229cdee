#include "tests/support/subjects.h"

#include <string.h>

/* ---- regions ------------------------------------------------------------------- */

uint32_t touched_by(const struct event *event)
{
    static struct measure kept;
    measure_take(&kept, event, &the_engine()->settings, event->time);
    return kept.targets;
}

uint32_t home_of(country code)
{
    const struct settings *settings = &the_engine()->settings;
    uint32_t home = 0;
    for (uint32_t r = 0; r < settings->regions; r++)
        if (country_set_has(&settings->region[r].members, code))
            home |= UINT32_C(1) << r;
    return home;
}

static uint32_t world_region(void)
{
    const struct settings *settings = &the_engine()->settings;
    uint32_t bits = 0;
    for (uint32_t r = 0; r < settings->regions; r++)
        bits |= (uint32_t)settings->region[r].world << r;
    return bits;
}

uint32_t home_of_origins(const struct event *event)
{
    uint32_t home = 0;
    for (uint32_t i = 0; i < event->policy.origins_count; i++)
        home |= home_of(event->policy.origins[i]);
    return home;
}

uint32_t targets_of(const struct event *event)
{
    switch (instrument_table[event->policy.instrument].side) {
    case SIDE_PHYSICAL:
        return EVERY_REGION;
    case SIDE_EXPORTER:
    case SIDE_IMPORTER:
    case SIDE_REROUTE:
    case SIDE_ADD:
    case SIDE_NONE:
        return touched_by(event) & ~home_of_origins(event) & ~world_region();
    }
    return 0;
}

static bool is_origin(const struct policy_event *policy, country supplier)
{
    for (uint32_t i = 0; i < policy->origins_count; i++)
        if (policy->origins[i] == supplier || policy->origins[i] == COUNTRY_ALL)
            return true;
    return false;
}

uint32_t buyers_of(const struct random_world *world)
{
    uint32_t buyers = 0;
    for (uint32_t i = 0; i < world->tables; i++) {
        const struct baseline_event *baseline = &world->table[i].baseline;
        for (uint32_t j = 0; baseline->table == TABLE_SUPPLY && j < baseline->rows_count; j++)
            if (is_origin(&world->subject.policy, baseline->rows[j].supplier) && baseline->rows[j].quantity > 0)
                buyers |= UINT32_C(1) << region_of_table(world, i);
    }
    return buyers;
}

/* ---- subjects ------------------------------------------------------------------ */

static const enum instrument at_the_border[] = {INSTRUMENT_IMPORT_BAN, INSTRUMENT_ENTITY_SANCTION,
                                                INSTRUMENT_IMPORT_QUOTA, INSTRUMENT_IMPORT_TARIFF,
                                                INSTRUMENT_EXCHANGE_DELISTING};
static const enum instrument of_exporters[] = {INSTRUMENT_EXPORT_BAN, INSTRUMENT_EXPORT_QUOTA,
                                               INSTRUMENT_EXPORT_LICENCE, INSTRUMENT_EXPORT_TAX,
                                               INSTRUMENT_EXPORT_REBATE_CUT};
static const enum instrument of_nature[] = {INSTRUMENT_OUTAGE, INSTRUMENT_PRODUCTION_CURB, INSTRUMENT_STRIKE,
                                            INSTRUMENT_CHOKEPOINT, INSTRUMENT_EXPROPRIATION};

#define ANY_OF(instruments, dice) instruments[dice_below(dice, sizeof instruments / sizeof instruments[0])]

void forget(struct random_world *world, unsigned field)
{
    for (uint32_t i = 0; i < world->tables; i++)
        for (uint32_t j = 0; j < world->table[i].baseline.rows_count; j++)
            world->table[i].baseline.rows[j].present &= ~(UINT64_C(1) << field);
}

static country code_of_table(const struct random_world *world, uint32_t index)
{
    const struct name *name = &the_engine()->settings.region[region_of_table(world, index)].name;
    return country_from(name->at, name->size);
}

bool a_border_restriction(struct random_world *world, struct dice *dice)
{
    uint32_t index = random_table(world, dice);
    country origin = random_supplier(world, index, dice);
    enum instrument instrument = ANY_OF(at_the_border, dice);
    if (origin == COUNTRY_NONE)
        return false;
    subject_make(&world->subject, instrument, code_of_table(world, index), origin);
    random_value(dice, &world->subject.policy.legs[0], instrument);
    if (dice_chance(dice, .3)) {
        struct policy_event *policy = &world->subject.policy;
        policy->targets[policy->targets_count++] = world->table[index].baseline.region;
        policy->targets[policy->targets_count++] = world->table[random_table(world, dice)].baseline.region;
    }
    return true;
}

static bool by_its_origin(struct random_world *world, struct dice *dice, enum instrument instrument)
{
    country origin = random_supplier(world, random_table(world, dice), dice);
    if (origin == COUNTRY_NONE)
        return false;
    subject_make(&world->subject, instrument, origin, origin);
    random_value(dice, &world->subject.policy.legs[0], instrument);
    return true;
}

bool an_export_restriction(struct random_world *world, struct dice *dice)
{
    return by_its_origin(world, dice, ANY_OF(of_exporters, dice));
}

bool a_physical_loss(struct random_world *world, struct dice *dice)
{
    forget(world, TABLE_ROW_ORIGIN);
    return by_its_origin(world, dice, ANY_OF(of_nature, dice));
}

bool any_restriction(struct random_world *world, struct dice *dice)
{
    static bool (*const kinds[])(struct random_world *, struct dice *) = {
        a_border_restriction, an_export_restriction, a_physical_loss};
    return kinds[dice_below(dice, 3)](world, dice);
}

bool a_cut_by_share(struct random_world *world, struct dice *dice)
{
    if (!any_restriction(world, dice) || world->subject.policy.instrument == INSTRUMENT_IMPORT_TARIFF)
        return false;
    subject_value(&world->subject, dice_unit(dice), MEASURE_SHARE);
    return true;
}

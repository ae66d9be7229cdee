#include "tests/support/random_world.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const regions[] = {"US", "EU", "JP", "CN", "KR", "GB", "IN"};
static const char *const policies[RANDOM_MEASURES] = {"m0", "m1", "m2", "m3", "m4", "m5"};
static const char *const vintages[] = {"2022-12-31", "2023-12-31", "2024-12-31"};
/* Regions supply too; DE and FR are members of one. */
static const char *const suppliers[] = {"CN", "RU", "CA", "NO", "AE", "IN", "AU", "ZA",
                                        "BR", "MY", "US", "JP", "KR", "GB", "DE", "FR"};

enum knowledge { KNOWN, PARTLY_KNOWN, UNKNOWN, KNOWLEDGES };

static country code_of(const char *name)
{
    return country_from(name, strlen(name));
}

static double random_tonnes(struct dice *dice)
{
    return floor(pow(10, dice_between(dice, 1.5, 6)));
}

static bool told(struct dice *dice, enum knowledge knowledge)
{
    return knowledge == KNOWN || (knowledge == PARTLY_KNOWN && dice_chance(dice, .5));
}

/* ---- tables ------------------------------------------------------------------ */

static struct event *add_table(struct random_world *world, const char *region, enum table kind)
{
    struct event *event = &world->table[world->tables++];
    memset(event, 0, sizeof *event);
    event->type = EVENT_BASELINE;
    event->source = TEXT("official/statistics");
    event->id = text_of(region);
    event->revision = 1;
    event->time = event->received = day_ns("2025-01-02");
    event->baseline.table = (uint8_t)kind;
    event->baseline.material = TEXT(RANDOM_MATERIAL);
    event->baseline.region = text_of(region);
    return event;
}

static struct table_row *add_row(struct event *event, const char *supplier, double quantity_t)
{
    struct table_row *row = &event->baseline.rows[event->baseline.rows_count++];
    *row = (struct table_row){.present = 1u << TABLE_ROW_SUPPLIER | 1u << TABLE_ROW_QUANTITY,
                              .supplier = code_of(supplier),
                              .quantity = quantity_t};
    return row;
}

static void give(struct table_row *row, unsigned bit, double *field, double value)
{
    row->present |= UINT64_C(1) << bit;
    *field = value;
}

/* One table in ten knows lanes by their mine as well as by their port. */
static void make_region(struct random_world *world, const char *region, enum knowledge spare, struct dice *dice)
{
    struct event *event = add_table(world, region, TABLE_SUPPLY);
    uint32_t count = 2 + dice_below(dice, 11), start = dice_below(dice, COUNT(suppliers));
    bool by_mine = dice_chance(dice, .1);
    event->baseline.vintage = day_ns(vintages[dice_below(dice, COUNT(vintages))]) / DAY_NS;
    if (dice_chance(dice, .6))
        add_row(event, region, random_tonnes(dice));
    for (uint32_t i = 0; i < COUNT(suppliers) && event->baseline.rows_count < count; i++) {
        const char *supplier = suppliers[(start + i * 3) % COUNT(suppliers)];
        if (strcmp(supplier, region) == 0 || dice_chance(dice, .3))
            continue;
        struct table_row *row = add_row(event, supplier, dice_chance(dice, .03) ? 0 : random_tonnes(dice));
        if (dice_chance(dice, .4) && told(dice, spare))
            give(row, TABLE_ROW_SPARE, &row->spare, floor(row->quantity * dice_between(dice, 0, .5)));
        if (by_mine) {
            row->present |= 1u << TABLE_ROW_ORIGIN;
            row->origin = code_of(suppliers[dice_below(dice, COUNT(suppliers))]);
        }
    }
    if (dice_chance(dice, .5))
        add_row(event, "XX", random_tonnes(dice) * .3);
}

static double exports_of(const struct random_world *world, country supplier)
{
    double sum = 0;
    for (uint32_t i = 0; i < world->tables; i++)
        for (uint32_t j = 0; j < world->table[i].baseline.rows_count; j++)
            if (world->table[i].baseline.rows[j].supplier == supplier)
                sum += world->table[i].baseline.rows[j].quantity;
    return sum;
}

/* Output mostly above what the tables ship, now and then below: sources differ. */
static void make_world_table(struct random_world *world, enum knowledge spare, struct dice *dice)
{
    static struct event output;
    memset(&output, 0, sizeof output);
    for (uint32_t i = 0; i < COUNT(suppliers); i++) {
        if (dice_chance(dice, .2))
            continue;
        double made_t = floor(exports_of(world, code_of(suppliers[i])) * dice_between(dice, .8, 2) + 100);
        struct table_row *row = add_row(&output, suppliers[i], made_t);
        if (told(dice, spare))
            give(row, TABLE_ROW_SPARE, &row->spare, floor(made_t * dice_between(dice, 0, .3)));
        if (told(dice, spare))
            give(row, TABLE_ROW_CAPACITY, &row->capacity, floor(made_t * dice_between(dice, 1, 1.3)));
    }
    if (dice_chance(dice, .5))
        add_row(&output, "XX", random_tonnes(dice));
    if (output.baseline.rows_count == 0)
        return;
    struct event *event = add_table(world, "WORLD", TABLE_SUPPLY);
    memcpy(event->baseline.rows, output.baseline.rows, sizeof output.baseline.rows);
    event->baseline.rows_count = output.baseline.rows_count;
    event->baseline.vintage = day_ns(vintages[dice_below(dice, COUNT(vintages))]) / DAY_NS;
}

static void make_governance(struct random_world *world, struct dice *dice)
{
    struct event *event = add_table(world, "governance", TABLE_GOVERNANCE);
    event->baseline.vintage = day_ns("2022-12-31") / DAY_NS;
    for (uint32_t i = 0; i < COUNT(suppliers); i++) {
        if (dice_chance(dice, .15))
            continue;
        struct table_row *row = &event->baseline.rows[event->baseline.rows_count++];
        *row = (struct table_row){.present = 1u << TABLE_ROW_COUNTRY | 1u << TABLE_ROW_VALUE,
                                  .country = code_of(suppliers[i]),
                                  .value = floor(dice_between(dice, -2.4, 1.9) * 1000) / 1000};
    }
}

/* ---- measures ---------------------------------------------------------------- */

static void give_value(struct leg *leg, double value, enum measure_unit unit)
{
    leg->present |= 1u << LEG_VALUE | 1u << LEG_UNIT;
    leg->value = value;
    leg->unit = (uint8_t)unit;
}

void random_value(struct dice *dice, struct leg *leg, enum instrument instrument)
{
    double share = floor(dice_unit(dice) * 1000) / 1000;
    switch (instrument) {
    case INSTRUMENT_EXPORT_BAN:
    case INSTRUMENT_IMPORT_BAN:
    case INSTRUMENT_ENTITY_SANCTION:
    case INSTRUMENT_EXCHANGE_DELISTING:
    case INSTRUMENT_TECH_EXPORT_BAN:
        if (dice_chance(dice, .5))
            give_value(leg, share, MEASURE_SHARE);
        return;
    case INSTRUMENT_EXPORT_LICENCE:
        if (dice_chance(dice, .5))
            give_value(leg, share, MEASURE_APPROVAL_RATE);
        return;
    case INSTRUMENT_EXPORT_TAX:
    case INSTRUMENT_EXPORT_REBATE_CUT:
    case INSTRUMENT_IMPORT_TARIFF:
        give_value(leg, 2 * share, MEASURE_AD_VALOREM);
        return;
    case INSTRUMENT_PRODUCTION_CURB:
    case INSTRUMENT_OUTAGE:
    case INSTRUMENT_EXPROPRIATION:
    case INSTRUMENT_CHOKEPOINT:
    case INSTRUMENT_STRIKE:
        if (dice_chance(dice, .5)) {
            give_value(leg, share, MEASURE_SHARE);
            return;
        }
        give_value(leg, random_tonnes(dice), MEASURE_T_PER_YEAR);
        return;
    case INSTRUMENT_EXPORT_QUOTA:
    case INSTRUMENT_IMPORT_QUOTA:
    case INSTRUMENT_SUPPLY_OFFER:
    case INSTRUMENT_PRICE_FLOOR:
    case INSTRUMENT_CAPACITY_ADD:
    case INSTRUMENT_STOCKPILE:
    case INSTRUMENT_AGREEMENT:
        give_value(leg, random_tonnes(dice), MEASURE_T_PER_YEAR);
        return;
    case INSTRUMENTS:
        return;
    }
}

static int64_t random_day(struct dice *dice, const char *first, uint32_t days)
{
    return day_ns(first) + (int64_t)dice_below(dice, days) * DAY_NS;
}

/* Now and then a later leg has an instrument of its own, as a quota that becomes
 * a ban. */
static void make_leg(struct dice *dice, struct leg *leg, enum instrument instrument, bool later)
{
    static const enum instrument others[] = {INSTRUMENT_IMPORT_BAN, INSTRUMENT_IMPORT_QUOTA,
                                             INSTRUMENT_IMPORT_TARIFF, INSTRUMENT_EXPORT_BAN};
    if (later && instrument_table[instrument].side <= SIDE_IMPORTER && dice_chance(dice, .3)) {
        instrument = others[dice_below(dice, COUNT(others))];
        leg->present |= 1u << LEG_INSTRUMENT;
        leg->instrument = (uint8_t)instrument;
    }
    random_value(dice, leg, instrument);
    leg->present |= 1u << LEG_FROM;
    leg->from = random_day(dice, "2022-01-01", 2000);
    if (dice_chance(dice, .3)) {
        leg->present |= 1u << LEG_FULL;
        leg->full = leg->from + (int64_t)dice_below(dice, 400) * DAY_NS;
    }
    if (dice_chance(dice, .3)) {
        leg->present |= 1u << LEG_UNTIL;
        leg->until = leg->from + (int64_t)(400 + dice_below(dice, 900)) * DAY_NS;
    }
}

static void make_actors(struct dice *dice, struct policy_event *policy)
{
    enum side side = instrument_table[policy->instrument].side;
    const char *region = regions[dice_below(dice, COUNT(regions))];
    const char *supplier = suppliers[dice_below(dice, COUNT(suppliers))];
    bool at_border = side == SIDE_IMPORTER || instrument_table[policy->instrument].at_home;
    policy->implementer = code_of(at_border ? region : supplier);
    if (instrument_table[policy->instrument].at_home)
        supplier = region;
    else if (side == SIDE_IMPORTER && dice_chance(dice, .15))
        supplier = "ALL";
    policy->origins[policy->origins_count++] = code_of(supplier);
    for (uint32_t i = dice_below(dice, 3); side == SIDE_IMPORTER && i > 0; i--)
        policy->origins[policy->origins_count++] = code_of(suppliers[dice_below(dice, COUNT(suppliers))]);
    for (uint32_t i = dice_chance(dice, .4) ? 1 + dice_below(dice, 3) : 0; i > 0; i--)
        policy->targets[policy->targets_count++] = text_of(regions[dice_below(dice, COUNT(regions))]);
    if (dice_chance(dice, .1))
        policy->except[policy->except_count++] = text_of(regions[dice_below(dice, COUNT(regions))]);
}

static void event_make(struct event *event, const char *policy)
{
    memset(event, 0, sizeof *event);
    event->type = EVENT_POLICY;
    event->source = TEXT("official/gazette");
    event->id = event->policy.policy = text_of(policy);
    event->revision = 1;
    event->policy.materials_count = 1;
    event->policy.materials[0] = TEXT(RANDOM_MATERIAL);
}

static void make_measure(struct random_world *world, struct dice *dice)
{
    struct event *event = &world->measure[world->measures];
    event_make(event, policies[world->measures++]);
    event->time = event->received = random_day(dice, "2022-01-01", 1200);
    event->policy.instrument = (uint8_t)dice_below(dice, INSTRUMENTS);
    event->policy.status = (uint8_t)dice_below(dice, POLICY_STATUSES);
    make_actors(dice, &event->policy);
    event->policy.legs_count = 1 + dice_below(dice, 3);
    for (uint32_t i = 0; i < event->policy.legs_count; i++)
        make_leg(dice, &event->policy.legs[i], event->policy.instrument, i > 0);
    if (dice_chance(dice, .15)) {
        event->present |= UINT64_C(1) << POLICY_HAS_PROBABILITY;
        event->policy.probability = floor(dice_unit(dice) * 100) / 100;
    }
    if (dice_chance(dice, .2)) {
        event->present |= UINT64_C(1) << POLICY_HAS_OBSERVED;
        event->policy.observed =
            (struct quantity){.present = 3, .value = random_tonnes(dice), .unit = MEASURE_T_PER_YEAR};
    }
    if (dice_chance(dice, .2)) {
        event->present |= UINT64_C(1) << POLICY_HAS_UNTIL;
        event->policy.until = random_day(dice, "2024-01-01", 1500);
    }
}

/* ---- the world --------------------------------------------------------------- */

void random_world_make(struct random_world *world, uint64_t seed)
{
    struct dice dice = {seed};
    enum knowledge spare = (enum knowledge)dice_below(&dice, KNOWLEDGES);
    uint32_t count = 2 + dice_below(&dice, 6), first = dice_below(&dice, COUNT(regions));
    world->seed = seed;
    world->tables = world->measures = 0;
    for (uint32_t i = 0; i < count; i++)
        make_region(world, regions[(first + i) % COUNT(regions)], spare, &dice);
    if (dice_chance(&dice, .8))
        make_world_table(world, spare, &dice);
    if (dice_chance(&dice, .9))
        make_governance(world, &dice);
    for (uint32_t i = dice_below(&dice, RANDOM_MEASURES + 1); i > 0; i--)
        make_measure(world, &dice);
    event_make(&world->subject, "subject");
}

void random_world_tell(const struct random_world *world, bool measures)
{
    new_world(RANDOM_TODAY);
    for (uint32_t i = 0; i < world->tables; i++)
        hear(&world->table[i]);
    for (uint32_t i = 0; measures && i < world->measures; i++)
        hear(&world->measure[i]);
}

/* ---- subjects ---------------------------------------------------------------- */

uint32_t region_of_table(const struct random_world *world, uint32_t table)
{
    return settings_region(&the_engine()->settings, world->table[table].baseline.region);
}

static bool is_import_table(const struct event *event)
{
    return event->baseline.table == TABLE_SUPPLY && !text_is(event->baseline.region, "WORLD");
}

uint32_t random_table(const struct random_world *world, struct dice *dice)
{
    uint32_t table = dice_below(dice, world->tables);
    while (!is_import_table(&world->table[table]))
        table = (table + 1) % world->tables;
    return table;
}

country random_supplier(const struct random_world *world, uint32_t table, struct dice *dice)
{
    const struct baseline_event *baseline = &world->table[table].baseline;
    const struct region *region = &the_engine()->settings.region[region_of_table(world, table)];
    uint32_t start = dice_below(dice, baseline->rows_count);
    for (uint32_t i = 0; i < baseline->rows_count; i++) {
        country code = baseline->rows[(start + i) % baseline->rows_count].supplier;
        if (code != COUNTRY_XX && !country_set_has(&region->members, code))
            return code;
    }
    return COUNTRY_NONE;
}

void subject_make(struct event *event, enum instrument instrument, country implementer, country origin)
{
    event_make(event, "subject");
    event->time = event->received = day_ns("2025-03-01");
    event->policy.status = POLICY_IN_FORCE;
    event->policy.instrument = (uint8_t)instrument;
    event->policy.implementer = implementer;
    event->policy.origins[event->policy.origins_count++] = origin;
    event->policy.legs_count = 1;
    event->policy.legs[0].present = 1u << LEG_FROM;
    event->policy.legs[0].from = event->time;
}

void subject_value(struct event *event, double value, enum measure_unit unit)
{
    give_value(&event->policy.legs[0], value, unit);
}

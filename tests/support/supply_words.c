#include "tests/support/supply_words.h"

#include <assert.h>
#include <string.h>

/* Said last: the material of a table, the name of a policy. */
static const char *said_material = "aluminum";
static char said_policy[LIMIT_TOKEN + 1];

static country country_of(const char *name)
{
    country code = country_from(name, strlen(name));
    assert(code != COUNTRY_NONE);
    return code;
}

/* ---- tables ------------------------------------------------------------------ */

static struct baseline_event *baseline(void)
{
    assert(sentence()->type == EVENT_BASELINE);
    return &sentence()->baseline;
}

void table(const char *material, const char *region)
{
    begin_sentence(EVENT_BASELINE, "official/statistics", region);
    said_material = material;
    baseline()->table = TABLE_SUPPLY;
    baseline()->unit = TABLE_UNIT_T_YR;
    baseline()->material = text_of(material);
    baseline()->region = text_of(region);
    as_of("2023-12-31");
}

static struct table_row *last_row(void)
{
    assert(baseline()->rows_count > 0);
    return &baseline()->rows[baseline()->rows_count - 1];
}

static struct table_row *next_row(void)
{
    assert(baseline()->rows_count < LIMIT_TABLE_ROWS);
    baseline()->rows_count++;
    return last_row();
}

void supplies(const char *name, double quantity_t)
{
    *next_row() = (struct table_row){.present = 1u << TABLE_ROW_SUPPLIER | 1u << TABLE_ROW_QUANTITY,
                                     .supplier = country_of(name),
                                     .quantity = quantity_t};
}

void mined_in(const char *name)
{
    last_row()->present |= 1u << TABLE_ROW_ORIGIN;
    last_row()->origin = country_of(name);
}

void spare(double quantity_t)
{
    last_row()->present |= 1u << TABLE_ROW_SPARE;
    last_row()->spare = quantity_t;
}

void capacity(double quantity_t)
{
    last_row()->present |= 1u << TABLE_ROW_CAPACITY;
    last_row()->capacity = quantity_t;
}

void as_of(const char *day)
{
    baseline()->vintage = day_ns(day) / DAY_NS;
}

void estimated(void)
{
    baseline()->estimate = true;
}

void governance(void)
{
    begin_sentence(EVENT_BASELINE, "official/statistics", "governance");
    baseline()->table = TABLE_GOVERNANCE;
    baseline()->unit = TABLE_UNIT_WGI;
    as_of("2022-12-31");
}

void stability(const char *name, double wgi_estimate)
{
    *next_row() = (struct table_row){.present = 1u << TABLE_ROW_COUNTRY | 1u << TABLE_ROW_VALUE,
                                     .country = country_of(name),
                                     .value = wgi_estimate};
}

/* ---- measures ---------------------------------------------------------------- */

static struct policy_event *policy(void)
{
    assert(sentence()->type == EVENT_POLICY);
    return &sentence()->policy;
}

static void sets(unsigned bit)
{
    sentence()->present |= UINT64_C(1) << bit;
}

static struct leg *last_leg(void)
{
    assert(policy()->legs_count > 0);
    return &policy()->legs[policy()->legs_count - 1];
}

void named(const char *name)
{
    struct line line = line_on(said_policy, sizeof said_policy);
    line_string(&line, name);
    assert(!line.cut);
    policy()->policy = sentence()->id = text_of(said_policy);
}

static void name_after(enum instrument instrument, const char *implementer, const char *origin)
{
    char name[LIMIT_TOKEN + 1];
    struct line line = line_on(name, sizeof name);
    line_int(&line, instrument);
    line_char(&line, '/');
    line_string(&line, implementer);
    line_char(&line, '/');
    line_string(&line, origin);
    named(name);
}

void measure(enum instrument instrument, const char *implementer, const char *origin)
{
    begin_sentence(EVENT_POLICY, "official/gazette", "");
    name_after(instrument, implementer, origin);
    policy()->status = POLICY_IN_FORCE;
    policy()->instrument = (uint8_t)instrument;
    policy()->implementer = country_of(implementer);
    policy()->origins[policy()->origins_count++] = country_of(origin);
    policy()->legs_count = 1;
    for_material(said_material);
}

void valued(double value, enum measure_unit unit)
{
    last_leg()->present |= 1u << LEG_VALUE | 1u << LEG_UNIT;
    last_leg()->value = value;
    last_leg()->unit = (uint8_t)unit;
}

void without_value(void)
{
    last_leg()->present &= ~(UINT64_C(1) << LEG_VALUE | UINT64_C(1) << LEG_UNIT);
}

void by_way_of(enum instrument instrument)
{
    last_leg()->present |= 1u << LEG_INSTRUMENT;
    last_leg()->instrument = (uint8_t)instrument;
}

void import_ban(const char *by, const char *of)
{
    measure(INSTRUMENT_IMPORT_BAN, by, of);
}

void import_quota(const char *by, const char *of, double quantity_t)
{
    measure(INSTRUMENT_IMPORT_QUOTA, by, of);
    valued(quantity_t, MEASURE_T_PER_YEAR);
}

void import_tariff(const char *by, const char *of, double ad_valorem)
{
    measure(INSTRUMENT_IMPORT_TARIFF, by, of);
    valued(ad_valorem, MEASURE_AD_VALOREM);
}

void entity_sanction(const char *by, const char *of, double share)
{
    measure(INSTRUMENT_ENTITY_SANCTION, by, of);
    valued(share, MEASURE_SHARE);
}

void export_ban(const char *by)
{
    measure(INSTRUMENT_EXPORT_BAN, by, by);
}

void export_quota(const char *by, double quantity_t)
{
    measure(INSTRUMENT_EXPORT_QUOTA, by, by);
    valued(quantity_t, MEASURE_T_PER_YEAR);
}

void export_licence(const char *by, double approval_rate)
{
    measure(INSTRUMENT_EXPORT_LICENCE, by, by);
    valued(approval_rate, MEASURE_APPROVAL_RATE);
}

void export_tax(const char *by, double ad_valorem)
{
    measure(INSTRUMENT_EXPORT_TAX, by, by);
    valued(ad_valorem, MEASURE_AD_VALOREM);
}

void outage(const char *in, double quantity_t)
{
    measure(INSTRUMENT_OUTAGE, in, in);
    valued(quantity_t, MEASURE_T_PER_YEAR);
}

void supply_offer(const char *by, const char *to, double quantity_t)
{
    measure(INSTRUMENT_SUPPLY_OFFER, by, by);
    with_status(POLICY_PROPOSED);
    towards(to);
    valued(quantity_t, MEASURE_T_PER_YEAR);
}

void said_by(const char *source)
{
    sentence()->source = text_of(source);
}

void revised(uint64_t revision)
{
    sentence()->revision = revision;
}

void with_status(enum policy_status status)
{
    policy()->status = (uint8_t)status;
}

void believed(double probability)
{
    policy()->probability = probability;
    sets(POLICY_HAS_PROBABILITY);
}

void for_material(const char *material)
{
    policy()->materials_count = 1;
    policy()->materials[0] = text_of(material);
}

void towards(const char *region)
{
    assert(policy()->targets_count < LIMIT_REGIONS);
    policy()->targets[policy()->targets_count++] = text_of(region);
}

void also_from(const char *name)
{
    assert(policy()->origins_count < LIMIT_COUNTRIES);
    policy()->origins[policy()->origins_count++] = country_of(name);
}

void except_for(const char *name)
{
    assert(policy()->except_count < LIMIT_COUNTRIES);
    policy()->except[policy()->except_count++] = text_of(name);
}

void ending_on(const char *day)
{
    policy()->until = day_ns(day);
    sets(POLICY_HAS_UNTIL);
}

void claimed(double value, enum measure_unit unit)
{
    policy()->claimed = (struct quantity){.present = 3, .value = value, .unit = (uint8_t)unit};
    sets(POLICY_HAS_CLAIMED);
}

void observed(double quantity_t)
{
    policy()->observed = (struct quantity){.present = 3, .value = quantity_t, .unit = MEASURE_T_PER_YEAR};
    sets(POLICY_HAS_OBSERVED);
}

void starting(const char *day)
{
    last_leg()->present |= 1u << LEG_FROM;
    last_leg()->from = day_ns(day);
}

void full_by(const char *day)
{
    last_leg()->present |= 1u << LEG_FULL;
    last_leg()->full = day_ns(day);
}

void until(const char *day)
{
    last_leg()->present |= 1u << LEG_UNTIL;
    last_leg()->until = day_ns(day);
}

void then(double value, enum measure_unit unit)
{
    assert(policy()->legs_count < LIMIT_LEGS);
    policy()->legs_count++;
    valued(value, unit);
}

/* Names the word by its source and id, which both live on in `said`. */
void withdraw(void)
{
    struct text source = sentence()->source, id = policy()->policy;
    struct event *event = begin_sentence(EVENT_POLICY, "", "");
    event->source = source;
    event->id = id;
    event->withdrawn = true;
    end_sentence();
}


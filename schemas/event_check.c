#include "schemas/event_check.h"

#include "schemas/fields.h"
#include "schemas/refusal.h"

/* A path such as "legs[2].value"; `list` NULL: the leaf alone. */
static struct line refuse_at(struct refusal *refusal, enum status status, const char *list, uint32_t item,
                             const char *leaf)
{
    char path[64];
    struct line line = line_on(path, sizeof path);
    if (list != NULL) {
        line_string(&line, list);
        line_char(&line, '[');
        line_uint(&line, item);
        line_string(&line, "].");
    }
    line_string(&line, leaf);
    return refuse(refusal, status, (struct text){path, (uint32_t)line.used});
}

static enum status absent(struct refusal *refusal, const char *field, const char *whose)
{
    struct line line = refuse(refusal, STATUS_MISSING_FIELD, text_of(field));
    line_string(&line, "absent; required in ");
    line_string(&line, whose);
    return STATUS_MISSING_FIELD;
}

/* ---- policy ------------------------------------------------------------------- */

#define BIT(unit) (1u << MEASURE_##unit)

/* The units in which each instrument's size can be said. A share (the part cut,
 * added or offered) suits all of them. */
static const uint8_t known_units[INSTRUMENTS] = {
    [INSTRUMENT_EXPORT_BAN]         = BIT(SHARE) | BIT(APPROVAL_RATE),
    [INSTRUMENT_EXPORT_QUOTA]       = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_EXPORT_LICENCE]     = BIT(SHARE) | BIT(APPROVAL_RATE),
    [INSTRUMENT_EXPORT_TAX]         = BIT(SHARE) | BIT(AD_VALOREM),
    [INSTRUMENT_EXPORT_REBATE_CUT]  = BIT(SHARE) | BIT(AD_VALOREM),
    [INSTRUMENT_TECH_EXPORT_BAN]    = BIT(SHARE) | BIT(APPROVAL_RATE),
    [INSTRUMENT_IMPORT_BAN]         = BIT(SHARE) | BIT(APPROVAL_RATE),
    [INSTRUMENT_IMPORT_QUOTA]       = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_IMPORT_TARIFF]      = BIT(SHARE) | BIT(AD_VALOREM),
    [INSTRUMENT_ENTITY_SANCTION]    = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_EXCHANGE_DELISTING] = BIT(SHARE),
    [INSTRUMENT_PRODUCTION_CURB]    = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_OUTAGE]             = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_EXPROPRIATION]      = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_CHOKEPOINT]         = BIT(SHARE),
    [INSTRUMENT_STRIKE]             = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_SUPPLY_OFFER]       = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_PRICE_FLOOR]        = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_STOCKPILE]          = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_CAPACITY_ADD]       = BIT(SHARE) | BIT(T_PER_YEAR),
    [INSTRUMENT_AGREEMENT]          = BIT(SHARE) | BIT(T_PER_YEAR) | BIT(AD_VALOREM) | BIT(APPROVAL_RATE),
};

/* A share is at most the whole; tonnes and duties have no such end. */
static bool whole_exceeded(double value, uint8_t unit)
{
    return (unit == MEASURE_SHARE || unit == MEASURE_APPROVAL_RATE) && value > 1;
}

static enum status above_one(struct line line, double value, uint8_t unit)
{
    line_number(&line, value);
    line_string(&line, " is above 1, and the unit is ");
    line_string(&line, measure_unit_names[unit]);
    return STATUS_OUT_OF_RANGE;
}

static enum status check_quantity(const struct quantity *quantity, const char *field, struct refusal *refusal)
{
    if (!whole_exceeded(quantity->value, quantity->unit))
        return STATUS_OK;
    return above_one(refuse(refusal, STATUS_OUT_OF_RANGE, text_of(field)), quantity->value, quantity->unit);
}

static enum status check_leg_times(const struct leg *leg, uint32_t index, struct refusal *refusal)
{
    if (message_has(leg->present, LEG_FULL) && leg->full < leg->from) {
        struct line line = refuse_at(refusal, STATUS_INCONSISTENT, "legs", index, "full");
        line_time(&line, leg->full);
        line_string(&line, " is before `from`, ");
        line_time(&line, leg->from);
        return STATUS_INCONSISTENT;
    }
    if (message_has(leg->present, LEG_UNTIL) && leg->until <= leg->from) {
        struct line line = refuse_at(refusal, STATUS_INCONSISTENT, "legs", index, "until");
        line_time(&line, leg->until);
        line_string(&line, " is not after `from`, ");
        line_time(&line, leg->from);
        return STATUS_INCONSISTENT;
    }
    return STATUS_OK;
}

static enum status check_leg_size(const struct leg *leg, uint32_t index, uint8_t instrument, struct refusal *refusal)
{
    bool value = message_has(leg->present, LEG_VALUE), unit = message_has(leg->present, LEG_UNIT);
    if (!value && !unit)
        return STATUS_OK;
    if (!value || !unit) {
        struct line line = refuse_at(refusal, STATUS_MISSING_FIELD, "legs", index, value ? "unit" : "value");
        line_string(&line, value ? "absent; a value needs its unit" : "absent; a unit needs its value");
        return STATUS_MISSING_FIELD;
    }
    if (whole_exceeded(leg->value, leg->unit))
        return above_one(refuse_at(refusal, STATUS_OUT_OF_RANGE, "legs", index, "value"), leg->value, leg->unit);
    if ((known_units[instrument] >> leg->unit) & 1)
        return STATUS_OK;
    struct line line = refuse_at(refusal, STATUS_INCONSISTENT, "legs", index, "unit");
    line_quoted(&line, text_of(measure_unit_names[leg->unit]));
    line_string(&line, " does not measure ");
    line_string(&line, instrument_names[instrument]);
    line_string(&line, "; allowed:");
    for (uint32_t i = 0; i < MEASURE_UNITS; i++)
        if ((known_units[instrument] >> i) & 1) {
            line_char(&line, ' ');
            line_string(&line, measure_unit_names[i]);
        }
    return STATUS_INCONSISTENT;
}

static enum status check_policy(const struct event *event, struct refusal *refusal)
{
    const struct policy_event *policy = &event->policy;
    if (policy->materials_count == 0)
        return refuse_because(refusal, STATUS_MISSING_FIELD, TEXT("materials"),
                              "empty; a measure acts on at least one material");
    if (policy->origins_count == 0)
        return refuse_because(refusal, STATUS_MISSING_FIELD, TEXT("origins"),
                              "empty; name at least one country, or ALL");
    for (uint32_t i = 0; i < policy->legs_count; i++) {
        const struct leg *leg = &policy->legs[i];
        uint8_t instrument = message_has(leg->present, LEG_INSTRUMENT) ? leg->instrument : policy->instrument;
        enum status status = check_leg_times(leg, i, refusal);
        if (status == STATUS_OK)
            status = check_leg_size(leg, i, instrument, refusal);
        if (status != STATUS_OK)
            return status;
    }
    enum status status = check_quantity(&policy->claimed, "claimed.value", refusal);
    return status == STATUS_OK ? check_quantity(&policy->observed, "observed.value", refusal) : status;
}

/* ---- baseline ------------------------------------------------------------------- */

/* What each table needs of the event and of its rows. */
static const struct table_form {
    enum table_unit unit;
    bool material, region;
    uint32_t rows_most;
    uint64_t row_needs;
    double low, high; /* of `value` */
} forms[TABLES] = {
#define ROW_BIT(name) (UINT64_C(1) << TABLE_ROW_##name)
    [TABLE_SUPPLY]     = {TABLE_UNIT_T_YR, true, true, LIMIT_SUPPLIERS, ROW_BIT(SUPPLIER) | ROW_BIT(QUANTITY),
                          -NUMBER_MOST, NUMBER_MOST},
    [TABLE_GOVERNANCE] = {TABLE_UNIT_WGI, false, false, LIMIT_TABLE_ROWS, ROW_BIT(COUNTRY) | ROW_BIT(VALUE), -2.5, 2.5},
    [TABLE_RELIANCE]   = {TABLE_UNIT_SHARE, true, false, LIMIT_TABLE_ROWS, ROW_BIT(COUNTRY) | ROW_BIT(VALUE), 0, 1},
    [TABLE_STOCKS]     = {TABLE_UNIT_T, true, false, LIMIT_TABLE_ROWS, ROW_BIT(COUNTRY) | ROW_BIT(VALUE), 0,
                          NUMBER_MOST},
#undef ROW_BIT
};

static enum status check_row(const struct baseline_event *baseline, uint32_t index, struct refusal *refusal)
{
    const struct table_form *form = &forms[baseline->table];
    const struct table_row *row = &baseline->rows[index];
    uint64_t lacks = form->row_needs & ~row->present;
    if (lacks != 0) {
        const char *name = table_row_rows.fields[__builtin_ctzll(lacks)].name;
        struct line line = refuse_at(refusal, STATUS_MISSING_FIELD, "rows", index, name);
        line_string(&line, "absent; required in a row of ");
        line_string(&line, table_names[baseline->table]);
        return STATUS_MISSING_FIELD;
    }
    if (row->value >= form->low && row->value <= form->high)
        return STATUS_OK;
    struct line line = refuse_at(refusal, STATUS_OUT_OF_RANGE, "rows", index, "value");
    bool below = row->value < form->low;
    line_number(&line, row->value);
    line_string(&line, below ? " is below " : " is above ");
    line_number(&line, below ? form->low : form->high);
    return STATUS_OUT_OF_RANGE;
}

static enum status check_baseline(const struct event *event, struct refusal *refusal)
{
    const struct baseline_event *baseline = &event->baseline;
    const struct table_form *form = &forms[baseline->table];
    if (form->material && !message_has(event->present, BASELINE_HAS_MATERIAL))
        return absent(refusal, "material", table_names[baseline->table]);
    if (form->region && !message_has(event->present, BASELINE_HAS_REGION))
        return absent(refusal, "region", table_names[baseline->table]);
    if (baseline->unit != form->unit) {
        struct line line = refuse(refusal, STATUS_INCONSISTENT, TEXT("unit"));
        line_quoted(&line, text_of(table_unit_names[baseline->unit]));
        line_string(&line, " where a table of ");
        line_string(&line, table_names[baseline->table]);
        line_string(&line, " has ");
        line_string(&line, table_unit_names[form->unit]);
        return STATUS_INCONSISTENT;
    }
    if (baseline->rows_count > form->rows_most) {
        struct line line = refuse(refusal, STATUS_TOO_MANY, TEXT("rows"));
        line_uint(&line, baseline->rows_count);
        line_string(&line, " items; at most ");
        line_uint(&line, form->rows_most);
        return STATUS_TOO_MANY;
    }
    for (uint32_t i = 0; i < baseline->rows_count; i++) {
        enum status status = check_row(baseline, i, refusal);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* ---- operator --------------------------------------------------------------------- */

static enum status check_operator(const struct event *event, struct refusal *refusal)
{
    bool alert = message_has(event->present, OPERATOR_HAS_ALERT);
    if (alert != message_has(event->present, OPERATOR_HAS_PREFIX))
        return STATUS_OK;
    if (alert)
        return refuse_because(refusal, STATUS_INCONSISTENT, TEXT("alert"),
                              "stands beside `prefix`; give one of the two");
    return refuse_because(refusal, STATUS_MISSING_FIELD, TEXT("alert"), "absent, and so is `prefix`; give one");
}

enum status event_check(const struct event *event, struct refusal *refusal)
{
    switch ((enum event_type)event->type) {
    case EVENT_POLICY:
        return check_policy(event, refusal);
    case EVENT_BASELINE:
        return check_baseline(event, refusal);
    case EVENT_ACKNOWLEDGE:
    case EVENT_SILENCE:
        return check_operator(event, refusal);
    case EVENT_PRICE:
    case EVENT_NEWS:
    case EVENT_STATUS:
    case EVENT_TYPES:
        break;
    }
    return STATUS_OK;
}

#include "tests/support/random_world.h"

/* The words of supply_words.h for what dice have thrown. */

static void print_country(FILE *out, country code)
{
    char name[4];
    country_name(code, name);
    fprintf(out, "\"%s\"", name);
}

static void print_day(FILE *out, const char *word, int64_t t)
{
    char day[32];
    struct line line = line_on(day, sizeof day);
    line_day(&line, t / DAY_NS);
    fprintf(out, ", %s(\"%s\")", word, day);
}

static void print_row(FILE *out, const struct table_row *row)
{
    if (message_has(row->present, TABLE_ROW_COUNTRY)) {
        fprintf(out, "    stability(");
        print_country(out, row->country);
        fprintf(out, ", %.17g);\n", row->value);
        return;
    }
    fprintf(out, "    supplies(");
    print_country(out, row->supplier);
    fprintf(out, ", %.17g)", row->quantity);
    if (message_has(row->present, TABLE_ROW_ORIGIN)) {
        fprintf(out, ", mined_in(");
        print_country(out, row->origin);
        fprintf(out, ")");
    }
    if (message_has(row->present, TABLE_ROW_SPARE))
        fprintf(out, ", spare(%.17g)", row->spare);
    if (message_has(row->present, TABLE_ROW_CAPACITY))
        fprintf(out, ", capacity(%.17g)", row->capacity);
    fprintf(out, ";\n");
}

static void print_table(FILE *out, const struct event *event)
{
    const struct baseline_event *baseline = &event->baseline;
    if (baseline->table == TABLE_GOVERNANCE)
        fprintf(out, "governance()");
    else
        fprintf(out, "table(\"%.*s\", \"%.*s\")", (int)baseline->material.size, baseline->material.at,
                (int)baseline->region.size, baseline->region.at);
    print_day(out, "as_of", baseline->vintage * DAY_NS);
    fprintf(out, ";\n");
    for (uint32_t i = 0; i < baseline->rows_count; i++)
        print_row(out, &baseline->rows[i]);
}

static const char *const status_words[POLICY_STATUSES] = {
#define X(code, name) [POLICY_##code] = "POLICY_" #code,
    POLICY_STATUS_NAMES(X)
#undef X
};
static const char *const instrument_words[INSTRUMENTS] = {
#define X(code, name) [INSTRUMENT_##code] = "INSTRUMENT_" #code,
    INSTRUMENT_NAMES(X)
#undef X
};
static const char *const unit_words[MEASURE_UNITS] = {
#define X(code, name) [MEASURE_##code] = "MEASURE_" #code,
    MEASURE_UNIT_NAMES(X)
#undef X
};

static void print_leg(FILE *out, const struct leg *leg, bool first)
{
    fprintf(out, "\n   ");
    if (!message_has(leg->present, LEG_VALUE))
        fprintf(out, first ? "" : " /* another leg, without value */");
    else
        fprintf(out, " %s(%.17g, %s)", first ? ", valued" : ", then", leg->value, unit_words[leg->unit]);
    if (message_has(leg->present, LEG_INSTRUMENT))
        fprintf(out, ", by_way_of(%s)", instrument_words[leg->instrument]);
    if (message_has(leg->present, LEG_FROM))
        print_day(out, "starting", leg->from);
    if (message_has(leg->present, LEG_FULL))
        print_day(out, "full_by", leg->full);
    if (message_has(leg->present, LEG_UNTIL))
        print_day(out, "until", leg->until);
}

static void print_measure(FILE *out, const struct event *event)
{
    const struct policy_event *policy = &event->policy;
    fprintf(out, "measure(%s, ", instrument_words[policy->instrument]);
    print_country(out, policy->implementer);
    fprintf(out, ", ");
    print_country(out, policy->origins[0]);
    fprintf(out, "), named(\"%.*s\")", (int)policy->policy.size, policy->policy.at);
    for (uint32_t i = 1; i < policy->origins_count; i++) {
        fprintf(out, ", also_from(");
        print_country(out, policy->origins[i]);
        fprintf(out, ")");
    }
    for (uint32_t i = 0; i < policy->targets_count; i++)
        fprintf(out, ", towards(\"%.*s\")", (int)policy->targets[i].size, policy->targets[i].at);
    for (uint32_t i = 0; i < policy->except_count; i++)
        fprintf(out, ", except_for(\"%.*s\")", (int)policy->except[i].size, policy->except[i].at);
    fprintf(out, ", with_status(%s)", status_words[policy->status]);
    if (message_has(event->present, POLICY_HAS_PROBABILITY))
        fprintf(out, ", believed(%.17g)", policy->probability);
    if (message_has(event->present, POLICY_HAS_OBSERVED))
        fprintf(out, ", observed(%.17g)", policy->observed.value);
    if (message_has(event->present, POLICY_HAS_UNTIL))
        print_day(out, "ending_on", policy->until);
    for (uint32_t i = 0; i < policy->legs_count; i++)
        print_leg(out, &policy->legs[i], i == 0);
    print_day(out, "/* said on */ today", event->time);
    fprintf(out, ";\n");
}

void random_world_print(const struct random_world *world, FILE *out)
{
    fprintf(out, "new_world(\"%s\");\n", RANDOM_TODAY);
    for (uint32_t i = 0; i < world->tables; i++)
        print_table(out, &world->table[i]);
    for (uint32_t i = 0; i < world->measures; i++)
        print_measure(out, &world->measure[i]);
    print_measure(out, &world->subject);
}

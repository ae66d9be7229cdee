#include "engine/composite.h"

#include "engine/curve.h"

#include <string.h>

struct weights { double group[GROUPS], present[GROUPS], groups_present; };

static bool counts(const struct quote *quote, bool young)
{
    return quote->present && quote->state != VALUE_UNKNOWN && (young || !quote->young);
}

static struct weights weigh(const struct settings *settings, const struct standing *standing, bool young)
{
    struct weights weights = {{0}, {0}, 0};
    for (uint32_t i = 0; i < indicator_table_count; i++) {
        const struct indicator_row *row = indicator_table[i];
        weights.group[row->group] += settings->weight[row->name];
        if (counts(&standing->quote[row->name], young))
            weights.present[row->group] += settings->weight[row->name];
    }
    for (unsigned group = 0; group < GROUPS; group++)
        if (weights.present[group] > 0)
            weights.groups_present += weights.group[group];
    return weights;
}

static void contribute(const struct settings *settings, struct standing *standing, const struct weights *weights,
                       bool young)
{
    for (uint32_t i = 0; i < indicator_table_count; i++) {
        const struct indicator_row *row = indicator_table[i];
        const struct quote *quote = &standing->quote[row->name];
        if (!counts(quote, young) || settings->weight[row->name] <= 0)
            continue;
        double weight = settings->weight[row->name] * weights->group[row->group] / weights->present[row->group] /
                        weights->groups_present;
        struct contribution *part = &standing->part[standing->parts++];
        part->present = 0xf;
        part->name = (uint8_t)row->name;
        part->x = micro_round(quote->x);
        part->weight = micro_round(weight);
        part->points = micro_of(100 * weight * quote->x);
        standing->composite += part->points;
    }
}

static void judge_state(const struct settings *settings, struct standing *standing)
{
    standing->state = VALUE_OK;
    if (standing->coverage < settings->indicative_coverage) {
        standing->state = VALUE_INDICATIVE;
        standing->reason = REASON_COVERAGE;
        return;
    }
    for (uint32_t i = 0; i < indicator_table_count; i++) {
        const struct quote *quote = &standing->quote[indicator_table[i]->name];
        if (!quote->present || quote->state == VALUE_OK)
            continue;
        standing->state = VALUE_INDICATIVE;
        standing->reason = quote->reason;
        return;
    }
}

static bool any_young(const struct standing *standing)
{
    bool any = false;
    for (unsigned name = 0; name < INDICATORS; name++)
        any |= standing->quote[name].present && standing->quote[name].young;
    return any;
}

static void read_table(const struct outlook *outlook, enum reads from, struct standing *standing)
{
    for (uint32_t i = 0; i < indicator_table_count; i++) {
        const struct indicator_row *row = indicator_table[i];
        if (row->from != from)
            continue;
        standing->quote[row->name] = (struct quote){0};
        row->read(outlook, &standing->quote[row->name]);
    }
}

static void weigh_with(const struct settings *settings, const struct supply_table *table, bool young,
                       struct standing *standing)
{
    struct outlook outlook = {.settings = settings, .table = table, .quotes = standing->quote, .young = young};
    standing->parts = 0;
    standing->composite = 0;
    standing->reason = REASON_NONE;
    read_table(&outlook, FROM_QUOTES, standing);
    struct weights weights = weigh(settings, standing, young);
    standing->known = table->known && weights.groups_present > 0;
    if (!standing->known)
        return;
    contribute(settings, standing, &weights, young);
    standing->coverage = standing->quote[INDICATOR_COVERAGE].value;
    judge_state(settings, standing);
}

void standing_weigh(const struct settings *settings, const struct supply_table *table, struct standing *standing)
{
    weigh_with(settings, table, false, standing);
    if (!table->known || !any_young(standing))
        return;
    struct standing warned = *standing;
    weigh_with(settings, table, true, &warned);
    if (!standing->known || warned.composite > standing->composite)
        *standing = warned;
}

void standing_read(const struct outlook *outlook, struct standing *standing)
{
    struct outlook reading = *outlook;
    reading.quotes = standing->quote;
    read_table(&reading, FROM_MARKET, standing);
    read_table(&reading, FROM_NEWS, standing);
}

void standing_adopt(struct standing *standing, const struct standing *other)
{
    for (uint32_t i = 0; i < indicator_table_count; i++)
        if (indicator_table[i]->from == FROM_MARKET || indicator_table[i]->from == FROM_NEWS)
            standing->quote[indicator_table[i]->name] = other->quote[indicator_table[i]->name];
}

static void find_top(const struct balance *balance, struct standing *standing)
{
    double foreign = vector_foreign(&balance->delivered);
    for (uint32_t i = 0; foreign > 0 && i < balance->delivered.count; i++) {
        double share = balance->delivered.row[i].quantity_t / foreign;
        country supplier = balance->delivered.row[i].supplier;
        if (balance->delivered.row[i].own || supplier == COUNTRY_XX || share <= standing->top_share)
            continue;
        standing->top_share = share;
        standing->top = supplier;
    }
}

void standings_read(const struct view *view, struct standing *standings)
{
    struct balance balances[LIMIT_REGIONS];
    struct outlook outlooks[LIMIT_REGIONS];
    outlook_make(view, balances, outlooks);
    for (uint32_t r = 0; r < view->tables.settings->regions; r++) {
        memset(&standings[r], 0, sizeof standings[r]);
        if (!outlooks[r].table->known)
            continue;
        read_table(&outlooks[r], FROM_BALANCE, &standings[r]);
        find_top(&balances[r], &standings[r]);
    }
}

#include "consumers/ledger_text.h"

enum group { GROUP_ACTING, GROUP_FORWARD, GROUP_ENDED, GROUPS };

static const char *const group_titles[GROUPS] = {
    [GROUP_ACTING] = "measures",
    [GROUP_FORWARD] = "forward: no effect on any composite, now or at a horizon",
    [GROUP_ENDED] = "ended",
};

static enum group group_of(const struct board_measure *measure)
{
    switch ((enum policy_status)measure->status) {
    case POLICY_EXPIRED:
    case POLICY_REVOKED:
        return GROUP_ENDED;
    case POLICY_RUMOUR:
    case POLICY_PROPOSED:
    case POLICY_ANNOUNCED:
    case POLICY_ADOPTED:
    case POLICY_IN_FORCE:
    case POLICY_SUSPENDED:
    case POLICY_UNRESOLVED:
    case POLICY_STATUSES:
        break;
    }
    return measure->forward ? GROUP_FORWARD : GROUP_ACTING;
}

bool ledger_takes(const struct board_measure *measure, const struct names *names, const struct pair_filter *filter)
{
    for (uint32_t m = 0; m < names->materials_count; m++)
        for (uint32_t r = 0; (measure->materials >> m & 1) && r < names->regions_count; r++)
            if ((measure->regions >> r & 1) && pair_filter_takes(filter, names->materials[m], names->regions[r]))
                return true;
    return false;
}

static void write_names(struct page *page, uint32_t bits, const struct text *names, uint32_t count)
{
    bool first = true;
    for (uint32_t i = 0; i < count; i++) {
        if (!(bits >> i & 1))
            continue;
        page_string(page, first ? "" : " ");
        page_text(page, names[i]);
        first = false;
    }
}

static void write_leg(struct page *page, const struct board_measure *measure, const struct leg *leg)
{
    bool own = message_has(leg->present, LEG_INSTRUMENT);
    page_string(page, "    ");
    page_string(page, instrument_names[own ? leg->instrument : measure->instrument]);
    if (message_has(leg->present, LEG_VALUE)) {
        page_string(page, " ");
        line_number(&page->line, leg->value);
    }
    if (message_has(leg->present, LEG_UNIT)) {
        page_string(page, " ");
        page_string(page, measure_unit_names[leg->unit]);
    }
    if (message_has(leg->present, LEG_FROM)) {
        page_string(page, " from ");
        page_day(page, leg->from);
    }
    if (message_has(leg->present, LEG_FULL)) {
        page_string(page, ", full from ");
        page_day(page, leg->full);
    }
    if (message_has(leg->present, LEG_UNTIL)) {
        page_string(page, " until ");
        page_day(page, leg->until);
    }
    page_string(page, "\n");
}

static void write_measure(struct page *page, const struct board_measure *measure, const struct names *names)
{
    page_string(page, "  ");
    page_paint(page, PAINT_STRONG);
    page_text(page, measure->policy);
    page_plain(page);
    page_string(page, "  ");
    page_string(page, policy_status_names[measure->status]);
    page_string(page, ", p ");
    line_number(&page->line, measure->probability);
    page_string(page, "  ");
    write_names(page, measure->materials, names->materials, names->materials_count);
    page_string(page, " into ");
    write_names(page, measure->regions, names->regions, names->regions_count);
    page_string(page, "\n");
    if (measure->title.size > 0) {
        page_wrap(page, measure->title, 4);
        page_string(page, "\n");
    }
    for (uint32_t i = 0; i < measure->legs_count; i++)
        write_leg(page, measure, &measure->legs[i]);
    page_string(page, "    ");
    page_paint(page, PAINT_FAINT);
    page_text(page, measure->source);
    page_string(page, " ");
    page_text(page, measure->id);
    page_string(page, " (offset ");
    line_int(&page->line, (int64_t)measure->offset);
    page_string(page, ")");
    page_plain(page);
    page_string(page, "\n");
}

void ledger_text(struct page *page, const struct board_parts *parts, const struct pair_filter *filter)
{
    for (unsigned group = 0; group < GROUPS; group++) {
        uint32_t shown = 0;
        for (uint32_t i = 0; i < parts->measures_count; i++) {
            const struct board_measure *measure = &parts->measures[i];
            if (group_of(measure) != group || !ledger_takes(measure, &parts->names, filter))
                continue;
            if (shown++ == 0) {
                page_painted(page, PAINT_FAINT, group_titles[group]);
                page_string(page, "\n");
            }
            write_measure(page, measure, &parts->names);
        }
        page_string(page, shown > 0 ? "\n" : "");
    }
}

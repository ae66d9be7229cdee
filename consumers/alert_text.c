#include "consumers/alert_text.h"

#define POINT        1000000.0 /* micro-points in a point of the composite */
#define LABEL_WIDTH  11
#define CAUSES_SHOWN 6u        /* the rest is counted: beyond it nobody reads at night */
#define PARTS_SHOWN  4u

/* What `value`, `before` and `threshold` of an alert are, by its kind. */
static const struct { const char *label; unsigned decimals; } numbers[ALERT_KINDS] = {
    [ALERT_KIND_LEVEL]      = {"composite", 2},
    [ALERT_KIND_DELTA]      = {"change", 2},
    [ALERT_KIND_JUMP]       = {"z", 2},
    [ALERT_KIND_STATE]      = {"composite", 2},
    [ALERT_KIND_SHARE]      = {"top share", 3},
    [ALERT_KIND_GAP]        = {"gap, x", 3},
    [ALERT_KIND_DIVERGENCE] = {"gap, x", 3},
    [ALERT_KIND_RELIEF]     = {"composite", 2},
    [ALERT_KIND_DATA]       = {"ratio", 2},
};

static void begin(struct page *page, const char *label)
{
    page_string(page, "  ");
    size_t start = page->line.used;
    page_painted(page, PAINT_FAINT, label);
    page_fill(page, start, LABEL_WIDTH);
}

static void end(struct page *page)
{
    page_string(page, "\n");
}

static void signed_points(struct page *page, double points, unsigned decimals)
{
    char digits[64];
    struct page number = page_on(digits, sizeof digits, false);
    page_number(&number, points, decimals, 0);
    page_string(page, digits[strspn(digits, "0.")] == '\0' || points < 0 ? "" : "+");
    page_string(page, digits);
}

/* ---- the head ------------------------------------------------------------------ */

static enum paint paint_of(const struct alert_output *alert)
{
    if (alert->state == ALERT_RESOLVED || alert->kind == ALERT_KIND_RELIEF)
        return PAINT_RELIEF;
    if (alert->state == ALERT_PENDING)
        return PAINT_FAINT;
    return (enum paint)(PAINT_INFO + alert->severity);
}

static void write_severity(struct page *page, const struct alert_output *alert)
{
    char capitals[16] = "";
    const char *name = severity_names[alert->severity];
    for (size_t i = 0; name[i] != '\0' && i + 1 < sizeof capitals; i++)
        capitals[i] = (char)(name[i] - 'a' + 'A');
    size_t start = page->line.used;
    page_painted(page, paint_of(alert), capitals);
    page_fill(page, start, sizeof "CRITICAL" - 1 + 2);
}

static void write_head(struct page *page, const struct alert_output *alert)
{
    page_time(page, alert->time);
    page_string(page, "  ");
    write_severity(page, alert);
    page_paint(page, PAINT_STRONG);
    page_text(page, alert->material);
    page_string(page, "/");
    page_text(page, alert->region);
    page_plain(page);
    page_string(page, "  ");
    page_string(page, alert_kind_names[alert->kind]);
    if (alert->state != ALERT_FIRING) {
        page_string(page, ", ");
        page_painted(page, paint_of(alert), alert_state_names[alert->state]);
    }
    end(page);
}

/* ---- the body ------------------------------------------------------------------ */

static void write_value(struct page *page, const struct alert_output *alert)
{
    unsigned decimals = numbers[alert->kind].decimals;
    if (!message_has(alert->present, ALERT_HAS_VALUE))
        return;
    begin(page, numbers[alert->kind].label);
    page_number(page, alert->value, decimals, 0);
    if (message_has(alert->present, ALERT_HAS_BEFORE)) {
        page_string(page, ", was ");
        page_number(page, alert->before, decimals, 0);
        page_string(page, " (");
        signed_points(page, alert->value - alert->before, decimals);
        page_string(page, ")");
    }
    if (message_has(alert->present, ALERT_HAS_THRESHOLD)) {
        page_string(page, ", threshold ");
        page_number(page, alert->threshold, decimals, 0);
    }
    end(page);
}

static bool larger(const struct contribution *a, const struct contribution *b)
{
    return b == NULL || a->points > b->points;
}

static void write_part(struct page *page, const char *name, int64_t points, bool first)
{
    page_string(page, first ? "" : ", ");
    page_string(page, name);
    page_string(page, " ");
    page_number(page, (double)points / POINT, 2, 0);
}

void contributions_text(struct page *page, const struct contribution *contributions, uint32_t count, uint32_t most)
{
    bool told[INDICATORS] = {false};
    int64_t rest = 0;
    for (uint32_t i = 0; i < count; i++)
        rest += contributions[i].points;
    for (uint32_t round = 0; round < most && round < count; round++) {
        const struct contribution *best = NULL;
        for (uint32_t i = 0; i < count && i < INDICATORS; i++)
            if (!told[i] && contributions[i].points > 0 && larger(&contributions[i], best))
                best = &contributions[i];
        if (best == NULL)
            break;
        told[best - contributions] = true;
        write_part(page, indicator_names[best->name], best->points, round == 0);
        rest -= best->points;
    }
    if (rest >= POINT / 200 || rest <= -POINT / 200) /* what two decimals would show */
        write_part(page, "others", rest, false);
}

static void write_contributions(struct page *page, const struct alert_output *alert)
{
    if (alert->contributions_count == 0)
        return;
    begin(page, "made of");
    contributions_text(page, alert->contributions, alert->contributions_count, PARTS_SHOWN);
    end(page);
}

static void write_cause(struct page *page, const struct cause *cause, bool first)
{
    begin(page, first ? "because" : "");
    page_text(page, cause->source);
    page_string(page, " ");
    page_text(page, cause->id);
    if (message_has(cause->present, CAUSE_HAS_OFFSET)) {
        page_string(page, " (offset ");
        line_int(&page->line, (int64_t)cause->offset);
        page_string(page, ")");
    }
    if (message_has(cause->present, CAUSE_HAS_EFFECT)) {
        page_string(page, " ");
        signed_points(page, cause->effect, 2);
    }
    end(page);
}

static void write_causes(struct page *page, const struct alert_output *alert)
{
    uint32_t shown = alert->because_count < CAUSES_SHOWN ? alert->because_count : CAUSES_SHOWN;
    for (uint32_t i = 0; i < shown; i++)
        write_cause(page, &alert->because[i], i == 0);
    if (shown == alert->because_count)
        return;
    begin(page, "");
    page_string(page, "and ");
    line_int(&page->line, alert->because_count - shown);
    page_string(page, " more");
    end(page);
}

static void write_quantity(struct page *page, const char *label, const struct quantity *quantity)
{
    page_string(page, label);
    line_number(&page->line, quantity->value);
    page_string(page, " ");
    page_string(page, measure_unit_names[quantity->unit]);
}

static void write_measure(struct page *page, const struct measure_view *measure)
{
    page_text(page, measure->policy);
    page_string(page, " ");
    page_string(page, policy_status_names[measure->status]);
    if (measure->probability < 1) {
        page_string(page, " p ");
        line_number(&page->line, measure->probability);
    }
    if (message_has(measure->present, MEASURE_HAS_CLAIMED))
        write_quantity(page, ", claimed ", &measure->claimed);
    if (message_has(measure->present, MEASURE_HAS_OBSERVED))
        write_quantity(page, ", observed ", &measure->observed);
}

static void write_measures(struct page *page, const struct alert_output *alert)
{
    uint32_t shown = alert->measures_count < CAUSES_SHOWN ? alert->measures_count : CAUSES_SHOWN;
    if (shown == 0)
        return;
    begin(page, "measures");
    for (uint32_t i = 0; i < shown; i++) {
        page_string(page, i > 0 ? "; " : "");
        write_measure(page, &alert->measures[i]);
    }
    end(page);
}

static void write_reading(struct page *page, const struct reading *reading)
{
    page_string(page, indicator_names[reading->name]);
    page_string(page, " ");
    page_number(page, reading->value, reading->name == INDICATOR_COMPOSITE ? 2 : 3, 0);
}

/* The composite first, then what is not nothing. */
static void write_if_true(struct page *page, const struct alert_output *alert)
{
    bool first = true;
    if (alert->if_true_count == 0)
        return;
    begin(page, "if true");
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < alert->if_true_count; i++) {
            const struct reading *reading = &alert->if_true[i];
            bool composite = reading->name == INDICATOR_COMPOSITE;
            if (composite != (round == 0) || (!composite && reading->value == 0))
                continue;
            page_string(page, first ? "" : ", ");
            write_reading(page, reading);
            first = false;
        }
    end(page);
}

/* "coverage 48 % of the channels' weight; figures indicative: estimate" */
static void write_trust(struct page *page, const struct alert_output *alert)
{
    bool coverage = message_has(alert->present, ALERT_HAS_COVERAGE);
    bool figures = message_has(alert->present, ALERT_HAS_FIGURES) && alert->figures != VALUE_OK;
    if (!coverage && !figures)
        return;
    begin(page, "trust");
    if (coverage) {
        page_string(page, "coverage ");
        page_number(page, 100 * alert->coverage, 0, 0);
        page_string(page, " % of the channels' weight");
    }
    if (figures) {
        page_string(page, coverage ? "; figures " : "figures ");
        page_string(page, value_state_names[alert->figures]);
        page_string(page, alert->figures_reason.size > 0 ? ": " : "");
        page_text(page, alert->figures_reason);
    }
    end(page);
}

/* ---- what operators say, and how to say it ------------------------------------- */

static void write_note(struct page *page, const char *label, const struct note *note)
{
    begin(page, label);
    page_text(page, note->author);
    if (message_has(note->present, NOTE_HAS_UNTIL)) {
        page_string(page, " until ");
        page_time(page, note->until);
    }
    page_string(page, ": ");
    page_text(page, note->comment);
    end(page);
}

static void write_notes(struct page *page, const struct alert_output *alert)
{
    if (message_has(alert->present, ALERT_HAS_ACKNOWLEDGED))
        write_note(page, "acked by", &alert->acknowledged);
    if (message_has(alert->present, ALERT_HAS_SILENCED))
        write_note(page, "silenced", &alert->silenced);
}

/* By this name `orewatch acknowledge` and `silence` know it. */
static void write_identity(struct page *page, const struct alert_output *alert)
{
    if (alert->id.size == 0)
        return;
    begin(page, "alert");
    page_text(page, alert->id);
    page_string(page, ", transition ");
    line_uint(&page->line, alert->transition);
    if (alert->rule.size > 0) {
        page_string(page, ", rule ");
        page_text(page, alert->rule);
    }
    end(page);
}

void alert_text(struct page *page, const struct alert_output *alert)
{
    write_head(page, alert);
    if (alert->reason.size > 0) {
        page_wrap(page, alert->reason, 2);
        end(page);
    }
    write_value(page, alert);
    if (alert->state == ALERT_RESOLVED || alert->state == ALERT_PENDING) { /* it is explained when it fires */
        if (alert->because_count > 0)
            write_cause(page, &alert->because[0], true);
        write_notes(page, alert);
        if (alert->state == ALERT_PENDING)
            write_identity(page, alert);
        return;
    }
    write_contributions(page, alert);
    write_causes(page, alert);
    write_measures(page, alert);
    write_if_true(page, alert);
    write_trust(page, alert);
    write_notes(page, alert);
    write_identity(page, alert);
}

void indicator_text(struct page *page, const struct indicator_output *indicator)
{
    page_time(page, indicator->time);
    page_string(page, "  ");
    page_text(page, indicator->material);
    page_string(page, "/");
    page_text(page, indicator->region);
    page_string(page, "  ");
    page_string(page, indicator_names[indicator->name]);
    if (message_has(indicator->present, INDICATOR_HAS_VALUE)) {
        page_string(page, " ");
        page_number(page, indicator->value, indicator->name == INDICATOR_COMPOSITE ? 2 : 4, 0);
    }
    if (message_has(indicator->present, INDICATOR_HAS_X)) {
        page_string(page, "  x ");
        page_number(page, indicator->x, 3, 0);
    }
    if (indicator->state != VALUE_OK) {
        page_string(page, "  ");
        page_string(page, value_state_names[indicator->state]);
        page_string(page, indicator->reason.size > 0 ? ": " : "");
        page_text(page, indicator->reason);
    }
    end(page);
}

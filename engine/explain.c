#include "engine/explain.h"

static void say_title(const struct measure *measure, struct line *line)
{
    line_string(line, ": ");
    if (measure->title.size > 0)
        line_text(line, (struct text){measure->title.at, measure->title.size});
    else
        line_text(line, name_text(&measure->policy));
}

/* "leg 2, import_ban 1 share from 2026-02-26". */
static void say_leg(const struct measure *measure, uint32_t index, struct line *line)
{
    const struct leg_kept *leg = &measure->leg[index];
    line_string(line, "leg ");
    line_int(line, (int64_t)index + 1);
    line_string(line, ", ");
    line_string(line, instrument_names[leg->instrument]);
    if (leg->valued) {
        line_char(line, ' ');
        line_number(line, leg->value);
        line_char(line, ' ');
        line_string(line, measure_unit_names[leg->unit]);
    }
    if (message_has(leg->shown.present, LEG_FROM)) {
        line_string(line, " from ");
        line_day(line, leg->shown.from / DAY_NS);
    }
    if (message_has(leg->shown.present, LEG_UNTIL)) {
        line_string(line, " until ");
        line_day(line, leg->shown.until / DAY_NS);
    }
}

static void say_legs(const struct measure *measure, struct line *line)
{
    for (uint32_t i = 0; i < measure->legs; i++) {
        line_string(line, "; ");
        say_leg(measure, i, line);
    }
}

static void say_compared(const char *what, const struct notice *notice, const char *with, struct line *line)
{
    line_string(line, what);
    line_number(line, notice->number);
    line_string(line, with);
    line_number(line, notice->basis);
    line_string(line, " (");
    line_number(line, notice->basis > 0 ? notice->number / notice->basis : 0);
    line_string(line, " times)");
}

static void say_band(const struct engine *engine, const struct notice *notice, struct line *line)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    line_string(line, "composite is in the band ");
    line_string(line, alert->severity == SEVERITY_INFO ? "normal" : severity_names[alert->severity]);
    line_string(line, alert->state == ALERT_RESOLVED ? ", below the clear threshold for the dwell"
                                                     : ", past the threshold for the dwell");
}

void explain(const struct engine *engine, const struct notice *notice, struct line *line)
{
    static const struct measure nobody;
    const struct measure *measure =
        notice->policy == NO_INDEX ? &nobody : ledger_last_word(&engine->ledger, notice->policy);
    switch ((enum say)notice->say) {
    case SAY_STATUS:
        line_string(line, policy_status_names[measure->status]);
        say_title(measure, line);
        say_legs(measure, line);
        return;
    case SAY_WITHDRAWN:
        line_string(line, "withdrawn");
        say_title(measure, line);
        return;
    case SAY_LEG_BEGINS:
    case SAY_LEG_ENDS:
        if (notice->leg != NO_INDEX)
            say_leg(measure, notice->leg, line);
        line_string(line, notice->say == SAY_LEG_BEGINS ? ", begins" : ", ends");
        say_title(measure, line);
        return;
    case SAY_ENDS:
        line_string(line, "ends by its date");
        say_title(measure, line);
        return;
    case SAY_SUNSET_30:
        line_string(line, "ends in 30 days");
        say_title(measure, line);
        return;
    case SAY_SUNSET_7:
        line_string(line, "ends in 7 days");
        say_title(measure, line);
        return;
    case SAY_SUNSET_1:
        line_string(line, "ends in 1 day");
        say_title(measure, line);
        return;
    case SAY_CLAIM:
        say_compared("claimed ", notice, " against observed ", line);
        line_char(line, ' ');
        line_string(line, measure_unit_names[measure->claimed.unit]);
        say_title(measure, line);
        return;
    case SAY_SCOPE:
        say_compared("quota allows ", notice, " t/yr against a lane of ", line);
        line_string(line, " t/yr: another scope; nothing is cut");
        say_title(measure, line);
        return;
    case SAY_UNRESOLVED:
        line_string(line, "its date passed without a word: taken as half believed");
        say_title(measure, line);
        return;
    case SAY_DISSENT:
        line_string(line, "sources contradict each other; the best tier, then the latest word counts");
        say_title(measure, line);
        return;
    case SAY_BAND:
        say_band(engine, notice, line);
        return;
    case SAY_GAP:
        line_string(line, "unreplaced loss has crossed its threshold");
        return;
    case SAY_EXPIRED:
        line_string(line, "expired");
        return;
    case SAY_ACKNOWLEDGED:
        line_string(line, "acknowledged");
        return;
    case SAY_CLEARED:
        line_string(line, "fresh data meet the clear threshold");
        return;
    }
}

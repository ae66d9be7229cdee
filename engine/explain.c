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

/* What is said in the same words each time, with the measure's title or alone. */
static const struct { const char *words; bool titled; } sentences[] = {
    [SAY_WITHDRAWN] = {"withdrawn", true},
    [SAY_ENDS] = {"ends by its date", true},
    [SAY_SUNSET_30] = {"ends in 30 days", true},
    [SAY_SUNSET_7] = {"ends in 7 days", true},
    [SAY_SUNSET_1] = {"ends in 1 day", true},
    [SAY_UNRESOLVED] = {"its date passed without a word: taken as half believed", true},
    [SAY_DISSENT] = {"sources contradict each other; the best tier, then the latest word counts", true},
    [SAY_GAP] = {"unreplaced loss has crossed its threshold", false},
    [SAY_EXPIRED] = {"expired", false},
    [SAY_CLEARED] = {"fresh data meet the clear threshold", false},
    [SAY_ACKNOWLEDGED] = {"acknowledged", false},
};

static void say_claim(const struct measure *measure, const struct notice *notice, struct line *line)
{
    say_compared("claimed ", notice, " against observed ", line);
    line_char(line, ' ');
    line_string(line, measure_unit_names[measure->claimed.unit]);
    say_title(measure, line);
}

static void say_scope(const struct measure *measure, const struct notice *notice, struct line *line)
{
    say_compared("quota allows ", notice, " t/yr against a lane of ", line);
    line_string(line, " t/yr: another scope; nothing is cut");
    say_title(measure, line);
}

void explain(const struct engine *engine, const struct notice *notice, struct line *line)
{
    static const struct measure nobody;
    const struct measure *measure =
        notice->policy == NO_INDEX ? &nobody : ledger_last_word(&engine->ledger, notice->policy);
    if (notice->say == SAY_STATUS) {
        line_string(line, policy_status_names[measure->status]);
        say_title(measure, line);
        say_legs(measure, line);
    } else if (notice->say == SAY_LEG_BEGINS || notice->say == SAY_LEG_ENDS) {
        if (notice->leg != NO_INDEX)
            say_leg(measure, notice->leg, line);
        line_string(line, notice->say == SAY_LEG_BEGINS ? ", begins" : ", ends");
        say_title(measure, line);
    } else if (notice->say == SAY_CLAIM) {
        say_claim(measure, notice, line);
    } else if (notice->say == SAY_SCOPE) {
        say_scope(measure, notice, line);
    } else if (notice->say == SAY_BAND) {
        say_band(engine, notice, line);
    } else {
        line_string(line, sentences[notice->say].words);
        if (sentences[notice->say].titled)
            say_title(measure, line);
    }
}

#include "engine/explain.h"

static void say_title(const struct measure *measure, struct line *line)
{
    line_string(line, ": ");
    if (measure->title.size > 0)
        line_text(line, (struct text){measure->title.at, measure->title.size});
    else
        line_text(line, name_text(&measure->policy));
}

/* In the largest unit that says it exactly: 30m, 24h, 7d. */
static void say_duration(int64_t ns, struct line *line)
{
    static const struct { int64_t size; const char *name; } units[] = {
        {DAY_NS, "d"}, {HOUR_NS, "h"}, {MINUTE_NS, "m"}, {SECOND_NS, "s"}, {1, "ns"},
    };
    for (unsigned i = 0; i < sizeof units / sizeof units[0]; i++)
        if (ns % units[i].size == 0) {
            line_int(line, ns / units[i].size);
            line_string(line, units[i].name);
            return;
        }
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
    line_string(line, alert->life.state == ALERT_RESOLVED || alert->life.severity == SEVERITY_INFO
                          ? "normal"
                          : severity_names[alert->life.severity]);
}

/* "composite rose by 9.1 points within 24h, from 20.1 to 29.2". */
static void say_delta(const struct engine *engine, const struct notice *notice, struct line *line)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    const struct rule_kept *rule = rulebook_named(&engine->rulebook, &alert->rule);
    double change = notice->basis - notice->number;
    line_string(line, alert->cause == CAUSE_RISE ? "composite rose by " : "composite fell by ");
    line_number(line, micro_round(change < 0 ? -change : change));
    line_string(line, " points");
    if (rule != NULL) {
        line_string(line, " within ");
        say_duration(rule->window, line);
    }
    line_string(line, ", from ");
    line_number(line, micro_round(notice->number));
    line_string(line, " to ");
    line_number(line, micro_round(notice->basis));
}

static void say_share(const struct engine *engine, const struct notice *notice, struct line *line)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    char name[3];
    country_name((country)notice->number, name);
    line_string(line, name);
    line_string(line, " alone delivers ");
    line_number(line, micro_round(notice->basis));
    line_string(line, engine->settings.region[alert->region].world ? " of the world's output"
                                                                    : " of what comes from abroad");
}

static void say_calm(const struct notice *notice, struct line *line)
{
    line_string(line, "unreplaced loss (x ");
    line_number(line, micro_round(notice->basis));
    line_string(line, "), and prices are calm: the last bars moved by ");
    line_number(line, micro_round(notice->number));
    line_string(line, " times their spread at most");
}

static void say_untold(const struct engine *engine, const struct notice *notice, struct line *line)
{
    line_text(line, name_text(&engine->alerts.alert[notice->alert].name));
    line_string(line, " moved by ");
    line_number(line, micro_round(notice->number));
    line_string(line, " times its spread, and nothing was heard of the material in the ");
    line_number(line, notice->basis);
    line_string(line, " hours before, or since");
}

static void say_health(const struct engine *engine, const struct notice *notice, struct line *line)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    const struct health_kept *health = health_of(&engine->healths, &alert->name);
    line_text(line, name_text(&alert->name));
    if (health == NULL)
        return;
    line_string(line, " says it is ");
    line_string(line, health_names[health->health]);
    line_string(line, ": ");
    line_text(line, (struct text){health->reason, health->reason_size});
    if (health->text_size > 0) {
        line_string(line, "; ");
        line_text(line, (struct text){health->text, health->text_size});
    }
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

/* ---- prices ---------------------------------------------------------------------- */

static void say_price(const struct series_row *row, double value, struct line *line)
{
    line_number(line, value);
    line_char(line, ' ');
    line_string(line, price_unit_names[row->unit]);
}

/* Two decimals are all that a percentage or a z is worth. */
static void say_rough(double value, struct line *line)
{
    line_string(line, value > 0 ? "+" : "");
    line_number(line, (double)(int64_t)(value * 100 + (value < 0 ? -.5 : .5)) / 100);
}

static void say_jump(const struct series *series, const struct series_row *row, struct line *line)
{
    say_price(row, series->judged.value, line);
    line_string(line, ", ");
    say_rough(100 * (series->judged.value / series->from - 1), line);
    line_string(line, " % against the last close of ");
    line_number(line, series->from);
    line_string(line, ", z ");
    say_rough(series->z, line);
    line_string(line, series->judged_close ? "; the bar is closed" : "; the bar is open");
    if (series->judged_close && series->returns.jumped)
        line_string(line, ", a jump by the test of Lee and Mykland");
}

static void say_factor(const struct series *series, const struct series_row *row, struct line *line)
{
    bool below = series->factor < 1;
    say_price(row, series->trouble[TROUBLE_FACTOR].value, line);
    line_string(line, " is the last close of ");
    line_number(line, series->closed ? series->close.value : series->last.value);
    line_string(line, below ? " divided by " : " times ");
    line_number(line, below ? 1 / series->factor : series->factor);
    line_string(line, ": another unit or basis; set aside");
}

static void say_trouble(const struct engine *engine, const struct series *series, const struct series_row *row,
                        uint8_t say, struct line *line)
{
    const struct series_limits *limits = &engine->settings.limits;
    if (say == SAY_UNIT) {
        line_string(line, price_unit_names[series->trouble_unit]);
        line_string(line, " does not convert to ");
        line_string(line, price_unit_names[row->unit]);
        line_string(line, "; set aside");
    } else if (say == SAY_FROZEN) {
        line_string(line, "closed at ");
        say_price(row, series->close.value, line);
        line_string(line, " for ");
        line_int(line, limits->frozen_bars);
        line_string(line, " bars more: unchanged closes are no returns, what it said is held");
    } else {
        line_string(line, "no price since ");
        line_time(line, series->last.time);
        line_string(line, ": what it said is held");
    }
}

/* Of a price series; false when it is about none. */
static bool say_price_matter(const struct engine *engine, const struct notice *notice, struct line *line)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    uint32_t index = settings_series(&engine->settings, name_text(&alert->name));
    if (notice->say < SAY_JUMP || notice->say > SAY_PRICE_BACK || index == NO_INDEX)
        return false;
    const struct series *series = &engine->market.series[index];
    const struct series_row *row = &engine->settings.series_row[index];
    line_text(line, name_text(&row->name));
    line_string(line, ": ");
    if (notice->say == SAY_JUMP) {
        say_jump(series, row, line);
    } else if (notice->say == SAY_FACTOR) {
        say_factor(series, row, line);
    } else if (notice->say == SAY_REBASED) {
        line_string(line, "off by one factor for ");
        line_int(line, engine->settings.limits.rebase_bars);
        line_string(line, " bars: its new basis, without a return");
    } else if (notice->say == SAY_PRICE_BACK) {
        line_string(line, "as it should be again, at ");
        say_price(row, series->last.value, line);
    } else {
        say_trouble(engine, series, row, notice->say, line);
    }
    return true;
}

/* What it is about. */
static void say_matter(const struct engine *engine, const struct notice *notice, struct line *line)
{
    static const struct measure nobody;
    const struct measure *measure =
        notice->policy == NO_INDEX ? &nobody : ledger_last_word(&engine->ledger, notice->policy);
    if (say_price_matter(engine, notice, line))
        return;
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
    } else if (notice->say == SAY_DELTA) {
        say_delta(engine, notice, line);
    } else if (notice->say == SAY_SHARE) {
        say_share(engine, notice, line);
    } else if (notice->say == SAY_CALM) {
        say_calm(notice, line);
    } else if (notice->say == SAY_UNTOLD) {
        say_untold(engine, notice, line);
    } else if (notice->say == SAY_HEALTH) {
        say_health(engine, notice, line);
    } else {
        line_string(line, sentences[notice->say].words);
        if (sentences[notice->say].titled)
            say_title(measure, line);
    }
}

/* ---- how it came to be ----------------------------------------------------------- */

static void say_for(const char *before, int64_t duration, struct line *line)
{
    if (duration <= 0)
        return;
    line_string(line, before);
    say_duration(duration, line);
}

/* "; pending: fires if it lasts until 2025-02-24T12:30:00.000000000Z". */
static void say_pending(const struct alert *alert, const struct rule_kept *rule, struct line *line)
{
    int64_t due = alert->life.met[0] + rule->hold;
    line_string(line, "; pending: fires if it lasts until ");
    line_time(line, due > alert->life.quiet ? due : alert->life.quiet);
}

static void say_lost(const struct notice *notice, struct line *line)
{
    line_string(line, "unknown: ");
    if (notice->channel != INDICATORS) {
        line_string(line, indicator_names[notice->channel]);
        line_string(line, " is unknown, ");
    }
    line_string(line, notice->why);
    line_string(line, "; before that: ");
}

/* What it is now, where that can be said in words; else whose alert it was. */
static void say_clear(const struct engine *engine, const struct notice *notice, const struct rule_kept *rule,
                      struct line *line)
{
    bool passed = notice->turn == TURN_PASSES;
    if (notice->say == SAY_BAND || notice->say == SAY_HEALTH) {
        say_matter(engine, notice, line);
        line_string(line, "; ");
    }
    line_string(line, passed ? "went away before it fired: " : "");
    line_string(line, "fresh data meet the clear threshold");
    say_for(", and did for ", passed && rule->hold > rule->clear_for ? rule->hold : rule->clear_for, line);
    if (notice->policy != NO_INDEX)
        say_title(ledger_last_word(&engine->ledger, notice->policy), line);
}

static void say_flapping(const struct rule_kept *rule, struct line *line)
{
    line_string(line, "; flapping: more than ");
    line_uint(line, rule->flap_count);
    line_string(line, " changes within ");
    say_duration(rule->flap_window, line);
    line_string(line, ", quiet until it is stable for as long");
}

void explain(const struct engine *engine, const struct notice *notice, struct line *line)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    const struct rule_kept *rule = rulebook_named(&engine->rulebook, &alert->rule);
    bool back = notice->say == SAY_REBASED || notice->say == SAY_PRICE_BACK; /* it says itself that all is well */
    if (rule != NULL && (notice->turn == TURN_CLEARS || notice->turn == TURN_PASSES) && !back) {
        say_clear(engine, notice, rule, line);
        return;
    }
    if (notice->turn == TURN_LOSES)
        say_lost(notice, line);
    else if (notice->turn == TURN_RISES || notice->turn == TURN_FALLS)
        line_string(line, notice->turn == TURN_RISES ? "more severe: " : "less severe: ");
    say_matter(engine, notice, line);
    if (rule != NULL && (notice->turn == TURN_FIRES || notice->turn == TURN_RISES))
        say_for(", met for ", rule->hold, line);
    if (rule != NULL && notice->turn == TURN_PENDS)
        say_pending(alert, rule, line);
    if (rule != NULL && alert->life.flapping)
        say_flapping(rule, line);
}

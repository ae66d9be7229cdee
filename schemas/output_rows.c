#include "schemas/fields.h"

#define FIGURE(type, member) NUMBER(type, member, -NUMBER_MOST, NUMBER_MOST)

static const struct field contribution_fields[] = {
    [CONTRIBUTION_HAS_NAME]   = FIELD("name", REQUIRED, NAME(struct contribution, name, indicator_names), "",
                                      "the channel"),
    [CONTRIBUTION_HAS_X]      = FIELD("x", REQUIRED, NUMBER(struct contribution, x, 0, 1), "1", "its normalised value"),
    [CONTRIBUTION_HAS_WEIGHT] = FIELD("weight", REQUIRED, NUMBER(struct contribution, weight, 0, 1), "1",
                                      "what it weighs now"),
    [CONTRIBUTION_HAS_POINTS] = FIELD("points", REQUIRED, INT(struct contribution, points, -NUMBER_MOST, NUMBER_MOST),
                                      "micro-points", "its part of the composite; they add up exactly"),
};
ROWS(contribution_rows, "contribution", struct contribution, "One channel's part of the composite.",
     contribution_fields);

static const struct field cause_fields[] = {
    [CAUSE_HAS_SOURCE] = FIELD("source", REQUIRED, TEXT_OF(struct cause, source, LIMIT_TOKEN), "",
                               "of the event; `engine` of what is no single event: `others`, `interaction`, `stories`"),
    [CAUSE_HAS_ID]     = FIELD("id", OPTIONAL, TEXT_OF(struct cause, id, LIMIT_TOKEN), "", "of the event"),
    [CAUSE_HAS_OFFSET] = FIELD("offset", OPTIONAL, UINT(struct cause, offset, 0, WHOLE_MOST), "", "of the event"),
    [CAUSE_HAS_EFFECT] = FIELD("effect", OPTIONAL, FIGURE(struct cause, effect), "points",
                               "what the composite would miss without it; of a story, its share of the points of news; "
                               "absent: named, not measured"),
};
ROWS(cause_rows, "cause", struct cause, "An event that an alert rests on.", cause_fields);

static const struct field measure_view_fields[] = {
    [MEASURE_HAS_POLICY]      = FIELD("policy", REQUIRED, TOKEN(struct measure_view, policy, LIMIT_TOKEN), "",
                                      "its name"),
    [MEASURE_HAS_STATUS]      = FIELD("status", REQUIRED, NAME(struct measure_view, status, policy_status_names), "",
                                      "how far it is"),
    [MEASURE_HAS_PROBABILITY] = FIELD("probability", OPTIONAL, NUMBER(struct measure_view, probability, 0, 1), "1",
                                      "with which it counts"),
    [MEASURE_HAS_LEGS]        = FIELD("legs", OPTIONAL, LIST_OF_MAPS(struct measure_view, legs, leg_rows), "",
                                      "as in the event"),
    [MEASURE_HAS_CLAIMED]     = FIELD("claimed", OPTIONAL, MAP(struct measure_view, claimed, quantity_rows), "",
                                      "as in the event"),
    [MEASURE_HAS_OBSERVED]    = FIELD("observed", OPTIONAL, MAP(struct measure_view, observed, quantity_rows), "",
                                      "as in the event"),
};
ROWS(measure_view_rows, "measure", struct measure_view, "A measure that an alert names.", measure_view_fields);

static const struct field reading_fields[] = {
    [READING_HAS_NAME]  = FIELD("name", REQUIRED, NAME(struct reading, name, indicator_names), "", "the indicator"),
    [READING_HAS_VALUE] = FIELD("value", OPTIONAL, FIGURE(struct reading, value), "its own", ""),
    [READING_HAS_X]     = FIELD("x", OPTIONAL, NUMBER(struct reading, x, 0, 1), "1", "normalised"),
};
ROWS(reading_rows, "reading", struct reading, "An indicator as it would be.", reading_fields);

static const struct field indicator_fields[] = {
    [INDICATOR_HAS_TYPE]          = FIELD("type", REQUIRED, NAME(struct indicator_output, type, output_type_names), "",
                                          "`indicator`"),
    [INDICATOR_HAS_OFFSET]        = FIELD("offset", REQUIRED, UINT(struct indicator_output, offset, 0, WHOLE_MOST), "",
                                          "of the last event before it"),
    [INDICATOR_HAS_PART]          = FIELD("part", REQUIRED, UINT(struct indicator_output, part, 0, WHOLE_MOST), "",
                                          "counts within an offset"),
    [INDICATOR_HAS_TIME]          = FIELD("time", REQUIRED, TIME(struct indicator_output, time), "ns",
                                          "log time: of the entry or of the timer that fired"),
    [INDICATOR_HAS_MATERIAL]      = FIELD("material", REQUIRED, TOKEN(struct indicator_output, material, LIMIT_NAME),
                                          "", ""),
    [INDICATOR_HAS_REGION]        = FIELD("region", REQUIRED, TOKEN(struct indicator_output, region, LIMIT_NAME), "",
                                          "the importing region"),
    [INDICATOR_HAS_NAME]          = FIELD("name", REQUIRED, NAME(struct indicator_output, name, indicator_names), "",
                                          "which indicator"),
    [INDICATOR_HAS_VALUE]         = FIELD("value", OPTIONAL, FIGURE(struct indicator_output, value), "its own",
                                          "absent while unknown"),
    [INDICATOR_HAS_X]             = FIELD("x", OPTIONAL, NUMBER(struct indicator_output, x, 0, 1), "1",
                                          "normalised: 1 is the highest risk"),
    [INDICATOR_HAS_LOW]           = FIELD("low", OPTIONAL, FIGURE(struct indicator_output, low), "its own",
                                          "of an unknown one: the least it can be"),
    [INDICATOR_HAS_HIGH]          = FIELD("high", OPTIONAL, FIGURE(struct indicator_output, high), "its own",
                                          "of an unknown one: the most it can be"),
    [INDICATOR_HAS_COVERAGE]      = FIELD("coverage", OPTIONAL, NUMBER(struct indicator_output, coverage, 0, 1), "1",
                                          "of the composite: weight of the fresh channels"),
    [INDICATOR_HAS_STATE]         = FIELD("state", REQUIRED, NAME(struct indicator_output, state, value_state_names),
                                          "", "unknown is a state, not a zero"),
    [INDICATOR_HAS_REASON]        = FIELD("reason", OPTIONAL,
                                          TEXT_OF(struct indicator_output, reason, LIMIT_COMMENT), "",
                                          "why it is not `ok`"),
    [INDICATOR_HAS_CONTRIBUTIONS] = FIELD("contributions", OPTIONAL,
                                          LIST_OF_MAPS(struct indicator_output, contributions, contribution_rows), "",
                                          "of the composite"),
};
ROWS(indicator_rows, "indicator", struct indicator_output, "A value of one (material, region) that moved.",
     indicator_fields);

static const struct field note_fields[] = {
    [NOTE_HAS_AUTHOR]  = FIELD("author", REQUIRED, TEXT_OF(struct note, author, LIMIT_TITLE), "", "who did it"),
    [NOTE_HAS_COMMENT] = FIELD("comment", REQUIRED, TEXT_OF(struct note, comment, LIMIT_COMMENT), "", "why"),
    [NOTE_HAS_UNTIL]   = FIELD("until", OPTIONAL, TIME(struct note, until), "ns", "absent: for good"),
    [NOTE_HAS_OFFSET]  = FIELD("offset", REQUIRED, UINT(struct note, offset, 0, WHOLE_MOST), "", "of the event"),
};
ROWS(note_rows, "note", struct note, "An operator's word on an alert.", note_fields);

static const struct field alert_fields[] = {
    [ALERT_HAS_TYPE]          = FIELD("type", REQUIRED, NAME(struct alert_output, type, output_type_names), "",
                                      "`alert`"),
    [ALERT_HAS_OFFSET]        = FIELD("offset", REQUIRED, UINT(struct alert_output, offset, 0, WHOLE_MOST), "",
                                      "of the last event before it"),
    [ALERT_HAS_PART]          = FIELD("part", REQUIRED, UINT(struct alert_output, part, 0, WHOLE_MOST), "",
                                      "counts within an offset"),
    [ALERT_HAS_TIME]          = FIELD("time", REQUIRED, TIME(struct alert_output, time), "ns", "log time"),
    [ALERT_HAS_ID]            = FIELD("id", REQUIRED, TOKEN(struct alert_output, id, LIMIT_TOKEN), "",
                                      "hash of (rule, material, region, kind, cause), never of a value"),
    [ALERT_HAS_TRANSITION]    = FIELD("transition", REQUIRED, UINT(struct alert_output, transition, 1, WHOLE_MOST), "",
                                      "counts the alert's states from 1"),
    [ALERT_HAS_STATE]         = FIELD("state", REQUIRED, NAME(struct alert_output, state, alert_state_names), "", ""),
    [ALERT_HAS_KIND]          = FIELD("kind", REQUIRED, NAME(struct alert_output, kind, alert_kind_names), "", ""),
    [ALERT_HAS_SEVERITY]      = FIELD("severity", REQUIRED, NAME(struct alert_output, severity, severity_names), "",
                                      ""),
    [ALERT_HAS_MATERIAL]      = FIELD("material", REQUIRED, TOKEN(struct alert_output, material, LIMIT_NAME), "", ""),
    [ALERT_HAS_REGION]        = FIELD("region", REQUIRED, TOKEN(struct alert_output, region, LIMIT_NAME), "", ""),
    [ALERT_HAS_RULE]          = FIELD("rule", REQUIRED, TOKEN(struct alert_output, rule, LIMIT_TOKEN), "",
                                      "the rule's name"),
    [ALERT_HAS_RULE_HASH]     = FIELD("rule_hash", REQUIRED, TOKEN(struct alert_output, rule_hash, LIMIT_TOKEN), "",
                                      "changes when the rule does"),
    [ALERT_HAS_VALUE]         = FIELD("value", OPTIONAL, FIGURE(struct alert_output, value), "the kind's",
                                      "what was judged"),
    [ALERT_HAS_BEFORE]        = FIELD("before", OPTIONAL, FIGURE(struct alert_output, before), "the kind's",
                                      "its value before"),
    [ALERT_HAS_THRESHOLD]     = FIELD("threshold", OPTIONAL, FIGURE(struct alert_output, threshold), "the kind's",
                                      "what it met"),
    [ALERT_HAS_CONTRIBUTIONS] = FIELD("contributions", OPTIONAL,
                                      LIST_OF_MAPS(struct alert_output, contributions, contribution_rows), "",
                                      "of the composite"),
    [ALERT_HAS_BECAUSE]       = FIELD("because", OPTIONAL, LIST_OF_MAPS(struct alert_output, because, cause_rows), "",
                                      "its causes"),
    [ALERT_HAS_MEASURES]      = FIELD("measures", OPTIONAL,
                                      LIST_OF_MAPS(struct alert_output, measures, measure_view_rows), "",
                                      "the measures it is about"),
    [ALERT_HAS_IF_TRUE]       = FIELD("if_true", OPTIONAL, LIST_OF_MAPS(struct alert_output, if_true, reading_rows), "",
                                      "indicators at probability 1; of an offer: with what forbids it lifted"),
    [ALERT_HAS_SUPERSEDES]    = FIELD("supersedes", OPTIONAL, TOKEN(struct alert_output, supersedes, LIMIT_TOKEN), "",
                                      "id of the alert whose place it takes"),
    [ALERT_HAS_COVERAGE]      = FIELD("coverage", OPTIONAL, NUMBER(struct alert_output, coverage, 0, 1), "1",
                                      "of the composite"),
    [ALERT_HAS_FIGURES]       = FIELD("figures", OPTIONAL, NAME(struct alert_output, figures, value_state_names), "",
                                      "state of the composite it rests on: can it be trusted"),
    [ALERT_HAS_FIGURES_REASON] = FIELD("figures_reason", OPTIONAL,
                                      TEXT_OF(struct alert_output, figures_reason, LIMIT_COMMENT), "",
                                      "why the figures are not `ok`"),
    [ALERT_HAS_ACKNOWLEDGED]  = FIELD("acknowledged", OPTIONAL, MAP(struct alert_output, acknowledged, note_rows), "",
                                      "an operator has seen it since it fired"),
    [ALERT_HAS_SILENCED]      = FIELD("silenced", OPTIONAL, MAP(struct alert_output, silenced, note_rows), "",
                                      "an operator wants to hear no more of it: shown to nobody, yet published"),
    [ALERT_HAS_CONFIG]        = FIELD("config", REQUIRED, TOKEN(struct alert_output, config, LIMIT_TOKEN), "",
                                      "hash of the engine's configuration and rules"),
    [ALERT_HAS_ENGINE]        = FIELD("engine", REQUIRED, UINT(struct alert_output, engine, 1, WHOLE_MOST), "",
                                      "raised when results change"),
    [ALERT_HAS_REASON]        = FIELD("reason", OPTIONAL, TEXT_OF(struct alert_output, reason, LIMIT_COMMENT), "",
                                      "one sentence; `expired` when it resolves by `keep`"),
};
ROWS(alert_rows, "alert", struct alert_output, "A transition of an alert, with its reasons.", alert_fields);

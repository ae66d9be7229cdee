#include "schemas/fields.h"

/* ---- what events hold ------------------------------------------------------ */

static const struct field quantity_fields[] = {
    [QUANTITY_VALUE] = FIELD("value", REQUIRED, NUMBER(struct quantity, value, 0, NUMBER_MOST), "by `unit`",
                             "the figure; a share or rate is at most 1"),
    [QUANTITY_UNIT] = FIELD("unit", REQUIRED, NAME(struct quantity, unit, measure_unit_names), "", "its unit"),
};
ROWS(quantity_rows, "quantity", struct quantity, "A figure with its unit.", quantity_fields);

static const struct field leg_fields[] = {
    [LEG_FROM]       = FIELD("from", REQUIRED, TIME(struct leg, from), "ns", "when it begins to act"),
    [LEG_UNTIL]      = FIELD("until", OPTIONAL, TIME(struct leg, until), "ns", "when it ends; absent: open"),
    [LEG_ANNOUNCED]  = FIELD("announced", OPTIONAL, TIME(struct leg, announced), "ns", "when it became known"),
    [LEG_FULL]       = FIELD("full", OPTIONAL, TIME(struct leg, full), "ns",
                             "when it has its full value, linear from `from` on; absent: at once"),
    [LEG_INSTRUMENT] = FIELD("instrument", OPTIONAL, NAME(struct leg, instrument, instrument_names), "",
                             "absent: the measure's"),
    [LEG_VALUE]      = FIELD("value", OPTIONAL, NUMBER(struct leg, value, 0, NUMBER_MOST), "by `unit`",
                             "how much: the part cut, the tonnes a quota still allows (or an outage takes, an offer "
                             "adds), the duty, the part of licences granted; a share or rate is at most 1; absent: "
                             "what the instrument does by itself"),
    [LEG_UNIT]       = FIELD("unit", OPTIONAL, NAME(struct leg, unit, measure_unit_names), "",
                             "with `value`; one that the instrument knows"),
};
ROWS(leg_rows, "leg", struct leg, "A stretch of a measure's life; the legs of one measure replace each other.",
     leg_fields);

static const struct field signal_fields[] = {
    [SIGNAL_MATERIAL]   = FIELD("material", REQUIRED, TOKEN(struct signal, material, LIMIT_NAME), "", "a material"),
    [SIGNAL_ORIGINS]    = FIELD("origins", REQUIRED, LIST_OF_PLACES(struct signal, origins), "",
                                "whose supply it is about, or `ALL`"),
    [SIGNAL_REGIONS]    = FIELD("regions", OPTIONAL, LIST_OF_TOKENS(struct signal, regions, LIMIT_NAME), "",
                                "the importing regions; absent: all, by their share of `origins`"),
    [SIGNAL_CATEGORY]   = FIELD("category", REQUIRED, NAME(struct signal, category, category_names), "",
                                "an instrument, or one of the others"),
    [SIGNAL_DIRECTION]  = FIELD("direction", REQUIRED, INT(struct signal, direction, -1, 1), "",
                                "1: supply gets harder, -1: easier, 0: neither"),
    [SIGNAL_SEVERITY]   = FIELD("severity", REQUIRED, NUMBER(struct signal, severity, 0, 1), "1", "how much"),
    [SIGNAL_CONFIDENCE] = FIELD("confidence", REQUIRED, NUMBER(struct signal, confidence, 0, 1), "1", "how sure"),
};
ROWS(signal_rows, "signal", struct signal, "What a story says of one material.", signal_fields);

static const struct field table_row_fields[] = {
    [TABLE_ROW_SUPPLIER] = FIELD("supplier", OPTIONAL, PLACE(struct table_row, supplier), "",
                                 "supply: who ships it; the region itself for its own output, `XX` for the rest"),
    [TABLE_ROW_ORIGIN]   = FIELD("origin", OPTIONAL, PLACE(struct table_row, origin), "",
                                 "where it was mined, when elsewhere"),
    [TABLE_ROW_COUNTRY]  = FIELD("country", OPTIONAL, PLACE(struct table_row, country), "",
                                 "governance, reliance, stocks: of whom the value speaks"),
    [TABLE_ROW_QUANTITY] = FIELD("quantity", OPTIONAL, NUMBER(struct table_row, quantity, 0, NUMBER_MOST), "t/yr",
                                 "contained material"),
    [TABLE_ROW_SPARE]    = FIELD("spare", OPTIONAL, NUMBER(struct table_row, spare, 0, NUMBER_MOST), "t/yr",
                                 "idle capacity that could serve the region; absent: unknown"),
    [TABLE_ROW_CAPACITY] = FIELD("capacity", OPTIONAL, NUMBER(struct table_row, capacity, 0, NUMBER_MOST), "t/yr",
                                 "of the supplier; absent: its output"),
    [TABLE_ROW_VALUE]    = FIELD("value", OPTIONAL, NUMBER(struct table_row, value, -NUMBER_MOST, NUMBER_MOST),
                                 "the table's", "of the country; `wgi_estimate` -2.5 to 2.5"),
};
ROWS(table_row_rows, "table_row", struct table_row, "A row of a baseline table.", table_row_fields);

/* ---- what all events share --------------------------------------------------- */

#define HEAD \
    [EVENT_HAS_TYPE]      = FIELD("type", REQUIRED, NAME(struct event, type, event_type_names), "", "what it is"), \
    [EVENT_HAS_SOURCE]    = FIELD("source", REQUIRED, TOKEN(struct event, source, LIMIT_TOKEN), "", "who says it"), \
    [EVENT_HAS_ID]        = FIELD("id", REQUIRED, TOKEN(struct event, id, LIMIT_TOKEN), "", "its name there"), \
    [EVENT_HAS_REVISION]  = FIELD("revision", OPTIONAL, UINT(struct event, revision, 1, WHOLE_MOST), "", \
                                  "a higher one replaces the lower; absent: 1"), \
    [EVENT_HAS_WITHDRAWN] = FIELD("withdrawn", OPTIONAL, BOOL(struct event, withdrawn), "", \
                                  "true: takes (`source`, `id`) back; only the fields up to `time` are then needed"), \
    [EVENT_HAS_TIME]      = FIELD("time", REQUIRED, TIME(struct event, time), "ns", "when it happened"), \
    [EVENT_HAS_RECEIVED]  = FIELD("received", OPTIONAL, TIME(struct event, received), "ns", \
                                  "when we learned it; honoured under `clock: events`"), \
    [EVENT_HAS_SEQ]       = FIELD("seq", OPTIONAL, UINT(struct event, seq, 0, WHOLE_MOST), "", \
                                  "counts the events of `source`, so that a loss shows")

/* ---- by type -------------------------------------------------------------------- */

static const struct field price_fields[] = {
    HEAD,
    [PRICE_HAS_SERIES] = FIELD("series", REQUIRED, TOKEN(struct event, price.series, LIMIT_TOKEN), "",
                               "what was measured; `markets` says what it means"),
    [PRICE_HAS_VALUE]  = FIELD("value", REQUIRED, NUMBER(struct event, price.value, -NUMBER_MOST, NUMBER_MOST),
                               "`unit`", "as published"),
    [PRICE_HAS_UNIT]   = FIELD("unit", REQUIRED, NAME(struct event, price.unit, price_unit_names), "",
                               "A/B: A for one B"),
    [PRICE_HAS_REGION] = FIELD("region", OPTIONAL, TOKEN(struct event, price.region, LIMIT_NAME), "",
                               "where it holds; absent: `WORLD`"),
};

static const struct field policy_fields[] = {
    HEAD,
    [POLICY_HAS_POLICY]      = FIELD("policy", REQUIRED, TOKEN(struct event, policy.policy, LIMIT_TOKEN), "",
                                     "the measure's name, for all sources"),
    [POLICY_HAS_STATUS]      = FIELD("status", REQUIRED, NAME(struct event, policy.status, policy_status_names), "",
                                     "how far it is"),
    [POLICY_HAS_INSTRUMENT]  = FIELD("instrument", REQUIRED, NAME(struct event, policy.instrument, instrument_names),
                                     "", "by what means it acts"),
    [POLICY_HAS_IMPLEMENTER] = FIELD("implementer", REQUIRED, PLACE(struct event, policy.implementer), "",
                                     "who does it"),
    [POLICY_HAS_ORIGINS]     = FIELD("origins", REQUIRED, LIST_OF_PLACES(struct event, policy.origins), "",
                                     "whose material, or `ALL`"),
    [POLICY_HAS_TARGETS]     = FIELD("targets", OPTIONAL, LIST_OF_TOKENS(struct event, policy.targets, LIMIT_NAME), "",
                                     "the importing regions whose supply it touches; absent: all, of an import "
                                     "measure the implementer"),
    [POLICY_HAS_EXCEPT]      = FIELD("except", OPTIONAL, LIST_OF_TOKENS(struct event, policy.except, LIMIT_NAME), "",
                                     "names taken out of `origins` and `targets`"),
    [POLICY_HAS_MATERIALS]   = FIELD("materials", REQUIRED,
                                     LIST_OF_TOKENS(struct event, policy.materials, LIMIT_NAME), "",
                                     "on which it acts, at least one"),
    [POLICY_HAS_LEGS]        = FIELD("legs", REQUIRED, LIST_OF_MAPS(struct event, policy.legs, leg_rows), "",
                                     "how much and when"),
    [POLICY_HAS_PROBABILITY] = FIELD("probability", OPTIONAL, NUMBER(struct event, policy.probability, 0, 1), "1",
                                     "overrides the one of the status"),
    [POLICY_HAS_UNTIL]       = FIELD("until", OPTIONAL, TIME(struct event, policy.until), "ns",
                                     "of a suspension: when it ends"),
    [POLICY_HAS_CLAIMED]     = FIELD("claimed", OPTIONAL, MAP(struct event, policy.claimed, quantity_rows), "",
                                     "what its author says of its size"),
    [POLICY_HAS_OBSERVED]    = FIELD("observed", OPTIONAL, MAP(struct event, policy.observed, quantity_rows), "",
                                     "what the statistics say"),
    [POLICY_HAS_TITLE]       = FIELD("title", REQUIRED, TEXT_OF(struct event, policy.title, LIMIT_TITLE), "",
                                     "one line for people"),
};

static const struct field news_fields[] = {
    HEAD,
    [NEWS_HAS_HEADLINE] = FIELD("headline", REQUIRED, TEXT_OF(struct event, news.headline, LIMIT_HEADLINE), "", ""),
    [NEWS_HAS_BODY]     = FIELD("body", OPTIONAL, TEXT_OF(struct event, news.body, LIMIT_BODY), "", ""),
    [NEWS_HAS_URL]      = FIELD("url", OPTIONAL, TEXT_OF(struct event, news.url, LIMIT_URL), "", "where it stands"),
    [NEWS_HAS_LANGUAGE] = FIELD("language", OPTIONAL, TOKEN(struct event, news.language, LIMIT_NAME), "",
                                "BCP 47, such as `en`"),
    [NEWS_HAS_OUTLET]   = FIELD("outlet", REQUIRED, TOKEN(struct event, news.outlet, LIMIT_TOKEN), "",
                                "who published it; its stories are its total"),
    [NEWS_HAS_STORY]    = FIELD("story", OPTIONAL, TOKEN(struct event, news.story, LIMIT_TOKEN), "",
                                "`id` of the first copy; copies count in the total only"),
    [NEWS_HAS_SIGNALS]  = FIELD("signals", OPTIONAL, LIST_OF_MAPS(struct event, news.signals, signal_rows), "",
                                "what it says of supply"),
};

static const struct field baseline_fields[] = {
    HEAD,
    [BASELINE_HAS_TABLE]      = FIELD("table", REQUIRED, NAME(struct event, baseline.table, table_names), "",
                                      "which table"),
    [BASELINE_HAS_MATERIAL]   = FIELD("material", OPTIONAL, TOKEN(struct event, baseline.material, LIMIT_NAME), "",
                                      "needed but for governance"),
    [BASELINE_HAS_REGION]     = FIELD("region", OPTIONAL, TOKEN(struct event, baseline.region, LIMIT_NAME), "",
                                      "the importing region; needed by supply"),
    [BASELINE_HAS_VINTAGE]    = FIELD("vintage", REQUIRED, DAY(struct event, baseline.vintage), "",
                                      "the day up to which the figures speak; a bare year is its 31 December"),
    [BASELINE_HAS_UNIT]       = FIELD("unit", REQUIRED, NAME(struct event, baseline.unit, table_unit_names), "",
                                      "`t/yr` for supply, `wgi_estimate` for governance, `share` for reliance, `t` "
                                      "for stocks"),
    [BASELINE_HAS_ROWS]       = FIELD("rows", REQUIRED, LIST_OF_MAPS(struct event, baseline.rows, table_row_rows), "",
                                      "supply: `supplier` and `quantity`, at most 64; else `country` and `value`"),
    [BASELINE_HAS_PROVENANCE] = FIELD("provenance", REQUIRED,
                                      TEXT_OF(struct event, baseline.provenance, LIMIT_PROVENANCE), "",
                                      "where the figures are from"),
    [BASELINE_HAS_ESTIMATE]   = FIELD("estimate", OPTIONAL, BOOL(struct event, baseline.estimate), "",
                                      "true: what reads them is `indicative`"),
};

static const struct field status_fields[] = {
    HEAD,
    [STATUS_HAS_HEALTH] = FIELD("health", REQUIRED, NAME(struct event, status.health, health_names), "",
                                "how the source is"),
    [STATUS_HAS_REASON] = FIELD("reason", REQUIRED, TEXT_OF(struct event, status.reason, LIMIT_TITLE), "",
                                "why, in a few words"),
    [STATUS_HAS_TEXT]   = FIELD("text", OPTIONAL, TEXT_OF(struct event, status.text, LIMIT_COMMENT), "",
                                "more, for people"),
};

static const struct field operator_fields[] = {
    HEAD,
    [OPERATOR_HAS_ALERT]   = FIELD("alert", OPTIONAL, TOKEN(struct event, operator.alert, LIMIT_TOKEN), "",
                                   "the alert's `id`; this or `prefix`"),
    [OPERATOR_HAS_PREFIX]  = FIELD("prefix", OPTIONAL, TEXT_OF(struct event, operator.prefix, LIMIT_TOPIC), "",
                                   "of topics"),
    [OPERATOR_HAS_UNTIL]   = FIELD("until", OPTIONAL, TIME(struct event, operator.until), "ns", "absent: for good"),
    [OPERATOR_HAS_AUTHOR]  = FIELD("author", REQUIRED, TEXT_OF(struct event, operator.author, LIMIT_TITLE), "",
                                   "who did it"),
    [OPERATOR_HAS_COMMENT] = FIELD("comment", REQUIRED, TEXT_OF(struct event, operator.comment, LIMIT_COMMENT), "",
                                   "why"),
};

ROWS(price_rows, "price", struct event, "A price, premium, stock or rate as it was published.", price_fields);
ROWS(policy_rows, "policy", struct event, "What a source says of a measure.", policy_fields);
ROWS(news_rows, "news", struct event, "A story; every story counts in its outlet's total.", news_fields);
ROWS(baseline_rows, "baseline", struct event, "Reference figures: they are history like everything else.",
            baseline_fields);
ROWS(status_rows, "status", struct event, "A source about itself.", status_fields);
ROWS(acknowledge_rows, "acknowledge", struct event, "An operator has seen an alert.", operator_fields);
ROWS(silence_rows, "silence", struct event, "An operator wants to hear no more of it.", operator_fields);

const struct rows *const event_rows[EVENT_TYPES] = {
    [EVENT_PRICE] = &price_rows,   [EVENT_POLICY] = &policy_rows,           [EVENT_NEWS] = &news_rows,
    [EVENT_BASELINE] = &baseline_rows, [EVENT_STATUS] = &status_rows,
    [EVENT_ACKNOWLEDGE] = &acknowledge_rows, [EVENT_SILENCE] = &silence_rows,
};

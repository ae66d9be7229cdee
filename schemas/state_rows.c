/* What history gives of the engine's state, and of the log. */
#include "schemas/fields.h"

static const struct field log_place_fields[] = {
    [LOG_PLACE_HAS_OFFSET]   = FIELD("offset", REQUIRED, UINT(struct log_place, offset, 0, WHOLE_MOST), "",
                                     "of the event; of the last event before a tick, a configuration, rules"),
    [LOG_PLACE_HAS_RECEIVED] = FIELD("received", REQUIRED, TIME(struct log_place, received), "ns",
                                     "when the house learned it"),
};
ROWS(log_place_rows, "log_place", struct log_place, "Where an entry of the log stands.", log_place_fields);

static const struct field board_view_fields[] = {
    [BOARD_HAS_OFFSET]    = FIELD("offset", REQUIRED, UINT(struct board_view, offset, 0, WHOLE_MOST), "",
                                  "of the last event that is in it"),
    [BOARD_HAS_TIME]      = FIELD("time", REQUIRED, TIME(struct board_view, time), "ns", "of the log's clock"),
    [BOARD_HAS_MATERIALS] = FIELD("materials", REQUIRED, LIST_OF_TOKENS(struct board_view, materials, LIMIT_NAME), "",
                                  "as configured, in their order"),
    [BOARD_HAS_REGIONS]   = FIELD("regions", REQUIRED, LIST_OF_TOKENS(struct board_view, regions, LIMIT_NAME), "",
                                  "as configured, in their order"),
    [BOARD_HAS_BANDS]     = FIELD("bands", REQUIRED, LIST_OF_NUMBERS(struct board_view, bands, 0, 100), "points",
                                  "composites from which moderate, elevated, high, critical begin"),
    [BOARD_HAS_CONFIG]    = FIELD("config", REQUIRED, TEXT_OF(struct board_view, config, LIMIT_TOKEN), "",
                                  "hash of configuration and rules"),
};
ROWS(board_view_rows, "board", struct board_view, "The board of which `state` gives the parts.", board_view_fields);

static const struct field ledger_view_fields[] = {
    FIELD("policy", REQUIRED, TOKEN(struct ledger_view, policy, LIMIT_TOKEN), "", "names the measure"),
    FIELD("source", REQUIRED, TOKEN(struct ledger_view, source, LIMIT_TOKEN), "", "who says it"),
    FIELD("id", REQUIRED, TOKEN(struct ledger_view, id, LIMIT_TOKEN), "", "its name there"),
    FIELD("title", REQUIRED, TEXT_OF(struct ledger_view, title, LIMIT_TITLE), "", "for people"),
    FIELD("offset", REQUIRED, UINT(struct ledger_view, offset, 0, WHOLE_MOST), "", "of the event"),
    FIELD("status", REQUIRED, NAME(struct ledger_view, status, policy_status_names), "", "as the engine acts on it"),
    FIELD("instrument", REQUIRED, NAME(struct ledger_view, instrument, instrument_names), "", "the kind of measure"),
    FIELD("probability", REQUIRED, NUMBER(struct ledger_view, probability, 0, 1), "", "that it works"),
    FIELD("forward", REQUIRED, BOOL(struct ledger_view, forward), "", "it moves no composite, now or at a horizon"),
    FIELD("materials", REQUIRED, LIST_OF_TOKENS(struct ledger_view, materials, LIMIT_NAME), "", "it acts on"),
    FIELD("regions", REQUIRED, LIST_OF_TOKENS(struct ledger_view, regions, LIMIT_NAME), "", "it touches"),
    FIELD("legs", REQUIRED, LIST_OF_MAPS(struct ledger_view, legs, leg_rows), "", "what it does when"),
};
ROWS(ledger_view_rows, "ledger", struct ledger_view, "One measure as the engine acts on it.", ledger_view_fields);

static const struct field operator_view_fields[] = {
    [OPERATOR_VIEW_HAS_TYPE]     = FIELD("type", REQUIRED, NAME(struct operator_view, type, event_type_names), "",
                                         "`acknowledge` or `silence`"),
    [OPERATOR_VIEW_HAS_SOURCE]   = FIELD("source", REQUIRED, TOKEN(struct operator_view, source, LIMIT_TOKEN), "",
                                         "of the event"),
    [OPERATOR_VIEW_HAS_ID]       = FIELD("id", REQUIRED, TOKEN(struct operator_view, id, LIMIT_TOKEN), "",
                                         "of the event: a higher revision replaces it, or takes it back"),
    [OPERATOR_VIEW_HAS_REVISION] = FIELD("revision", REQUIRED, UINT(struct operator_view, revision, 1, WHOLE_MOST), "",
                                         "the one that holds"),
    [OPERATOR_VIEW_HAS_OFFSET]   = FIELD("offset", REQUIRED, UINT(struct operator_view, offset, 0, WHOLE_MOST), "",
                                         "of the event"),
    [OPERATOR_VIEW_HAS_SAID]     = FIELD("said", REQUIRED, TIME(struct operator_view, said), "ns", "its `received`"),
    [OPERATOR_VIEW_HAS_UNTIL]    = FIELD("until", OPTIONAL, TIME(struct operator_view, until), "ns",
                                         "absent: for good"),
    [OPERATOR_VIEW_HAS_ALERT]    = FIELD("alert", OPTIONAL, TOKEN(struct operator_view, alert, LIMIT_TOKEN), "",
                                         "the one it speaks of"),
    [OPERATOR_VIEW_HAS_PREFIX]   = FIELD("prefix", OPTIONAL, TEXT_OF(struct operator_view, prefix, LIMIT_TOPIC), "",
                                         "or the topics"),
    [OPERATOR_VIEW_HAS_AUTHOR]   = FIELD("author", REQUIRED, TEXT_OF(struct operator_view, author, LIMIT_TITLE), "",
                                         "who did it"),
    [OPERATOR_VIEW_HAS_COMMENT]  = FIELD("comment", REQUIRED, TEXT_OF(struct operator_view, comment, LIMIT_COMMENT), "",
                                         "why"),
};
ROWS(operator_view_rows, "operator_note", struct operator_view, "An operator's word that still holds.",
     operator_view_fields);

static const struct field counter_view_fields[] = {
    [COUNTER_HAS_NAME]  = FIELD("name", REQUIRED, TEXT_OF(struct counter_view, name, LIMIT_TOKEN), "", "what is counted"),
    [COUNTER_HAS_COUNT] = FIELD("count", REQUIRED, UINT(struct counter_view, count, 0, WHOLE_MOST), "", "how often"),
};
ROWS(counter_view_rows, "counter", struct counter_view, "One counter of the engine.", counter_view_fields);

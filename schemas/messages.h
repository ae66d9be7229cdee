/* The messages of the contract as C structs, in the order of their rows.
 *
 * events: what producers publish; outputs: what the engine says; the rest: what
 * the frames around them hold. README.md in this folder is the same as tables,
 * made from the rows. */
#ifndef OREWATCH_SCHEMAS_MESSAGES_H
#define OREWATCH_SCHEMAS_MESSAGES_H

#include "schemas/limits.h"
#include "schemas/rows.h"
#include "schemas/zone.h"

#define CONTRACT 1

/* ---- events -------------------------------------------------------------- */

#define EVENT_TYPE_NAMES(X) \
    X(PRICE, "price") X(POLICY, "policy") X(NEWS, "news") X(BASELINE, "baseline") \
    X(STATUS, "status") X(ACKNOWLEDGE, "acknowledge") X(SILENCE, "silence")
#define POLICY_STATUS_NAMES(X) \
    X(RUMOUR, "rumour") X(PROPOSED, "proposed") X(ANNOUNCED, "announced") X(ADOPTED, "adopted") \
    X(IN_FORCE, "in_force") X(SUSPENDED, "suspended") X(EXPIRED, "expired") X(REVOKED, "revoked") \
    X(UNRESOLVED, "unresolved")
#define INSTRUMENT_NAMES(X) \
    X(EXPORT_BAN, "export_ban") X(EXPORT_QUOTA, "export_quota") X(EXPORT_LICENCE, "export_licence") \
    X(EXPORT_TAX, "export_tax") X(EXPORT_REBATE_CUT, "export_rebate_cut") X(TECH_EXPORT_BAN, "tech_export_ban") \
    X(IMPORT_BAN, "import_ban") X(IMPORT_QUOTA, "import_quota") X(IMPORT_TARIFF, "import_tariff") \
    X(ENTITY_SANCTION, "entity_sanction") X(EXCHANGE_DELISTING, "exchange_delisting") \
    X(PRODUCTION_CURB, "production_curb") X(OUTAGE, "outage") X(EXPROPRIATION, "expropriation") \
    X(CHOKEPOINT, "chokepoint") X(STRIKE, "strike") X(SUPPLY_OFFER, "supply_offer") \
    X(PRICE_FLOOR, "price_floor") X(STOCKPILE, "stockpile") X(CAPACITY_ADD, "capacity_add") \
    X(AGREEMENT, "agreement")
/* A signal's category: an instrument ("outage" among them) or one of the four after. */
#define CATEGORY_NAMES(X) INSTRUMENT_NAMES(X) \
    X(THREAT, "threat") X(ACT, "act") X(DEMAND, "demand") X(OTHER, "other")
#define MEASURE_UNIT_NAMES(X) \
    X(SHARE, "share") X(T_PER_YEAR, "t/yr") X(AD_VALOREM, "ad_valorem") X(APPROVAL_RATE, "approval_rate")
#define PRICE_UNIT_NAMES(X) \
    X(USD_T, "USD/t") X(CNY_T, "CNY/t") X(EUR_T, "EUR/t") X(JPY_T, "JPY/t") X(USD_KG, "USD/kg") \
    X(CNY_KG, "CNY/kg") X(USC_LB, "USc/lb") X(TONNE, "t") X(KILOTONNE, "kt") X(CNY_USD, "CNY/USD") \
    X(USD_EUR, "USD/EUR") X(PRICE_SHARE, "share") X(INDEX, "index")
#define TABLE_NAMES(X) X(SUPPLY, "supply") X(GOVERNANCE, "governance") X(RELIANCE, "reliance") X(STOCKS, "stocks")
#define TABLE_UNIT_NAMES(X) X(T_YR, "t/yr") X(WGI, "wgi_estimate") X(SHARE, "share") X(T, "t")
#define HEALTH_NAMES(X) X(OK, "ok") X(DEGRADED, "degraded") X(DOWN, "down")

enum event_type {
#define X(code, name) EVENT_##code,
    EVENT_TYPE_NAMES(X)
#undef X
    EVENT_TYPES
};
enum policy_status {
#define X(code, name) POLICY_##code,
    POLICY_STATUS_NAMES(X)
#undef X
    POLICY_STATUSES
};
enum instrument {
#define X(code, name) INSTRUMENT_##code,
    INSTRUMENT_NAMES(X)
#undef X
    INSTRUMENTS
};
enum category { /* the instruments, then */
    CATEGORY_THREAT = INSTRUMENTS, CATEGORY_ACT, CATEGORY_DEMAND, CATEGORY_OTHER, CATEGORIES
};
enum measure_unit {
#define X(code, name) MEASURE_##code,
    MEASURE_UNIT_NAMES(X)
#undef X
    MEASURE_UNITS
};
enum price_unit {
#define X(code, name) PRICE_UNIT_##code,
    PRICE_UNIT_NAMES(X)
#undef X
    PRICE_UNITS
};
enum table {
#define X(code, name) TABLE_##code,
    TABLE_NAMES(X)
#undef X
    TABLES
};
enum table_unit {
#define X(code, name) TABLE_UNIT_##code,
    TABLE_UNIT_NAMES(X)
#undef X
    TABLE_UNITS
};
enum health {
#define X(code, name) HEALTH_##code,
    HEALTH_NAMES(X)
#undef X
    HEALTHS
};

/* Every struct begins with `present`; the enum after it names its bits, in the
 * order of the rows. */

struct quantity { uint64_t present; double value; uint8_t unit; /* enum measure_unit */ };
enum { QUANTITY_VALUE, QUANTITY_UNIT };

struct leg {
    uint64_t present;
    int64_t from, until, announced, full;
    uint8_t instrument;
    double value;
    uint8_t unit;
};
enum { LEG_FROM, LEG_UNTIL, LEG_ANNOUNCED, LEG_FULL, LEG_INSTRUMENT, LEG_VALUE, LEG_UNIT };

struct signal {
    uint64_t present;
    struct text material;
    uint32_t origins_count; country origins[LIMIT_COUNTRIES];
    uint32_t regions_count; struct text regions[LIMIT_REGIONS];
    uint8_t category; /* enum category */
    int64_t direction;
    double severity, confidence;
};
enum { SIGNAL_MATERIAL, SIGNAL_ORIGINS, SIGNAL_REGIONS, SIGNAL_CATEGORY, SIGNAL_DIRECTION, SIGNAL_SEVERITY,
       SIGNAL_CONFIDENCE };

struct table_row {
    uint64_t present;
    country supplier, origin, country;
    double quantity, spare, capacity, value;
};
enum { TABLE_ROW_SUPPLIER, TABLE_ROW_ORIGIN, TABLE_ROW_COUNTRY, TABLE_ROW_QUANTITY, TABLE_ROW_SPARE,
       TABLE_ROW_CAPACITY, TABLE_ROW_VALUE };

struct price_event { struct text series; double value; uint8_t unit; struct text region; };

struct policy_event {
    struct text policy;
    uint8_t status, instrument;
    country implementer;
    uint32_t origins_count; country origins[LIMIT_COUNTRIES];
    uint32_t targets_count; struct text targets[LIMIT_REGIONS]; /* regions or countries by name; ALL */
    uint32_t except_count; struct text except[LIMIT_COUNTRIES];
    uint32_t materials_count; struct text materials[LIMIT_MATERIALS];
    uint32_t legs_count; struct leg legs[LIMIT_LEGS];
    double probability;
    int64_t until;
    struct quantity claimed, observed;
    struct text title;
};

struct news_event {
    struct text headline, body, url, language, outlet, story;
    uint32_t signals_count; struct signal signals[LIMIT_SIGNALS];
};

struct baseline_event {
    uint8_t table;
    struct text material, region;
    int64_t vintage; /* days since 1970 */
    uint8_t unit;
    uint32_t rows_count; struct table_row rows[LIMIT_TABLE_ROWS];
    struct text provenance;
    bool estimate; /* the figures are an estimate: what reads them is `indicative` */
};

struct status_event { uint8_t health; struct text reason, text; };

struct operator_event { struct text alert, prefix; int64_t until; struct text author, comment; };

/* Bits of event.present that all events share; each type's rows go on after. */
enum { EVENT_HAS_TYPE, EVENT_HAS_SOURCE, EVENT_HAS_ID, EVENT_HAS_REVISION, EVENT_HAS_WITHDRAWN,
       EVENT_HAS_TIME, EVENT_HAS_RECEIVED, EVENT_HAS_SEQ, EVENT_HEAD_ROWS };

/* Bits of each type's rows after the head. */
enum { PRICE_HAS_SERIES = EVENT_HEAD_ROWS, PRICE_HAS_VALUE, PRICE_HAS_UNIT, PRICE_HAS_REGION };
enum { NEWS_HAS_HEADLINE = EVENT_HEAD_ROWS, NEWS_HAS_BODY, NEWS_HAS_URL, NEWS_HAS_LANGUAGE, NEWS_HAS_OUTLET,
       NEWS_HAS_STORY, NEWS_HAS_SIGNALS };
enum { BASELINE_HAS_TABLE = EVENT_HEAD_ROWS, BASELINE_HAS_MATERIAL, BASELINE_HAS_REGION, BASELINE_HAS_VINTAGE,
       BASELINE_HAS_UNIT, BASELINE_HAS_ROWS, BASELINE_HAS_PROVENANCE, BASELINE_HAS_ESTIMATE };
enum { STATUS_HAS_HEALTH = EVENT_HEAD_ROWS, STATUS_HAS_REASON, STATUS_HAS_TEXT };
enum { OPERATOR_HAS_ALERT = EVENT_HEAD_ROWS, OPERATOR_HAS_PREFIX, OPERATOR_HAS_UNTIL, OPERATOR_HAS_AUTHOR,
       OPERATOR_HAS_COMMENT };
enum { POLICY_HAS_POLICY = EVENT_HEAD_ROWS, POLICY_HAS_STATUS, POLICY_HAS_INSTRUMENT, POLICY_HAS_IMPLEMENTER,
       POLICY_HAS_ORIGINS, POLICY_HAS_TARGETS, POLICY_HAS_EXCEPT, POLICY_HAS_MATERIALS, POLICY_HAS_LEGS,
       POLICY_HAS_PROBABILITY, POLICY_HAS_UNTIL, POLICY_HAS_CLAIMED, POLICY_HAS_OBSERVED, POLICY_HAS_TITLE };

struct event {
    uint64_t present;
    uint8_t type;
    struct text source, id;
    uint64_t revision;    /* 1 when absent */
    bool withdrawn;
    int64_t time, received;
    uint64_t seq;
    union {
        struct price_event price;
        struct policy_event policy;
        struct news_event news;
        struct baseline_event baseline;
        struct status_event status;
        struct operator_event operator;
    };
};

static inline bool message_has(uint64_t present, unsigned bit) { return (present >> bit) & 1; }

extern const struct rows *const event_rows[EVENT_TYPES];

/* Decodes and checks one event: rows_decode by its `type`, then what no single
 * row can say (a leg's `full` before its `from`, a unit that its instrument
 * does not know, a supply table without material). Names of materials and
 * regions are judged where the configuration is known: by event_judge. */
MUST_CHECK enum status event_decode(const void *bytes, size_t size, struct event *event,
                                    struct unknown_keys *unknown, struct refusal *refusal);
/* The event at the beginning of `left` bytes: what is OK here, with `size` bytes,
 * is OK by event_decode. Anything else says only that it has to be asked. */
MUST_CHECK enum status event_decode_first(const void *bytes, size_t left, size_t *size, struct event *event,
                                          struct unknown_keys *unknown, struct refusal *refusal);

/* The names a configuration knows. */
struct names { uint32_t materials_count, regions_count; const struct text *materials, *regions; };
/* Refuses (`unknown_name`, nearest named) a material or region the
 * configuration does not know. */
MUST_CHECK enum status event_judge(const struct event *event, const struct names *names, struct refusal *refusal);

/* Takes a batch frame apart: one event map, or an array of them. `next` starts
 * at 0; returns false at the end. A frame that is no batch fails as a whole,
 * before the first event. */
struct batch { const uint8_t *at; size_t size, next; uint32_t count, index; };
MUST_CHECK enum status batch_open(struct batch *batch, const void *bytes, size_t size, struct refusal *refusal);
/* False at the end. `status` tells whether this event's bytes could be
 * delimited; when they could not, nothing after them can be, and the next call
 * returns false. */
bool batch_next(struct batch *batch, const void **event, size_t *size, enum status *status, struct refusal *refusal);
/* The same, with event_decode of what could be delimited: a good event is walked
 * over once. */
bool batch_decode(struct batch *batch, const void **bytes, size_t *size, struct event *event,
                  struct unknown_keys *unknown, enum status *status, struct refusal *refusal);

/* ---- outputs --------------------------------------------------------------- */

#define OUTPUT_TYPE_NAMES(X) X(INDICATOR, "indicator") X(ALERT, "alert")
#define INDICATOR_NAMES(X) \
    X(CONCENTRATION, "concentration") X(GOVERNANCE, "governance") X(EU_SUPPLY_RISK, "eu_supply_risk") \
    X(RELIANCE, "reliance") X(GAP, "gap") X(PIPELINE, "pipeline") X(TARIFF_COST, "tariff_cost") \
    X(CHURN, "churn") X(COVER, "cover") X(NEWS_INTENSITY, "news_intensity") X(NEWS_TONE, "news_tone") \
    X(NEWS_ACTS, "news_acts") X(VOLATILITY, "volatility") X(JUMP, "jump") X(DRIFT, "drift") \
    X(SPREAD, "spread") X(PREMIUM, "premium") X(STOCKS, "stocks") X(DISLOCATION, "dislocation") \
    X(CHOKEPOINT, "chokepoint") X(COVERAGE, "coverage") X(COMPOSITE, "composite")
#define VALUE_STATE_NAMES(X) X(OK, "ok") X(INDICATIVE, "indicative") X(UNKNOWN, "unknown")
#define ALERT_KIND_NAMES(X) \
    X(LEVEL, "level") X(DELTA, "delta") X(JUMP, "jump") X(STATE, "state") X(SHARE, "share") \
    X(GAP, "gap") X(DIVERGENCE, "divergence") X(RELIEF, "relief") X(DATA, "data")
#define ALERT_STATE_NAMES(X) X(PENDING, "pending") X(FIRING, "firing") X(RESOLVED, "resolved") X(UNKNOWN, "unknown")
#define SEVERITY_NAMES(X) \
    X(INFO, "info") X(MODERATE, "moderate") X(ELEVATED, "elevated") X(HIGH, "high") X(CRITICAL, "critical")

enum output_type {
#define X(code, name) OUTPUT_##code,
    OUTPUT_TYPE_NAMES(X)
#undef X
    OUTPUT_TYPES
};
enum indicator {
#define X(code, name) INDICATOR_##code,
    INDICATOR_NAMES(X)
#undef X
    INDICATORS
};
enum value_state {
#define X(code, name) VALUE_##code,
    VALUE_STATE_NAMES(X)
#undef X
    VALUE_STATES
};
enum alert_kind {
#define X(code, name) ALERT_KIND_##code,
    ALERT_KIND_NAMES(X)
#undef X
    ALERT_KINDS
};
enum alert_state {
#define X(code, name) ALERT_##code,
    ALERT_STATE_NAMES(X)
#undef X
    ALERT_STATES
};
enum severity {
#define X(code, name) SEVERITY_##code,
    SEVERITY_NAMES(X)
#undef X
    SEVERITIES
};

/* Names by enum, for tables, topics and people. */
extern const char *const event_type_names[EVENT_TYPES];
extern const char *const policy_status_names[POLICY_STATUSES];
extern const char *const instrument_names[INSTRUMENTS];
extern const char *const category_names[CATEGORIES];
extern const char *const measure_unit_names[MEASURE_UNITS];
extern const char *const price_unit_names[PRICE_UNITS];
extern const char *const table_names[TABLES];
extern const char *const table_unit_names[TABLE_UNITS];
extern const char *const health_names[HEALTHS];
extern const char *const output_type_names[OUTPUT_TYPES];
extern const char *const indicator_names[INDICATORS];
extern const char *const value_state_names[VALUE_STATES];
extern const char *const alert_kind_names[ALERT_KINDS];
extern const char *const alert_state_names[ALERT_STATES];
extern const char *const severity_names[SEVERITIES];

/* One channel's part of the composite; micro-points, they add up exactly. */
struct contribution { uint64_t present; uint8_t name; double x, weight; int64_t points; };
enum { CONTRIBUTION_HAS_NAME, CONTRIBUTION_HAS_X, CONTRIBUTION_HAS_WEIGHT, CONTRIBUTION_HAS_POINTS };

struct indicator_output {
    uint64_t present;
    uint8_t type;
    uint64_t offset, part;
    int64_t time;
    struct text material, region;
    uint8_t name;
    double value, x, low, high, coverage;
    uint8_t state;
    struct text reason;
    uint32_t contributions_count; struct contribution contributions[INDICATORS];
};
enum { INDICATOR_HAS_TYPE, INDICATOR_HAS_OFFSET, INDICATOR_HAS_PART, INDICATOR_HAS_TIME, INDICATOR_HAS_MATERIAL,
       INDICATOR_HAS_REGION, INDICATOR_HAS_NAME, INDICATOR_HAS_VALUE, INDICATOR_HAS_X, INDICATOR_HAS_LOW,
       INDICATOR_HAS_HIGH, INDICATOR_HAS_COVERAGE, INDICATOR_HAS_STATE, INDICATOR_HAS_REASON,
       INDICATOR_HAS_CONTRIBUTIONS };

/* `effect`: points of the composite that would be missing without this cause;
 * absent for a cause that is named but not measured. */
struct cause { uint64_t present; struct text source, id; uint64_t offset; double effect; };
enum { CAUSE_HAS_SOURCE, CAUSE_HAS_ID, CAUSE_HAS_OFFSET, CAUSE_HAS_EFFECT };

struct measure_view {
    uint64_t present;
    struct text policy;
    uint8_t status;
    double probability;
    uint32_t legs_count; struct leg legs[LIMIT_LEGS];
    struct quantity claimed, observed;
};
enum { MEASURE_HAS_POLICY, MEASURE_HAS_STATUS, MEASURE_HAS_PROBABILITY, MEASURE_HAS_LEGS, MEASURE_HAS_CLAIMED,
       MEASURE_HAS_OBSERVED };

struct reading { uint64_t present; uint8_t name; double value, x; };
enum { READING_HAS_NAME, READING_HAS_VALUE, READING_HAS_X };

/* An operator's word on an alert: who, why, how long, and where it stands. */
struct note { uint64_t present; struct text author, comment; int64_t until; uint64_t offset; };
enum { NOTE_HAS_AUTHOR, NOTE_HAS_COMMENT, NOTE_HAS_UNTIL, NOTE_HAS_OFFSET };

/* Measures, `others` and `interaction`; stories, and the rest of them. */
#define LIMIT_CAUSES (LIMIT_ATTRIBUTED + 2u + LIMIT_STORIES_CITED + 1u)

struct alert_output {
    uint64_t present;
    uint8_t type;
    uint64_t offset, part;
    int64_t time;
    struct text id;
    uint64_t transition;
    uint8_t state, kind, severity;
    struct text material, region, rule, rule_hash;
    double value, before, threshold;
    uint32_t contributions_count; struct contribution contributions[INDICATORS];
    uint32_t because_count; struct cause because[LIMIT_CAUSES];
    uint32_t measures_count; struct measure_view measures[LIMIT_ATTRIBUTED];
    uint32_t if_true_count; struct reading if_true[INDICATORS];
    struct text supersedes;
    double coverage;
    uint8_t figures; /* enum value_state of the composite it rests on */
    struct text figures_reason;
    struct note acknowledged, silenced;
    struct text config;
    uint64_t engine;
    struct text reason;
};
enum { ALERT_HAS_TYPE, ALERT_HAS_OFFSET, ALERT_HAS_PART, ALERT_HAS_TIME, ALERT_HAS_ID, ALERT_HAS_TRANSITION,
       ALERT_HAS_STATE, ALERT_HAS_KIND, ALERT_HAS_SEVERITY, ALERT_HAS_MATERIAL, ALERT_HAS_REGION, ALERT_HAS_RULE,
       ALERT_HAS_RULE_HASH, ALERT_HAS_VALUE, ALERT_HAS_BEFORE, ALERT_HAS_THRESHOLD, ALERT_HAS_CONTRIBUTIONS,
       ALERT_HAS_BECAUSE, ALERT_HAS_MEASURES, ALERT_HAS_IF_TRUE, ALERT_HAS_SUPERSEDES, ALERT_HAS_COVERAGE,
       ALERT_HAS_FIGURES, ALERT_HAS_FIGURES_REASON,
       ALERT_HAS_ACKNOWLEDGED, ALERT_HAS_SILENCED, ALERT_HAS_CONFIG, ALERT_HAS_ENGINE, ALERT_HAS_REASON };

union output {
    struct { uint64_t present; uint8_t type; } head;
    struct indicator_output indicator;
    struct alert_output alert;
};

extern const struct rows indicator_rows, alert_rows;
/* By the output's type. */
const struct rows *output_rows(const union output *output);
MUST_CHECK enum status output_decode(const void *bytes, size_t size, union output *output, struct refusal *refusal);

/* ---- frames ---------------------------------------------------------------- */

/* Beside every output on the stream: [topic][header][output]. */
struct header { uint64_t present; uint64_t epoch, seq, offset; };
enum { HEADER_HAS_EPOCH, HEADER_HAS_SEQ, HEADER_HAS_OFFSET };

struct refused { uint64_t present; uint64_t index; struct text reason, field, text; };
enum { REFUSED_HAS_INDEX, REFUSED_HAS_REASON, REFUSED_HAS_FIELD, REFUSED_HAS_TEXT };
struct unknown_key { uint64_t present; struct text key, nearest; };
enum { UNKNOWN_KEY_HAS_KEY, UNKNOWN_KEY_HAS_NEAREST };
struct receipt {
    uint64_t present;
    uint64_t accepted, duplicate;
    uint32_t refused_count; struct refused refused[LIMIT_BATCH_EVENTS + 1u]; /* and bytes behind the last event */
    uint32_t unknown_keys_count; struct unknown_key unknown_keys[LIMIT_UNKNOWN_KEYS];
    uint64_t credit, offset; /* offset: of the last accepted; absent when none ever was */
};
enum { RECEIPT_HAS_ACCEPTED, RECEIPT_HAS_DUPLICATE, RECEIPT_HAS_REFUSED, RECEIPT_HAS_UNKNOWN_KEYS,
       RECEIPT_HAS_CREDIT, RECEIPT_HAS_OFFSET };

struct topic_seq { uint64_t present; struct text topic; uint64_t seq; };
enum { TOPIC_SEQ_HAS_TOPIC, TOPIC_SEQ_HAS_SEQ };
#define LIMIT_HEARTBEAT_TOPICS 4096u /* of one heartbeat; more are paged */
struct heartbeat {
    uint64_t present;
    uint64_t contract, epoch, offset;
    int64_t time;
    bool all; /* every topic is listed, on this page and those after it */
    uint32_t topics_count; struct topic_seq topics[LIMIT_HEARTBEAT_TOPICS];
    uint64_t page; /* how many of `all` came before this one */
};
enum { HEARTBEAT_HAS_CONTRACT, HEARTBEAT_HAS_EPOCH, HEARTBEAT_HAS_OFFSET, HEARTBEAT_HAS_TIME, HEARTBEAT_HAS_ALL,
       HEARTBEAT_HAS_TOPICS, HEARTBEAT_HAS_PAGE };

#define HISTORY_OP_NAMES(X) X(SNAPSHOT, "snapshot") X(RANGE, "range") X(EVENTS, "events") X(STATE, "state") \
    X(SOURCES, "sources") X(QUARANTINE, "quarantine") X(ALERTS, "alerts")
enum history_op {
#define X(code, name) HISTORY_##code,
    HISTORY_OP_NAMES(X)
#undef X
    HISTORY_OPS
};
extern const char *const history_op_names[HISTORY_OPS];
struct history_request { uint64_t present; uint8_t op; struct text prefix, topic; uint64_t from, to; };
enum { HISTORY_REQUEST_HAS_OP, HISTORY_REQUEST_HAS_PREFIX, HISTORY_REQUEST_HAS_TOPIC, HISTORY_REQUEST_HAS_FROM,
       HISTORY_REQUEST_HAS_TO };
struct history_page {
    uint64_t present;
    uint64_t epoch;
    bool more;
    uint64_t floor, offset;
    int64_t time;
    struct text error;
};
enum { HISTORY_PAGE_HAS_EPOCH, HISTORY_PAGE_HAS_MORE, HISTORY_PAGE_HAS_FLOOR, HISTORY_PAGE_HAS_OFFSET,
       HISTORY_PAGE_HAS_TIME, HISTORY_PAGE_HAS_ERROR };

/* status.<source>. on the stream: what the broker says of a source. Outside
 * every comparison. */
struct source_status {
    uint64_t present;
    struct text source;
    uint8_t health;
    int64_t time;
    uint64_t accepted, duplicate, refused, missing;
    struct text reason;
};
enum { SOURCE_STATUS_HAS_SOURCE, SOURCE_STATUS_HAS_HEALTH, SOURCE_STATUS_HAS_TIME, SOURCE_STATUS_HAS_ACCEPTED,
       SOURCE_STATUS_HAS_DUPLICATE, SOURCE_STATUS_HAS_REFUSED, SOURCE_STATUS_HAS_MISSING, SOURCE_STATUS_HAS_REASON };

/* What was refused, as history gives it (`quarantine`); its bytes stand beside it. */
struct quarantined {
    uint64_t present;
    uint64_t number; /* counts from 1 since the broker started */
    int64_t time;
    struct text endpoint;
    uint64_t index;
    struct text reason, field, text, source, id;
    uint64_t revision, size;
};
enum { QUARANTINED_HAS_NUMBER, QUARANTINED_HAS_TIME, QUARANTINED_HAS_ENDPOINT, QUARANTINED_HAS_INDEX,
       QUARANTINED_HAS_REASON, QUARANTINED_HAS_FIELD, QUARANTINED_HAS_TEXT, QUARANTINED_HAS_SOURCE,
       QUARANTINED_HAS_ID, QUARANTINED_HAS_REVISION, QUARANTINED_HAS_SIZE };

/* An entry of the log, as history gives it (`events`); its bytes stand beside it. */
struct log_place { uint64_t present; uint64_t offset; int64_t received; };
enum { LOG_PLACE_HAS_OFFSET, LOG_PLACE_HAS_RECEIVED };

/* What history gives for `state`: first the board, of which the others are
 * parts; then its indicators as they stand, its measures, what operators have
 * said and still holds, and the counters. */
struct board_view {
    uint64_t present;
    uint64_t offset;
    int64_t time;
    uint32_t materials_count; struct text materials[LIMIT_MATERIALS];
    uint32_t regions_count; struct text regions[LIMIT_REGIONS];
    uint32_t bands_count; double bands[SEVERITIES - 1];
    struct text config;
};
enum { BOARD_HAS_OFFSET, BOARD_HAS_TIME, BOARD_HAS_MATERIALS, BOARD_HAS_REGIONS, BOARD_HAS_BANDS, BOARD_HAS_CONFIG };
struct ledger_view {
    uint64_t present;
    struct text policy, source, id, title;
    uint64_t offset;
    uint8_t status, instrument;
    double probability;
    bool forward; /* it moves no composite, now or at a horizon */
    uint32_t materials_count; struct text materials[LIMIT_MATERIALS];
    uint32_t regions_count; struct text regions[LIMIT_REGIONS];
    uint32_t legs_count; struct leg legs[LIMIT_LEGS];
};
struct operator_view {
    uint64_t present;
    uint8_t type; /* EVENT_ACKNOWLEDGE or EVENT_SILENCE */
    struct text source, id;
    uint64_t revision, offset;
    int64_t said, until;
    struct text alert, prefix, author, comment;
};
enum { OPERATOR_VIEW_HAS_TYPE, OPERATOR_VIEW_HAS_SOURCE, OPERATOR_VIEW_HAS_ID, OPERATOR_VIEW_HAS_REVISION,
       OPERATOR_VIEW_HAS_OFFSET, OPERATOR_VIEW_HAS_SAID, OPERATOR_VIEW_HAS_UNTIL, OPERATOR_VIEW_HAS_ALERT,
       OPERATOR_VIEW_HAS_PREFIX, OPERATOR_VIEW_HAS_AUTHOR, OPERATOR_VIEW_HAS_COMMENT };
struct counter_view { uint64_t present; struct text name; uint64_t count; };
enum { COUNTER_HAS_NAME, COUNTER_HAS_COUNT };

extern const struct rows header_rows, receipt_rows, heartbeat_rows, history_request_rows, history_page_rows,
    source_status_rows, quarantined_rows, log_place_rows, board_view_rows, ledger_view_rows, operator_view_rows,
    counter_view_rows;

/* ---- the log --------------------------------------------------------------- */

/* What an entry of the log is. */
enum entry_kind {
    ENTRY_EVENTS = 1, /* a group of accepted events; each takes an offset */
    ENTRY_TICK,       /* time passed: makes it durable, adds nothing */
    ENTRY_CONFIG,     /* one configuration message */
    ENTRY_RULES,      /* one rules message */
};

/* ---- configuration and rules of the engine -------------------------------- */

/* The fields that `config` began with are required: what a message leaves out
 * would be zero. Those that came later are optional, so that logs of before are
 * still read; absent, they mean what the engine did before them.
 * `present` is all ones in one that is made here (encode looks at rows only). */
#define PRESENT_ALL UINT64_MAX

struct region_row { uint64_t present; struct text name; uint32_t members_count; country members[LIMIT_COUNTRIES]; };
enum { REGION_HAS_NAME, REGION_HAS_MEMBERS };
struct tier_row { uint64_t present; struct text source; uint64_t tier; }; /* prefix of `source`; 1 is best */
enum { TIER_HAS_SOURCE, TIER_HAS_TIER };
struct weight_row { uint64_t present; uint8_t indicator; double weight; };
enum { WEIGHT_HAS_INDICATOR, WEIGHT_HAS_WEIGHT };
struct credibility_row { uint64_t present; uint8_t status; double probability; };
enum { CREDIBILITY_HAS_STATUS, CREDIBILITY_HAS_PROBABILITY };
struct horizon_row { uint64_t present; double days, weight; };
enum { HORIZON_HAS_DAYS, HORIZON_HAS_WEIGHT };

#define ROLE_NAMES(X) \
    X(PRICE, "price") X(CASH, "cash") X(FORWARD, "forward") X(PREMIUM, "premium") X(STOCK, "stock") \
    X(CANCELLED, "cancelled") X(FX, "fx")
enum role {
#define X(code, name) ROLE_##code,
    ROLE_NAMES(X)
#undef X
    ROLES
};
extern const char *const role_names[ROLES];
extern const char *const zone_names[ZONE_COUNT];

/* What a series means to a pair. Rows of the same series agree in all that
 * speaks of the series itself: unit, bar, close, zone, interval, holidays. */
struct market_row {
    uint64_t present;
    struct text material, region;  /* region: a name, or "*" */
    uint8_t role;                  /* enum role */
    struct text series;
    uint8_t unit;                  /* enum price_unit, as published */
    int64_t bar;                   /* ns */
    struct text close;             /* "HH:MM", local */
    uint8_t zone;                  /* enum zone */
    int64_t interval;              /* ns: expected spacing of prices */
    uint32_t holidays_count; int64_t holidays[LIMIT_HOLIDAYS]; /* local days without a close */
};
enum { MARKET_HAS_MATERIAL, MARKET_HAS_REGION, MARKET_HAS_ROLE, MARKET_HAS_SERIES, MARKET_HAS_UNIT, MARKET_HAS_BAR,
       MARKET_HAS_CLOSE, MARKET_HAS_ZONE, MARKET_HAS_INTERVAL, MARKET_HAS_HOLIDAYS };
/* How stories are weighed. */
struct news_row {
    uint64_t present;
    double fast_days, slow_days;   /* half-lives of an outlet's counts: now, and its habit */
    double tone_days;              /* half-life of a signal */
    double enough, settled_days;   /* stories, and days since the first, before a habit is one */
    double silence;                /* usual intervals after which an outlet is silent */
    uint32_t tier_weights_count; double tier_weights[LIMIT_NEWS_TIERS];
};
enum { NEWS_ROW_HAS_FAST_DAYS, NEWS_ROW_HAS_SLOW_DAYS, NEWS_ROW_HAS_TONE_DAYS, NEWS_ROW_HAS_ENOUGH,
       NEWS_ROW_HAS_SETTLED_DAYS, NEWS_ROW_HAS_SILENCE, NEWS_ROW_HAS_TIER_WEIGHTS };

/* Everything the engine may be told; the defaults are in engine/defaults.c. */
struct config {
    uint64_t present;
    uint32_t materials_count; struct text materials[LIMIT_MATERIALS];
    uint32_t regions_count; struct region_row regions[LIMIT_REGIONS];
    uint32_t tiers_count; struct tier_row tiers[LIMIT_TIERS];
    uint32_t weights_count; struct weight_row weights[INDICATORS];
    uint32_t credibility_count; struct credibility_row credibility[POLICY_STATUSES];
    double offer_credibility;     /* of an offer without a legal act */
    double anticipation;          /* k before `from` */
    double anticipation_days;     /* how far ahead it is felt */
    uint32_t horizons_count; struct horizon_row horizons[LIMIT_HORIZONS];
    double licence_cut;           /* of a licence without an approval rate */
    double unresolved;            /* p of a suspension whose date passed without a word */
    double delayed_days;          /* a technology ban and a price floor work so much later */
    double divertible;            /* of an exporter's capacity, to an offer */
    double share_cap;             /* an offer's part of demand at most */
    double rerouted_weight;       /* of a replaced tonne in the loss */
    double curve_half;            /* of c(g) = (1+h) g / (g+h) */
    double cover_half;            /* cover at which x is one half */
    double tariff_full;           /* duty in % at which x is 1 */
    double unknown_governance;    /* g of XX and of countries without an estimate */
    double unknown_share;         /* XX above it: concentration and governance are unknown */
    double indicative_coverage;   /* coverage below it: the composite is indicative */
    uint32_t bands_count; double bands[SEVERITIES - 1]; /* composite from which moderate, elevated, high, critical */
    double emit_delta;
    int64_t emit_every, decay_every; /* ns */
    uint32_t markets_count; struct market_row markets[LIMIT_MARKETS];
    struct news_row news;
    int64_t close_grace;          /* ns after its close a bar is closed, if no price does it */
    double stale_intervals;       /* of trading time without a price: the series is stale */
    uint64_t frozen_bars;         /* so many closes unchanged: it is frozen */
    uint64_t rebase_bars;         /* so many bars off by one factor: it is the new basis */
};
enum { CONFIG_HAS_MATERIALS, CONFIG_HAS_REGIONS, CONFIG_HAS_TIERS, CONFIG_HAS_WEIGHTS, CONFIG_HAS_CREDIBILITY,
       CONFIG_HAS_OFFER_CREDIBILITY, CONFIG_HAS_ANTICIPATION, CONFIG_HAS_ANTICIPATION_DAYS, CONFIG_HAS_HORIZONS,
       CONFIG_HAS_LICENCE_CUT, CONFIG_HAS_UNRESOLVED, CONFIG_HAS_DELAYED_DAYS, CONFIG_HAS_DIVERTIBLE,
       CONFIG_HAS_SHARE_CAP, CONFIG_HAS_REROUTED_WEIGHT, CONFIG_HAS_CURVE_HALF, CONFIG_HAS_COVER_HALF,
       CONFIG_HAS_TARIFF_FULL, CONFIG_HAS_UNKNOWN_GOVERNANCE, CONFIG_HAS_UNKNOWN_SHARE,
       CONFIG_HAS_INDICATIVE_COVERAGE, CONFIG_HAS_BANDS, CONFIG_HAS_EMIT_DELTA, CONFIG_HAS_EMIT_EVERY,
       CONFIG_HAS_DECAY_EVERY, CONFIG_HAS_MARKETS, CONFIG_HAS_NEWS, CONFIG_HAS_CLOSE_GRACE,
       CONFIG_HAS_STALE_INTERVALS, CONFIG_HAS_FROZEN_BARS, CONFIG_HAS_REBASE_BARS };

#define RULE_MATCH_ALL "*"
struct rule {
    uint64_t present;
    struct text name;
    uint8_t kind;                  /* enum alert_kind */
    struct text material, region;  /* a name, or "*" */
    double threshold, clear;       /* in the kind's own unit */
    int64_t hold, keep, cooldown;  /* ns: `for`, `keep`, and silence after a resolve */
    uint8_t severity;
    uint32_t ladder_count; double ladder[SEVERITIES - 1]; /* |points| from which moderate, elevated, high, critical */
    int64_t clear_for, window;     /* ns: how long the clear threshold must be met; how far back a change is looked for */
    uint64_t flap_count; int64_t flap_window; /* more turns than this within the window: it flaps */
};
enum { RULE_HAS_NAME, RULE_HAS_KIND, RULE_HAS_MATERIAL, RULE_HAS_REGION, RULE_HAS_THRESHOLD, RULE_HAS_CLEAR,
       RULE_HAS_FOR, RULE_HAS_KEEP, RULE_HAS_COOLDOWN, RULE_HAS_SEVERITY, RULE_HAS_LADDER, RULE_HAS_CLEAR_FOR,
       RULE_HAS_WINDOW, RULE_HAS_FLAP_COUNT, RULE_HAS_FLAP_WINDOW };
struct rules { uint64_t present; uint32_t rules_count; struct rule rules[LIMIT_RULES]; };
enum { RULES_HAS_RULES };

extern const struct rows config_rows, rules_rows;

#endif

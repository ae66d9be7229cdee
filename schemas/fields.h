/* How rows are written: one line a field,
 *
 *     [LEG_FROM] = FIELD("from", REQUIRED, TIME(struct leg, from), "", "when it begins"),
 *
 * indexed by the bit that says the field is present, so that the order of the
 * rows and the order of the bits cannot differ. Each kind knows its own range. */
#ifndef OREWATCH_SCHEMAS_FIELDS_H
#define OREWATCH_SCHEMAS_FIELDS_H

#include "schemas/messages.h"

#define REQUIRED true
#define OPTIONAL false

/* 0xa0 begins a string of up to 31 bytes. */
#define KEY(name) {0xa0 | (sizeof(name) - 1), name}

#define FIELD(called, need, kind_of, of_unit, says) \
    {.key = KEY(called), .name = (called), .name_size = sizeof(called) - 1, .required = (need), .since = 1, kind_of, \
     .unit = (of_unit), .meaning = (says)}

#define AT(type, member) .offset = offsetof(type, member)
#define MEMBER(type, member) ((type *)0)->member
#define ITEMS(type, member, of) \
    .kind = KIND_LIST, .item = (of), AT(type, member), .count_offset = offsetof(type, member##_count), \
    .item_size = sizeof MEMBER(type, member)[0], \
    .capacity = sizeof MEMBER(type, member) / sizeof MEMBER(type, member)[0]
#define NAMES(list) .names = (list), .keys = list##_keys, .names_count = sizeof(list) / sizeof(list)[0]

#define BOOL(type, member) .kind = KIND_BOOL, AT(type, member)
#define UINT(type, member, least, most) .kind = KIND_UINT, AT(type, member), .low = (least), .high = (most)
#define INT(type, member, least, most) .kind = KIND_INT, AT(type, member), .low = (least), .high = (most)
#define NUMBER(type, member, least, most) .kind = KIND_NUMBER, AT(type, member), .low = (least), .high = (most)
#define TIME(type, member) .kind = KIND_TIME, AT(type, member)
#define DAY(type, member) .kind = KIND_DAY, AT(type, member)
#define TOKEN(type, member, most) .kind = KIND_TOKEN, AT(type, member), .high = (most)
#define TEXT_OF(type, member, most) .kind = KIND_TEXT, AT(type, member), .high = (most)
#define NAME(type, member, list) .kind = KIND_NAME, AT(type, member), NAMES(list)
#define PLACE(type, member) .kind = KIND_COUNTRY, AT(type, member)
#define MAP(type, member, of) .kind = KIND_MAP, AT(type, member), .rows = &(of)
#define LIST_OF_TOKENS(type, member, most) ITEMS(type, member, KIND_TOKEN), .high = (most)
#define LIST_OF_DAYS(type, member) ITEMS(type, member, KIND_DAY)
#define LIST_OF_PLACES(type, member) ITEMS(type, member, KIND_COUNTRY)
#define LIST_OF_NUMBERS(type, member, least, most) ITEMS(type, member, KIND_NUMBER), .low = (least), .high = (most)
#define LIST_OF_MAPS(type, member, of) ITEMS(type, member, KIND_MAP), .rows = &(of)

/* Whole numbers that JSON readers, which keep doubles, hold exactly. */
#define WHOLE_MOST 0x1p53
/* A number that is only compared for equality. */
#define UINT_MOST 0x1p64
/* A hundred years in nanoseconds. */
#define DURATION_MOST 3.15576e18

#define ROWS(symbol, called, type, says, list) \
    const struct rows symbol = {.name = (called), .meaning = (says), .fields = (list), \
                                .count = sizeof(list) / sizeof(list)[0], .size = sizeof(type)}

/* The names of messages.h as keys, in the same order. */
extern const struct key
    event_type_names_keys[EVENT_TYPES],
    policy_status_names_keys[POLICY_STATUSES],
    instrument_names_keys[INSTRUMENTS],
    category_names_keys[CATEGORIES],
    measure_unit_names_keys[MEASURE_UNITS],
    price_unit_names_keys[PRICE_UNITS],
    table_names_keys[TABLES],
    table_unit_names_keys[TABLE_UNITS],
    health_names_keys[HEALTHS],
    output_type_names_keys[OUTPUT_TYPES],
    indicator_names_keys[INDICATORS],
    value_state_names_keys[VALUE_STATES],
    alert_kind_names_keys[ALERT_KINDS],
    alert_state_names_keys[ALERT_STATES],
    severity_names_keys[SEVERITIES],
    history_op_names_keys[HISTORY_OPS],
    role_names_keys[ROLES],
    zone_names_keys[ZONE_COUNT];

/* Rows that event_rows and other rows point to. */
extern const struct rows price_rows, policy_rows, news_rows, baseline_rows, status_rows, acknowledge_rows,
    silence_rows;
extern const struct rows quantity_rows, leg_rows, signal_rows, table_row_rows;
extern const struct rows contribution_rows, cause_rows, measure_view_rows, reading_rows, note_rows;
extern const struct rows refused_rows, unknown_key_rows, topic_seq_rows;
extern const struct rows region_row_rows, tier_row_rows, weight_row_rows, credibility_row_rows, horizon_row_rows;
extern const struct rows market_row_rows;
extern const struct rows rule_rows;
extern const struct rows news_row_rows, rule_rows;

#endif

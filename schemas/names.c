#include "schemas/messages.h"

#define X(code, name) name,
const char *const event_type_names[EVENT_TYPES] = {EVENT_TYPE_NAMES(X)};
const char *const policy_status_names[POLICY_STATUSES] = {POLICY_STATUS_NAMES(X)};
const char *const instrument_names[INSTRUMENTS] = {INSTRUMENT_NAMES(X)};
const char *const category_names[CATEGORIES] = {CATEGORY_NAMES(X)};
const char *const measure_unit_names[MEASURE_UNITS] = {MEASURE_UNIT_NAMES(X)};
const char *const price_unit_names[PRICE_UNITS] = {PRICE_UNIT_NAMES(X)};
const char *const table_names[TABLES] = {TABLE_NAMES(X)};
const char *const table_unit_names[TABLE_UNITS] = {TABLE_UNIT_NAMES(X)};
const char *const health_names[HEALTHS] = {HEALTH_NAMES(X)};
const char *const output_type_names[OUTPUT_TYPES] = {OUTPUT_TYPE_NAMES(X)};
const char *const indicator_names[INDICATORS] = {INDICATOR_NAMES(X)};
const char *const value_state_names[VALUE_STATES] = {VALUE_STATE_NAMES(X)};
const char *const alert_kind_names[ALERT_KINDS] = {ALERT_KIND_NAMES(X)};
const char *const alert_state_names[ALERT_STATES] = {ALERT_STATE_NAMES(X)};
const char *const severity_names[SEVERITIES] = {SEVERITY_NAMES(X)};
const char *const history_op_names[HISTORY_OPS] = {HISTORY_OP_NAMES(X)};
#undef X

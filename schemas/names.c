#include "schemas/fields.h"

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
const char *const role_names[ROLES] = {ROLE_NAMES(X)};
#undef X

#define X(code, name) KEY(name),
const struct key event_type_names_keys[EVENT_TYPES] = {EVENT_TYPE_NAMES(X)};
const struct key policy_status_names_keys[POLICY_STATUSES] = {POLICY_STATUS_NAMES(X)};
const struct key instrument_names_keys[INSTRUMENTS] = {INSTRUMENT_NAMES(X)};
const struct key category_names_keys[CATEGORIES] = {CATEGORY_NAMES(X)};
const struct key measure_unit_names_keys[MEASURE_UNITS] = {MEASURE_UNIT_NAMES(X)};
const struct key price_unit_names_keys[PRICE_UNITS] = {PRICE_UNIT_NAMES(X)};
const struct key table_names_keys[TABLES] = {TABLE_NAMES(X)};
const struct key table_unit_names_keys[TABLE_UNITS] = {TABLE_UNIT_NAMES(X)};
const struct key health_names_keys[HEALTHS] = {HEALTH_NAMES(X)};
const struct key output_type_names_keys[OUTPUT_TYPES] = {OUTPUT_TYPE_NAMES(X)};
const struct key indicator_names_keys[INDICATORS] = {INDICATOR_NAMES(X)};
const struct key value_state_names_keys[VALUE_STATES] = {VALUE_STATE_NAMES(X)};
const struct key alert_kind_names_keys[ALERT_KINDS] = {ALERT_KIND_NAMES(X)};
const struct key alert_state_names_keys[ALERT_STATES] = {ALERT_STATE_NAMES(X)};
const struct key severity_names_keys[SEVERITIES] = {SEVERITY_NAMES(X)};
const struct key history_op_names_keys[HISTORY_OPS] = {HISTORY_OP_NAMES(X)};
const struct key role_names_keys[ROLES] = {ROLE_NAMES(X)};
#undef X

#define X(code, name, minutes, rule) name,
const char *const zone_names[ZONE_COUNT] = {ZONES(X)};
#undef X

#define X(code, name, minutes, rule) KEY(name),
const struct key zone_names_keys[ZONE_COUNT] = {ZONES(X)};
#undef X

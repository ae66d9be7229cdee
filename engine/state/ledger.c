/* The ledger of measures. */
#include "engine/ledger.h"
#include "engine/state/parts.h"

static const struct state_field leg_state[] = {
    VALUE(struct leg, present),
    VALUE(struct leg, from),
    VALUE(struct leg, until),
    VALUE(struct leg, announced),
    VALUE(struct leg, full),
    BELOW(struct leg, instrument, INSTRUMENTS),
    VALUE(struct leg, value),
    BELOW(struct leg, unit, MEASURE_UNITS),
};
STATE_PART(leg, struct leg);

static const struct state_field leg_kept_state[] = {
    BELOW(struct leg_kept, instrument, INSTRUMENTS),
    BELOW(struct leg_kept, unit, MEASURE_UNITS),
    VALUE(struct leg_kept, valued),
    VALUE(struct leg_kept, value),
    VALUE(struct leg_kept, announced),
    VALUE(struct leg_kept, from),
    VALUE(struct leg_kept, full),
    VALUE(struct leg_kept, until),
    PART(struct leg_kept, shown, leg_part),
};
STATE_PART(leg_kept, struct leg_kept);

static const struct state_field quantity_state[] = {
    VALUE(struct quantity, present),
    VALUE(struct quantity, value),
    BELOW(struct quantity, unit, MEASURE_UNITS),
};
STATE_PART(quantity, struct quantity);

static const struct state_field title_state[] = {TEXT_IN(struct text_kept, at, size)};
STATE_PART(title, struct text_kept);

static const struct state_field measure_state[] = {
    PART(struct measure, policy, name_part),
    PART(struct measure, source, name_part),
    PART(struct measure, id, name_part),
    PART(struct measure, title, title_part),
    VALUE(struct measure, revision),
    VALUE(struct measure, offset),
    VALUE(struct measure, time),
    VALUE(struct measure, received),
    VALUE(struct measure, withdrawn),
    VALUE(struct measure, unresolved),
    VALUE(struct measure, has_probability),
    BELOW(struct measure, status, POLICY_STATUSES),
    BELOW(struct measure, instrument, INSTRUMENTS),
    BELOW(struct measure, implementer, COUNTRY_CODES),
    VALUE(struct measure, origins),
    VALUE(struct measure, targets),
    VALUE(struct measure, materials),
    VALUE(struct measure, probability),
    VALUE(struct measure, ends),
    PART(struct measure, claimed, quantity_part),
    PART(struct measure, observed, quantity_part),
    VALUE(struct measure, legs),
    LIST(struct measure, leg, legs, leg_kept_part),
};
STATE_PART(measure, struct measure);

static const struct state_field policy_state[] = {
    PART(struct policy_entry, policy, name_part),
    VALUE(struct policy_entry, first),
    BELOW_OR_NONE(struct policy_entry, acting, LIMIT_ASSERTIONS),
};
STATE_PART(policy, struct policy_entry);

static const struct state_field ledger_state[] = {
    VALUE(struct ledger, policies),
    VALUE(struct ledger, words),
    LIST(struct ledger, policy, policies, policy_part),
    LIST(struct ledger, word, words, measure_part),
    VALUES_BELOW(struct ledger, word_policy, words, LIMIT_MEASURES),
};
SHARED_PART(ledger, struct ledger);

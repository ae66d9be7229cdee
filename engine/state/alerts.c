/* Alerts, and what sources and operators have said. */
#include "engine/health.h"
#include "engine/moment.h"
#include "engine/notebook.h"
#include "engine/state/parts.h"

static const struct state_field life_state[] = {
    BELOW(struct life, state, ALERT_STATES),
    BELOW(struct life, severity, SEVERITIES),
    VALUE(struct life, flapping),
    VALUE(struct life, met),
    VALUE(struct life, clear),
    VALUE(struct life, missing),
    VALUE(struct life, left),
    VALUE(struct life, quiet),
    VALUE(struct life, turns),
    VALUE(struct life, turned),
};
STATE_PART(life, struct life);

static const struct state_field jump_said_state[] = {
    VALUE(struct jump_said, bar),
    BELOW(struct jump_said, up, SEVERITIES + 1),
    BELOW(struct jump_said, down, SEVERITIES + 1),
};
STATE_PART(jump_said, struct jump_said);

static const struct state_field alert_state[] = {
    VALUE(struct alert, id),
    VALUE(struct alert, transition),
    VALUE(struct alert, rule_hash),
    PART(struct alert, rule, name_part),
    BELOW(struct alert, kind, ALERT_KINDS),
    BELOW(struct alert, cause, CAUSE_TROUBLE + TROUBLES),
    BELOW(struct alert, material, LIMIT_MATERIALS),
    BELOW(struct alert, region, LIMIT_REGIONS),
    BELOW_OR_NONE(struct alert, policy, LIMIT_MEASURES),
    PART(struct alert, name, name_part),
    PART(struct alert, life, life_part),
    PART(struct alert, said, jump_said_part),
    VALUE(struct alert, since),
    VALUE(struct alert, expires),
    VALUE(struct alert, due),
    VALUE(struct alert, from),
    VALUE(struct alert, rests_on),
    VALUE(struct alert, value),
    VALUE(struct alert, before),
    VALUE(struct alert, threshold),
    VALUE(struct alert, fires_at),
    VALUE(struct alert, clears_at),
    BELOW(struct alert, say, SAYS),
    VALUE(struct alert, number),
    VALUE(struct alert, basis),
};
STATE_PART(alert, struct alert);

static const struct state_field alerts_state[] = {
    VALUE(struct alerts, count),
    VALUE(struct alerts, forgotten),
    LIST(struct alerts, alert, count, alert_part),
    ALL_BELOW(struct alerts, slot, uint16_t, LIMIT_ALERTS + 1),
};
SHARED_PART(alerts, struct alerts);

static const struct state_field health_state[] = {
    PART(struct health_kept, source, name_part),
    PART(struct health_kept, id, name_part),
    VALUE(struct health_kept, revision),
    VALUE(struct health_kept, offset),
    VALUE(struct health_kept, time),
    BELOW(struct health_kept, health, HEALTHS),
    VALUE(struct health_kept, withdrawn),
    TEXT_IN(struct health_kept, reason, reason_size),
    TEXT_IN(struct health_kept, text, text_size),
};
STATE_PART(health, struct health_kept);

static const struct state_field healths_state[] = {
    VALUE(struct healths, count),
    LIST(struct healths, health, count, health_part),
};
SHARED_PART(healths, struct healths);

static const struct state_field note_state[] = {
    PART(struct note_kept, source, name_part),
    PART(struct note_kept, id, name_part),
    VALUE(struct note_kept, revision),
    VALUE(struct note_kept, offset),
    BELOW(struct note_kept, type, EVENT_TYPES),
    VALUE(struct note_kept, said),
    VALUE(struct note_kept, until),
    PART(struct note_kept, alert, name_part),
    TEXT_IN(struct note_kept, prefix, prefix_size),
    TEXT_IN(struct note_kept, author, author_size),
    TEXT_IN(struct note_kept, comment, comment_size),
};
STATE_PART(note, struct note_kept);

static const struct state_field notebook_state[] = {
    VALUE(struct notebook, count),
    LIST(struct notebook, note, count, note_part),
};
SHARED_PART(notebook, struct notebook);

#include "engine/life.h"

static int64_t after(int64_t since, int64_t duration)
{
    return since == ALWAYS ? ALWAYS : since + duration;
}

static int64_t longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* An alert that flaps is quiet for a whole window. */
static int64_t calmed(const struct life *life, const struct rule_kept *rule, int64_t duration)
{
    return life->flapping ? longer(duration, rule->flap_window) : duration;
}

/* ---- when each turn is due ------------------------------------------------------ */

static int64_t due_now(const struct life *life, const struct rule_kept *rule)
{
    (void)rule;
    return life->met[0];
}

static int64_t due_missing(const struct life *life, const struct rule_kept *rule)
{
    (void)rule;
    return life->missing;
}

static int64_t due_met(const struct life *life, const struct rule_kept *rule)
{
    return longer(after(life->met[0], rule->hold), life->quiet);
}

static int64_t due_met_again(const struct life *life, const struct rule_kept *rule)
{
    return longer(after(life->met[0], calmed(life, rule, rule->hold)), life->quiet);
}

static int64_t due_clear(const struct life *life, const struct rule_kept *rule)
{
    return after(life->clear, calmed(life, rule, rule->clear_for));
}

/* What has not fired ends as slowly as it would have fired, and not within the
 * cool-down: so each is said once, however often the threshold is crossed. */
static int64_t due_past(const struct life *life, const struct rule_kept *rule)
{
    return longer(after(life->clear, calmed(life, rule, longer(rule->hold, rule->clear_for))), life->quiet);
}

static int64_t due_higher(const struct life *life, const struct rule_kept *rule)
{
    int64_t due = ALWAYS;
    for (unsigned s = life->severity + 1u; s < SEVERITIES; s++)
        if (after(life->met[s], rule->hold) < due)
            due = after(life->met[s], rule->hold);
    return due;
}

static int64_t due_lower(const struct life *life, const struct rule_kept *rule)
{
    return after(life->left[life->severity], calmed(life, rule, rule->clear_for));
}

/* Of one state: the first that is due is taken. */
static const struct move {
    uint8_t from, turn, to;
    int64_t (*due)(const struct life *life, const struct rule_kept *rule);
} moves[] = {
    {ALERT_RESOLVED, TURN_FIRES, ALERT_FIRING, due_met},
    {ALERT_RESOLVED, TURN_PENDS, ALERT_PENDING, due_now},
    {ALERT_PENDING, TURN_LOSES, ALERT_UNKNOWN, due_missing},
    {ALERT_PENDING, TURN_FIRES, ALERT_FIRING, due_met},
    {ALERT_PENDING, TURN_PASSES, ALERT_RESOLVED, due_past},
    {ALERT_FIRING, TURN_LOSES, ALERT_UNKNOWN, due_missing},
    {ALERT_FIRING, TURN_RISES, ALERT_FIRING, due_higher},
    {ALERT_FIRING, TURN_CLEARS, ALERT_RESOLVED, due_clear},
    {ALERT_FIRING, TURN_FALLS, ALERT_FIRING, due_lower},
    {ALERT_UNKNOWN, TURN_FIRES, ALERT_FIRING, due_met_again},
    {ALERT_UNKNOWN, TURN_CLEARS, ALERT_RESOLVED, due_clear},
};

#define MOVES (sizeof moves / sizeof moves[0])

/* ---- flapping -------------------------------------------------------------------- */

/* Turns within the window that ends now; one as old as the window is outside. */
static uint32_t recent(const struct life *life, const struct rule_kept *rule, int64_t now)
{
    uint32_t count = 0, kept = life->turns < LIMIT_FLAPS ? life->turns : LIMIT_FLAPS;
    for (uint32_t i = 0; i < kept; i++)
        count += life->turned[i] > now - rule->flap_window;
    return count;
}

/* Changes of state count; a resolve ends what flapped. */
static void count_turn(struct life *life, const struct rule_kept *rule, const struct move *move, int64_t now)
{
    if (move->from == move->to)
        return;
    life->turned[life->turns++ % LIMIT_FLAPS] = now;
    if (life->flapping && move->to == ALERT_RESOLVED) {
        life->flapping = false;
        life->turns = 0;
    } else if (rule->flap_count > 0 && move->to != ALERT_RESOLVED && recent(life, rule, now) > rule->flap_count) {
        life->flapping = true;
    }
}

/* ---- hearing and turning ------------------------------------------------------------ */

struct life life_begin(void)
{
    struct life life = {.state = ALERT_RESOLVED, .clear = ALWAYS, .missing = ALWAYS, .quiet = INT64_MIN};
    for (unsigned s = 0; s < SEVERITIES; s++)
        life.met[s] = life.left[s] = ALWAYS;
    return life;
}

/* `since` goes on while the claim holds. */
static void hold(int64_t *since, bool claim, int64_t now)
{
    if (!claim)
        *since = ALWAYS;
    else if (*since == ALWAYS)
        *since = now;
}

void life_hear(struct life *life, const struct rule_kept *rule, int64_t now, const struct evidence *evidence)
{
    bool met = evidence->found == FOUND_MET;
    if (life->flapping && !met && life->met[0] != ALWAYS && now - life->met[0] >= rule->flap_window)
        life->flapping = false; /* it was met for a whole window: stable */
    bool falls = evidence->falls && evidence->found != FOUND_MISSING;
    for (unsigned s = 0; s < SEVERITIES; s++) {
        hold(&life->met[s], met && s <= evidence->severity, now);
        hold(&life->left[s], falls && s > evidence->kept, now);
    }
    hold(&life->clear, evidence->found == FOUND_CLEAR, now);
    hold(&life->missing, evidence->found == FOUND_MISSING, now);
}

/* The highest severity that was met for its duration; 0 when none was. */
static uint8_t ripe(const struct life *life, const struct rule_kept *rule, int64_t now)
{
    uint8_t severity = 0;
    for (unsigned s = 1; s < SEVERITIES; s++)
        if (after(life->met[s], rule->hold) <= now)
            severity = (uint8_t)s;
    return severity;
}

/* The highest below its own that was not left for its duration. */
static uint8_t fallen(const struct life *life, const struct rule_kept *rule, int64_t now)
{
    uint8_t severity = life->severity;
    while (severity > 0 && after(life->left[severity], calmed(life, rule, rule->clear_for)) <= now)
        severity--;
    return severity;
}

static void take(struct life *life, const struct rule_kept *rule, const struct move *move, int64_t now)
{
    life->state = move->to;
    switch ((enum turn)move->turn) {
    case TURN_PENDS:
        life->severity = 0;
        for (unsigned s = 0; s < SEVERITIES; s++)
            if (life->met[s] != ALWAYS)
                life->severity = (uint8_t)s;
        break;
    case TURN_FIRES:
    case TURN_RISES:
        life->severity = ripe(life, rule, now);
        break;
    case TURN_FALLS:
        life->severity = fallen(life, rule, now);
        break;
    case TURN_CLEARS:
        life->quiet = now + rule->cooldown;
        break;
    case TURN_NONE:
    case TURN_PASSES:
    case TURN_LOSES:
    case TURNS:
        break;
    }
    count_turn(life, rule, move, now);
}

enum turn life_turn(struct life *life, const struct rule_kept *rule, int64_t now)
{
    for (unsigned i = 0; i < MOVES; i++)
        if (moves[i].from == life->state && moves[i].due(life, rule) <= now) {
            take(life, rule, &moves[i], now);
            return (enum turn)moves[i].turn;
        }
    return TURN_NONE;
}

int64_t life_due(const struct life *life, const struct rule_kept *rule)
{
    int64_t due = ALWAYS;
    for (unsigned i = 0; i < MOVES; i++)
        if (moves[i].from == life->state && moves[i].due(life, rule) < due)
            due = moves[i].due(life, rule);
    return due;
}

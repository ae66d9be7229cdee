#include "engine/judges/judges.h"

#include <assert.h>
#include <math.h>

double points_of(int64_t micro)
{
    return (double)micro / POINT;
}

struct evidence evidence_above(const struct rule_kept *rule, double size, uint8_t severity)
{
    uint8_t found = size >= rule->threshold ? FOUND_MET : size < rule->clear ? FOUND_CLEAR : FOUND_BETWEEN;
    return (struct evidence){.found = found, .severity = severity};
}

uint32_t channels_of(const struct standing *standing)
{
    uint32_t channels = 0;
    for (uint32_t i = 0; i < standing->parts; i++)
        channels |= UINT32_C(1) << standing->part[i].name;
    return channels;
}

struct alert *alert_find(struct moment *moment, const struct rule_kept *rule, const struct subject *subject)
{
    struct engine *engine = moment->engine;
    return alerts_find(&engine->alerts, rule, subject, &engine->settings);
}

static struct alert *get(struct moment *moment, const struct rule_kept *rule, const struct subject *subject)
{
    struct engine *engine = moment->engine;
    struct alert *alert = alerts_get(&engine->alerts, rule, subject, &engine->settings, engine->now);
    engine->counter[COUNTER_ALERTS_FULL] += alert == NULL;
    return alert;
}

struct notice *alert_notify(struct moment *moment, const struct alert *alert, uint8_t say)
{
    assert(moment->notices < LIMIT_NOTICES);
    struct notice *notice = &moment->notice[moment->notices++];
    *notice = (struct notice){.alert = (uint32_t)(alert - moment->engine->alerts.alert), .policy = alert->policy,
                              .say = say, .leg = NO_INDEX, .channel = INDICATORS};
    return notice;
}

/* ---- what happens once ------------------------------------------------------------ */

struct alert *alert_fire(struct moment *moment, const struct rule_kept *rule, const struct subject *subject)
{
    struct alert *alert = get(moment, rule, subject);
    int64_t now = moment->engine->now;
    if (alert == NULL)
        return NULL;
    alert->life.state = ALERT_FIRING;
    alert->rule_hash = rule->hash;
    alert->transition++;
    alert->since = now;
    alert->due = alert->expires = rule->keep > 0 ? now + rule->keep : ALWAYS;
    return alert;
}

static void expire(struct moment *moment, struct alert *alert)
{
    const struct engine *engine = moment->engine;
    alert->life.state = ALERT_RESOLVED;
    alert->transition++;
    alert->since = engine->now;
    alert->expires = alert->due = ALWAYS;
    alert->before = alert->threshold = NAN;
    if (!alert_of_series(alert)) /* a jump's z stays what it was */
        alert->value = points_of(engine->pair[alert->material][alert->region].standing.composite);
    alert_notify(moment, alert, SAY_EXPIRED);
}

/* ---- what lasts ------------------------------------------------------------------- */

/* Why data are missing; channel: INDICATORS when it is no channel. */
struct lack { const char *why; uint8_t channel; };

static double threshold_of(const struct engine *engine, const struct alert *alert, enum turn turn)
{
    for (uint32_t i = 0; i < judge_table_count; i++)
        if (judge_table[i]->threshold != NULL && ((judge_table[i]->kinds >> alert->kind) & 1))
            return judge_table[i]->threshold(engine, alert, turn);
    return turn == TURN_CLEARS || turn == TURN_PASSES ? alert->clears_at : alert->fires_at;
}

static void schedule(const struct engine *engine, struct alert *alert, const struct rule_kept *rule)
{
    int64_t due = life_due(&alert->life, rule);
    alert->due = due < engine->now ? engine->now : due;
}

/* The next transition of an alert whose life took a turn. */
static void say_turn(struct moment *moment, struct alert *alert, const struct rule_kept *rule, enum turn turn,
                     struct lack lack)
{
    const struct engine *engine = moment->engine;
    alert->transition++;
    alert->since = engine->now;
    alert->rule_hash = rule->hash;
    alert->threshold = turn == TURN_LOSES ? NAN : threshold_of(engine, alert, turn);
    if (turn == TURN_LOSES) /* what it was is no value of now */
        alert->value = NAN;
    struct notice *notice = alert_notify(moment, alert, alert->say);
    notice->turn = (uint8_t)turn;
    notice->number = alert->number;
    notice->basis = alert->basis;
    notice->why = lack.why;
    notice->channel = lack.channel;
}

static void turn(struct moment *moment, struct alert *alert, const struct rule_kept *rule, struct lack lack)
{
    struct engine *engine = moment->engine;
    bool flapped = alert->life.flapping;
    enum turn taken = life_turn(&alert->life, rule, engine->now);
    engine->counter[COUNTER_ALERTS_FLAPPING] += alert->life.flapping && !flapped;
    if (taken != TURN_NONE)
        say_turn(moment, alert, rule, taken, lack);
    schedule(engine, alert, rule);
}

static const struct lack nothing = {NULL, INDICATORS};

/* What keeps an alert from being judged: no table, or a channel it rests on that
 * is unknown or was taken away. One that can no longer apply is no lack. */
static struct lack lack_of(const struct standing *standing, uint32_t rests_on, const struct finding *finding)
{
    if (finding->evidence.found == FOUND_MISSING)
        return (struct lack){finding->missing, INDICATORS};
    for (uint8_t i = 0; i < INDICATORS; i++) {
        const struct quote *quote = &standing->quote[i];
        if (!((rests_on >> i) & 1) || quote->inapplicable)
            continue;
        if (!standing->known)
            return (struct lack){"no supply table", INDICATORS};
        if (!quote->present || quote->state == VALUE_UNKNOWN)
            return (struct lack){quote->reason == REASON_NONE ? "not seen" : reason_words(quote->reason), i};
    }
    return nothing;
}

static void note(struct alert *alert, const struct finding *finding)
{
    alert->value = finding->value;
    alert->fires_at = finding->threshold;
    alert->clears_at = finding->clear;
    alert->say = finding->say;
    alert->number = finding->number;
    alert->basis = finding->basis;
    alert->from = finding->from;
}

void alert_follow(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                  const struct finding *finding)
{
    struct engine *engine = moment->engine;
    struct evidence evidence = finding->evidence;
    struct alert *alert = alert_find(moment, rule, subject);
    if (alert == NULL && evidence.found != FOUND_MET)
        return;
    if (alert == NULL)
        alert = get(moment, rule, subject);
    if (alert == NULL)
        return;
    if (alert->life.state == ALERT_RESOLVED)
        alert->rests_on = finding->rests_on;
    struct lack lack =
        lack_of(&engine->pair[subject->material][subject->region].standing, alert->rests_on, finding);
    if (lack.why != NULL)
        evidence.found = FOUND_MISSING;
    else
        note(alert, finding);
    life_hear(&alert->life, rule, engine->now, &evidence);
    turn(moment, alert, rule, lack);
}

void alert_presume(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                   const struct finding *finding)
{
    struct alert *alert = get(moment, rule, subject);
    if (alert == NULL || alert->life.state != ALERT_RESOLVED)
        return;
    note(alert, finding);
    alert->rests_on = finding->rests_on;
    alert->life.state = ALERT_FIRING;
    alert->life.severity = finding->evidence.severity;
    life_hear(&alert->life, rule, moment->engine->now, &finding->evidence);
    schedule(moment->engine, alert, rule);
}

void alert_ripen(struct moment *moment, struct alert *alert)
{
    struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_named(&engine->rulebook, &alert->rule);
    if (alert->expires <= engine->now)
        expire(moment, alert);
    else if (rule != NULL)
        turn(moment, alert, rule, nothing);
    else
        alert->due = alert->expires;
}

void alert_orphan(struct moment *moment, struct alert *alert)
{
    bool told = alert->since != NEVER_SAID;
    bool open = alert->life.state == ALERT_PENDING || alert->life.state == ALERT_FIRING;
    uint8_t severity = alert->life.severity;
    alert->due = ALWAYS;
    if (!open)
        return;
    alert->life = life_begin();
    if (!told)
        return;
    alert->life.state = ALERT_UNKNOWN;
    alert->life.severity = severity;
    alert->transition++;
    alert->since = moment->engine->now;
    alert->value = alert->threshold = NAN;
    struct notice *notice = alert_notify(moment, alert, alert->say);
    notice->turn = TURN_LOSES;
    notice->why = "rule removed";
}

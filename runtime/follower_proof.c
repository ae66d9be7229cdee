#include "runtime/follower_state.h"

#include <string.h>

#define BIT(row) (UINT64_C(1) << (row))

/* ---- the statement ----------------------------------------------------------- */

void follower_note_missing(struct standing *topic, uint64_t from, uint64_t to)
{
    if (topic->from == 0)
        topic->from = from;
    if (topic->missing == 0)
        topic->missing_from = from;
    topic->missing += to - from + 1;
    topic->missing_to = to;
}

void follower_prove(struct follower *follower)
{
    if (!follower_certain(follower))
        return;
    follower->statement = (struct statement){
        .made = true, .epoch = follower->epoch, .offset = follower->beat_offset, .time = follower->beat_time};
}

struct statement follower_statement(const struct follower *follower)
{
    return follower->statement;
}

/* A topic that is followed from a `seq` that is still to come stands nowhere yet. */
static bool is_still_to_come(const struct follower *follower)
{
    uint32_t number;

    if (follower->from != FOLLOW_SEQ)
        return false;
    number = topic_table_find(follower->names, text_of(follower->options.topics[0]));
    return number == TOPIC_NONE || follower->topics[number].applied > follower->topics[number].seen;
}

bool follower_knows_all(const struct follower *follower)
{
    return follower->phase == PHASE_LIVE && !is_still_to_come(follower) &&
           (follower->knows_all || follower->from == FOLLOW_CURSOR);
}

uint32_t follower_topics(const struct follower *follower)
{
    return topic_table_count(follower->names);
}

bool follower_holding(const struct follower *follower, uint32_t number, struct holding *holding)
{
    const struct standing *topic = &follower->topics[number];

    if (topic->from == 0)
        return false;
    *holding = (struct holding){.present = BIT(HOLDING_HAS_TOPIC) | BIT(HOLDING_HAS_FROM) | BIT(HOLDING_HAS_TO),
                                .topic = follower_name(follower, number),
                                .from = topic->from,
                                .to = topic->applied};
    if (topic->missing > 0) {
        holding->present |= BIT(HOLDING_HAS_MISSING) | BIT(HOLDING_HAS_MISSING_FROM) | BIT(HOLDING_HAS_MISSING_TO);
        holding->missing = topic->missing;
        holding->missing_from = topic->missing_from;
        holding->missing_to = topic->missing_to;
    }
    if (topic->seen > topic->applied) {
        holding->present |= BIT(HOLDING_HAS_AWAITED);
        holding->awaited = topic->seen - topic->applied;
    }
    return true;
}

void follower_begin_behind(struct follower *follower, struct text topic)
{
    uint32_t number = topic_table_find(follower->names, topic);
    struct standing *standing = number == TOPIC_NONE ? NULL : &follower->topics[number];

    if (!standing)
        return;
    standing->from = standing->applied + 1;
    standing->missing = standing->missing_from = standing->missing_to = 0;
}

/* ---- holdings of before ------------------------------------------------------- */

void follower_take_holdings(struct follower *follower)
{
    const struct holdings *holdings = follower->options.holdings;

    for (size_t i = 0; follower->from == FOLLOW_CURSOR && i < holdings->count; i++) {
        const struct holding *holding = &holdings->items[i];
        uint32_t number = follower_number(follower, holding->topic);

        if (number != TOPIC_NONE)
            follower->topics[number] = (struct standing){.applied = holding->to,
                                                         .from = holding->from,
                                                         .missing = holding->missing,
                                                         .missing_from = holding->missing_from,
                                                         .missing_to = holding->missing_to};
    }
}

void follower_forget(struct follower *follower)
{
    held_clear(&follower->held);
    newest_clear(&follower->newest);
    memset(follower->topics, 0, sizeof(follower->topics));
    follower->queue_first = follower->queue_count = 0;
    follower->tail_lost = follower->knows_all = follower->sweeping = false;
    follower->statement = (struct statement){0};
}

static void tell_conflict(struct follower *follower, struct line *line)
{
    history_client_drop(follower->history);
    for (uint32_t i = 0; i < topic_table_count(follower->names); i++)
        follower->topics[i] = (struct standing){.baseline = follower->topics[i].seen, .seen = follower->topics[i].seen,
                                                .applied = follower->topics[i].seen, .from = follower->topics[i].seen + 1};
    follower->queue_first = follower->queue_count = 0;
    follower->from = FOLLOW_NEW;
    follower->sweeping = false;
    if (follower->callbacks.on_unavailable)
        follower->callbacks.on_unavailable(follower->callbacks.self, STATUS_CONFLICT,
                                           (struct text){line->at, (uint32_t)line->used});
}

/* A number that is not there yet would be taken for one that was given. */
static const struct holding *ahead_of_the_log(struct follower *follower)
{
    const struct holdings *holdings = follower->options.holdings;

    for (size_t i = 0; i < holdings->count; i++) {
        uint32_t number = topic_table_find(follower->names, holdings->items[i].topic);

        if (number != TOPIC_NONE && holdings->items[i].to > follower->topics[number].seen)
            return &holdings->items[i];
    }
    return NULL;
}

static void check_holdings(struct follower *follower)
{
    const struct holdings *holdings = follower->options.holdings;
    const struct holding *ahead;
    char why[512];
    struct line line = line_on(why, sizeof(why));

    if (holdings->epoch != follower->epoch) {
        line_string(&line, "it stands in the log of epoch ");
        line_uint(&line, holdings->epoch);
        line_string(&line, ", and the broker serves the log of epoch ");
        line_uint(&line, follower->epoch);
        tell_conflict(follower, &line);
        return;
    }
    ahead = follower->knows_all ? ahead_of_the_log(follower) : NULL;
    if (!ahead)
        return;
    line_string(&line, "it stands at seq ");
    line_uint(&line, ahead->to);
    line_string(&line, " of ");
    line_text(&line, ahead->topic);
    line_string(&line, ", which the broker has not come to: its log was replaced by an older one");
    tell_conflict(follower, &line);
}

void follower_learn(struct follower *follower)
{
    if (follower->phase == PHASE_WAITING || follower->knows_all)
        return;
    follower->knows_all = subscriber_certain(follower->subscriber);
    if (follower->from == FOLLOW_CURSOR)
        check_holdings(follower);
}

#include "runtime/follower_state.h"

#define BIT(row) (UINT64_C(1) << (row))

static void ask_before(struct follower *follower);

/* A topic that history gave nothing of is followed from where it stood; one that
 * is asked for from a `seq` that is still to come, from there. */
static uint64_t start_of(const struct follower *follower, const struct standing *topic)
{
    uint64_t start = topic->applied > 0 || follower->from == FOLLOW_CURSOR ? topic->applied : topic->baseline;

    if (follower->from == FOLLOW_SEQ && start + 1 < follower->options.number)
        return follower->options.number - 1;
    return start;
}

static void begin(const struct follower *follower, struct standing *topic)
{
    topic->applied = start_of(follower, topic);
    if (topic->from == 0)
        topic->from = topic->applied + 1;
}

static void go_live(struct follower *follower)
{
    follower->phase = PHASE_LIVE;
    for (uint32_t number = 0; number < topic_table_count(follower->names); number++)
        begin(follower, &follower->topics[number]);
    follower->sweeping = follower_wants_sweep(follower);
    follower_settle_all(follower);
    if (follower->sweeping)
        follower_sweep(follower);
    if (follower->callbacks.on_live)
        follower->callbacks.on_live(follower->callbacks.self);
}

/* ---- answers ----------------------------------------------------------------- */

/* An output from before: of each topic in order, none twice. */
static void on_before_item(void *self, const struct history_page *page, const struct history_item *item)
{
    struct follower *follower = self;
    struct header header;
    struct refusal refusal;
    uint32_t number;

    if (page->epoch != follower->epoch ||
        rows_decode(&header_rows, item->header.bytes, item->header.size, &header, NULL, &refusal) != STATUS_OK)
        return;
    number = follower_number(follower, item->topic);
    if (number == TOPIC_NONE || header.seq <= follower->topics[number].applied)
        return;
    if (follower->from == FOLLOW_OFFSET)
        follower->asked_from = header.offset;
    if (follower->from == FOLLOW_LAST)
        follower->topics[number].from = 0; /* only the last one counts */
    else if (follower->topics[number].from > 0)
        follower_lose(follower, number, header.seq - 1, TEXT("history left it out"));
    follower_give(follower, number, &header, item->body);
}

static void tell_floor(struct follower *follower, uint64_t floor)
{
    if (follower->callbacks.on_floor)
        follower->callbacks.on_floor(follower->callbacks.self, floor);
}

/* What is asked for begins at a floor: what lies before it is lost. */
static void lose_before(struct follower *follower, uint64_t floor, struct text why)
{
    uint32_t number;

    if (follower->from != FOLLOW_SEQ) {
        tell_floor(follower, floor);
        return;
    }
    number = follower_number(follower, text_of(follower->options.topics[follower->prefix]));
    if (number == TOPIC_NONE)
        return;
    if (follower->topics[number].applied + 1 < follower->asked_from)
        follower->topics[number].applied = follower->asked_from - 1;
    follower_lose(follower, number, floor - 1, why);
}

struct text follower_prefix(const struct follower *follower)
{
    return follower->prefix < follower->options.topics_count ? text_of(follower->options.topics[follower->prefix])
                                                             : TEXT("");
}

/* A topic of alerts is shared by all of its pair and kind: its last output may hide
 * one that still fires. So these are asked for before the snapshot, of which the
 * outputs that they held already are dropped by their `seq`. */
static bool asks_alerts(const struct follower *follower)
{
    struct text prefix = follower_prefix(follower), alerts = TEXT("alert.");

    return follower->from == FOLLOW_LAST && !follower->alerts_given &&
           (text_starts_with(prefix, alerts) || text_starts_with(alerts, prefix));
}

static void go_on(struct follower *follower, bool failed)
{
    if (!failed && asks_alerts(follower)) {
        follower->alerts_given = true;
        ask_before(follower);
        return;
    }
    follower->alerts_given = false;
    follower->prefix++;
    follower->asked_from = follower->options.number;
    if (failed || follower->prefix >= follower->options.topics_count)
        go_live(follower);
    else
        ask_before(follower);
}

static void on_before_end(void *self, enum status status, const struct history_page *page, struct text why)
{
    struct follower *follower = self;
    /* A topic that was never said may yet be. */
    bool failed = status != STATUS_OK && !(status == STATUS_NOT_FOUND && follower->from == FOLLOW_SEQ);

    if (page->present && page->epoch != follower->epoch) {
        failed = true;
        status = STATUS_NOT_FOUND;
        why = TEXT("history speaks of another log than the stream");
    }
    if (status == STATUS_GONE) {
        /* Else the ring was overtaken while it was read: the rest is asked for. */
        if (page->floor > follower->asked_from) {
            lose_before(follower, page->floor, why);
            follower->asked_from = page->floor;
        }
        ask_before(follower);
        return;
    }
    if (!failed && follower->from == FOLLOW_OFFSET && follower->options.number == 0 && page->floor > 1)
        tell_floor(follower, page->floor);
    if (failed && follower->callbacks.on_unavailable)
        follower->callbacks.on_unavailable(follower->callbacks.self, status, why);
    go_on(follower, failed);
}

/* How each way is asked for. */
struct way { uint8_t op; uint64_t fields; };
static const struct way ways[] = {
    [FOLLOW_LAST] = {HISTORY_SNAPSHOT, BIT(HISTORY_REQUEST_HAS_PREFIX)},
    [FOLLOW_OFFSET] = {HISTORY_RANGE, BIT(HISTORY_REQUEST_HAS_PREFIX) | BIT(HISTORY_REQUEST_HAS_FROM)},
    [FOLLOW_SEQ] = {HISTORY_RANGE, BIT(HISTORY_REQUEST_HAS_TOPIC) | BIT(HISTORY_REQUEST_HAS_FROM)},
};
static const struct way alerts_way = {HISTORY_ALERTS, BIT(HISTORY_REQUEST_HAS_PREFIX)};

static void ask_before(struct follower *follower)
{
    const struct way *way = asks_alerts(follower) ? &alerts_way : &ways[follower->from];
    struct history_question question = {
        .request = {.present = BIT(HISTORY_REQUEST_HAS_OP) | way->fields,
                    .op = way->op,
                    .prefix = follower_prefix(follower),
                    .topic = follower_prefix(follower),
                    .from = follower->asked_from},
        .patience = follower->options.patience,
        .on_item = on_before_item,
        .on_end = on_before_end,
        .self = follower};

    history_client_ask(follower->history, &question);
}

/* ---- the first heartbeat ----------------------------------------------------- */

/* Whoever is live already begins at the first heartbeat with a topic that did not
 * speak since. */
static void take_name(struct follower *follower, uint32_t number, uint64_t seq)
{
    struct standing *topic = &follower->topics[number];

    if (seq > topic->seen)
        topic->seen = seq;
    if (subscriber_in_baseline(follower->subscriber)) {
        topic->baseline = seq;
        if (follower->phase == PHASE_LIVE && topic->from == 0)
            begin(follower, topic);
    }
    if (topic->seen <= topic->applied)
        return;
    if (follower->options.slow == FOLLOW_NEWEST)
        follower->tail_lost = true; /* unless it waits to be given */
    else if (follower->phase == PHASE_LIVE && !topic->waits)
        follower_miss(follower, number, topic->seen);
}

void follower_take_names(struct follower *follower, const struct heartbeat *heartbeat)
{
    for (uint32_t i = 0; i < heartbeat->topics_count; i++) {
        struct text name = heartbeat->topics[i].topic;
        uint32_t number = subscriber_hears(follower->subscriber, name) ? follower_number(follower, name) : TOPIC_NONE;

        if (number != TOPIC_NONE)
            take_name(follower, number, heartbeat->topics[i].seq);
    }
}

void follower_join(struct follower *follower, const struct heartbeat *heartbeat)
{
    follower->epoch = heartbeat->epoch;
    follower->phase = PHASE_JOINING;
    follower->prefix = 0;
    follower->alerts_given = false;
    follower->asked_from = follower->options.number;
    follower_take_names(follower, heartbeat);
    follower_learn(follower);
    if (follower->from == FOLLOW_NEW || follower->from == FOLLOW_CURSOR)
        go_live(follower);
    else
        ask_before(follower);
}

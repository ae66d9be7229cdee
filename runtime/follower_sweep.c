#include "runtime/follower_state.h"

#define BIT(row) (UINT64_C(1) << (row))

static void ask(struct follower *follower);

/* Only the next one of a topic that waits; where some are left out, its topic is asked
 * for them. */
static void on_item(void *self, const struct history_page *page, const struct history_item *item)
{
    struct follower *follower = self;
    uint32_t number = topic_table_find(follower->names, item->topic);
    const struct standing *topic;
    struct header header;
    struct refusal refusal;

    follower->beats = 0;
    if (page->epoch != follower->epoch || number == TOPIC_NONE ||
        rows_decode(&header_rows, item->header.bytes, item->header.size, &header, NULL, &refusal) != STATUS_OK)
        return;
    topic = &follower->topics[number];
    if (topic->waits && header.seq == topic->applied + 1 && header.seq <= topic->gap_to)
        follower_give(follower, number, &header, item->body);
}

static void on_end(void *self, enum status status, const struct history_page *page, struct text why)
{
    struct follower *follower = self;

    (void)why;
    if (status == STATUS_TIMEOUT && follower->beats < FOLLOWER_BEATS) {
        ask(follower);
        return;
    }
    if (status == STATUS_GONE && page->floor > follower->asked_from) {
        follower->asked_from = page->floor;
        ask(follower);
        return;
    }
    follower->prefix++;
    follower->asked_from = follower->options.holdings->offset;
    if (status == STATUS_OK && follower->prefix < follower->options.topics_count)
        ask(follower);
    else
        follower_swept(follower);
}

static void ask(struct follower *follower)
{
    struct history_question question = {
        .request = {.present = BIT(HISTORY_REQUEST_HAS_OP) | BIT(HISTORY_REQUEST_HAS_PREFIX) | BIT(HISTORY_REQUEST_HAS_FROM),
                    .op = HISTORY_RANGE,
                    .prefix = follower_prefix(follower),
                    .from = follower->asked_from},
        .patience = follower->options.patience,
        .on_item = on_item,
        .on_end = on_end,
        .self = follower};

    history_client_ask(follower->history, &question);
}

bool follower_wants_sweep(const struct follower *follower)
{
    return follower->from == FOLLOW_CURSOR && follower->options.slow == FOLLOW_FILL &&
           follower->options.holdings->offset > 0;
}

void follower_sweep(struct follower *follower)
{
    follower->prefix = 0;
    follower->asked_from = follower->options.holdings->offset;
    follower->beats = 0;
    if (follower->queue_count > 0)
        ask(follower);
    else
        follower_swept(follower);
}

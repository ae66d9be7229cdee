#include "tests/simulation/auditor.h"

#include "tests/simulation/ledger.h"
#include "tests/simulation/tale.h"

#include <assert.h>
#include <string.h>

#define PAUSE_NS (10 * SECOND_NS)

struct auditor auditor;

static const struct text topics[] = {[ENTRY_EVENTS] = {"event.", 6},
                                     [ENTRY_TICK] = {"tick.", 5},
                                     [ENTRY_CONFIG] = {"config.", 7},
                                     [ENTRY_RULES] = {"rules.", 6}};

/* What was not asked for; when the question went out, some of it was not there yet. */
static void skip(void)
{
    while (auditor.next < ledger.count && ledger.entries[auditor.next].offset < auditor.from)
        auditor.next++;
}

static void begin_anew(void *self)
{
    (void)self;
    auditor.next = 0;
    skip();
}

static bool is_entry(const struct history_item *item, const struct log_entry *entry)
{
    struct log_place place;
    struct refusal refusal;
    enum status status =
        rows_decode(&log_place_rows, item->header.bytes, item->header.size, &place, NULL, &refusal);

    assert(status == STATUS_OK);
    return text_equal(item->topic, topics[entry->kind]) && place.offset == entry->offset &&
           place.received == entry->received &&
           (entry->size == 0 ||
            (item->body.size == entry->size && memcmp(item->body.bytes, entry->bytes, entry->size) == 0));
}

/* Under `clock: events` time stands still while the broker tries whether its journal
 * works again: a tick that failed and could not be undone looks like the last entry. */
static bool is_probe(const struct history_item *item)
{
    struct log_entry probe = {.kind = ENTRY_TICK, .offset = ledger.offset};

    if (ledger.count == 0)
        return false;
    probe.received = ledger.entries[ledger.count - 1].received;
    return is_entry(item, &probe);
}

static void on_item(void *self, const struct history_page *page, const struct history_item *item)
{
    (void)self, (void)page;
    skip();
    if (auditor.next == ledger.count && is_probe(item))
        return;
    if (auditor.next == ledger.count || !is_entry(item, &ledger.entries[auditor.next]))
        broken("history gives another entry %zu than stands in the log", auditor.next);
    auditor.next++;
    auditor.entries++;
}

/* Everything up to the offset of the last page was there to be read. */
static void on_end(void *self, enum status status, const struct history_page *page, struct text why)
{
    (void)self;
    if (status == STATUS_GONE && ledger.head_goes)
        return;
    if (status != STATUS_OK)
        broken("history gives no events: %.*s", (int)why.size, why.at);
    if (auditor.next < ledger.count && ledger.entries[auditor.next].kind == ENTRY_EVENTS &&
        ledger.entries[auditor.next].offset <= page->offset)
        broken("history ends before entry %zu, though it speaks of offset %llu", auditor.next,
               (unsigned long long)page->offset);
    auditor.audits++;
}

static void turn(void *self)
{
    struct history_question question = {.request = {.present = UINT64_C(1) << HISTORY_REQUEST_HAS_OP |
                                                               UINT64_C(1) << HISTORY_REQUEST_HAS_FROM,
                                                    .op = HISTORY_EVENTS},
                                        .on_again = begin_anew,
                                        .on_item = on_item,
                                        .on_end = on_end};

    (void)self;
    alarm_set(&auditor.turn, calendar.now + 1 + (int64_t)(dice_throw(&auditor.dice) % PAUSE_NS));
    if (auditor.node.stalled_until > calendar.now || history_client_busy(auditor.history))
        return;
    auditor.from = dice_below(&auditor.dice, (uint32_t)ledger.offset + 1);
    if (ledger.head_goes && auditor.from == 0)
        auditor.from = 1;
    question.request.from = auditor.from;
    begin_anew(NULL);
    network.node = &auditor.node;
    history_client_ask(auditor.history, &question);
    network.node = NULL;
}

void auditor_open(uint64_t seed)
{
    char why[256];
    enum status status;

    auditor = (struct auditor){.node.name = "auditor", .dice = {seed}, .turn.ring = turn};
    auditor.loop.data = &auditor.node;
    network.node = &auditor.node;
    status = history_client_create(&auditor.history, &auditor.loop, NULL, "history", why, sizeof(why));
    network.node = NULL;
    assert(status == STATUS_OK);
    alarm_set(&auditor.turn, calendar.now + PAUSE_NS);
}

void auditor_close(void)
{
    alarm_clear(&auditor.turn);
    history_client_destroy(&auditor.history);
}

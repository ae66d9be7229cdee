/* Any messages to a broker in the simulated world: each with a number is answered
 * once, and what was acked is in the log.
 *
 * The input is messages: [endpoint: byte][size: byte, times 16][bytes of the last
 * frame]; peer and number are the harness's own. A world takes some thousand
 * inputs, for it is slow to make; the broker forgets nothing of them. */
#include "tests/simulation/world_simulated.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define INPUTS_OF_A_WORLD 4000u

static struct { unsigned receipts, pages; uint64_t accepted; } heard;

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static bool on_sent(struct simulated *world, const struct simulated_sent *sent)
{
    static struct receipt receipt;
    static struct history_page page;
    struct refusal refusal;
    struct frame second_last = sent->frames[sent->count - 2], last = sent->frames[sent->count - 1];

    (void)world;
    if (sent->endpoint == ENDPOINT_INGEST) {
        expect(rows_decode(&receipt_rows, last.bytes, last.size, &receipt, NULL, &refusal) == STATUS_OK,
               "a receipt that cannot be read");
        heard.receipts++;
        heard.accepted += receipt.accepted;
    } else if (sent->endpoint == ENDPOINT_HISTORY) {
        expect(rows_decode(&history_page_rows, second_last.bytes, second_last.size, &page, NULL, &refusal) == STATUS_OK,
               "a page that cannot be read");
        heard.pages += !page.more;
    }
    return true;
}

/* Sends one message; its size, or 0 when the input ends. */
static size_t send_message(struct simulated *world, const uint8_t *at, size_t left)
{
    static const enum endpoint endpoints[] = {ENDPOINT_INGEST, ENDPOINT_HISTORY, ENDPOINT_OPEN};
    size_t size = left >= 2 ? 16u * at[1] : 0;
    unsigned receipts = heard.receipts, pages = heard.pages;

    if (left < 2)
        return 0;
    size = size < left - 2 ? size : left - 2;
    enum endpoint endpoint = endpoints[at[0] % 3];
    struct frame events = {at + 2, size};
    if (endpoint == ENDPOINT_OPEN)
        simulated_receive(world, endpoint, (const struct frame[]){{"topic", 5}, events}, 2);
    else
        simulated_receive(world, endpoint, (const struct frame[]){{"peer", 4}, {"12345678", 8}, events}, 3);
    simulated_settle(world);
    simulated_run(world, world->now + SECOND_NS); /* pages go out a few a turn */
    expect(heard.receipts == receipts + (endpoint == ENDPOINT_INGEST), "a batch was not answered once");
    expect(heard.pages == pages + (endpoint == ENDPOINT_HISTORY), "a request was not answered to its end");
    return 2 + size;
}

static struct simulated *the_world(void)
{
    static struct simulated *world;
    static unsigned inputs;

    if (inputs++ % INPUTS_OF_A_WORLD == 0) {
        simulated_destroy(&world);
        memset(&heard, 0, sizeof heard);
        world = simulated_create(1, CLOCK_EVENTS, true);
        world->on_sent = on_sent;
        simulated_start(world);
        simulated_settle(world);
    }
    return world;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct simulated *world = the_world();
    size_t used;

    for (size_t at = 0; (used = send_message(world, bytes + at, size - at)) > 0;)
        at += used;
    expect(heard.accepted <= world->disk.offset, "acked, and not in the log");
    return 0;
}

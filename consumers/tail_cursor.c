#include "consumers/tail_cursor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BIT(row) (UINT64_C(1) << (row))

enum exit_code tail_cursor_open(struct tail_cursor *own, const struct tail_options *options,
                                const struct arguments *topics)
{
    char why[1024] = "no memory";
    *own = (struct tail_cursor){0};
    if (options->cursor == NULL)
        return EXIT_OK;
    enum status status = cursor_open(&own->cursor, options->state, options->cursor, (const char *const *)topics->texts,
                                     topics->count, why, sizeof why);
    if (status == STATUS_OK)
        return EXIT_OK;
    fprintf(stderr, "orewatch tail: %s\n", why);
    return status == STATUS_BAD_TOKEN || status == STATUS_CONFLICT ? EXIT_USAGE : EXIT_FAILED;
}

void tail_cursor_close(struct tail_cursor *own)
{
    cursor_close(&own->cursor);
    free(own->frozen);
    own->frozen = NULL;
}

const struct holdings *tail_cursor_holdings(const struct tail_cursor *own)
{
    return own->cursor == NULL ? NULL : cursor_holdings(own->cursor);
}

void tail_cursor_stop(struct tail_cursor *own)
{
    own->stopped = true;
}

void tail_cursor_freeze(struct tail_cursor *own, const struct follower *follower)
{
    uint32_t count = follower_topics(follower);
    if (own->is_frozen)
        return;
    own->is_frozen = true;
    own->frozen = calloc(count + 1, sizeof *own->frozen);
    own->stopped |= own->frozen == NULL;
    if (own->frozen == NULL)
        return;
    own->frozen_count = count;
    own->statement = follower_statement(follower);
    for (uint32_t i = 0; i < count; i++)
        (void)follower_holding(follower, i, &own->frozen[i]);
}

/* Of a topic that began after it was frozen: nothing of it was dealt with. */
static void take_back(struct holding *holding)
{
    uint64_t seen = holding->to + holding->awaited;
    *holding = (struct holding){.present = BIT(HOLDING_HAS_TOPIC) | BIT(HOLDING_HAS_FROM) | BIT(HOLDING_HAS_TO),
                                .topic = holding->topic,
                                .from = holding->from,
                                .to = holding->from - 1,
                                .awaited = seen + 1 - holding->from};
    if (holding->awaited > 0)
        holding->present |= BIT(HOLDING_HAS_AWAITED);
}

bool tail_cursor_holding(const struct tail_cursor *own, const struct follower *follower, uint32_t number,
                         struct holding *holding)
{
    if (number < own->frozen_count && own->frozen[number].from > 0) {
        *holding = own->frozen[number];
        return true;
    }
    if (!follower_holding(follower, number, holding))
        return false;
    if (own->is_frozen)
        take_back(holding);
    return true;
}

struct statement tail_cursor_statement(const struct tail_cursor *own, const struct follower *follower)
{
    return own->is_frozen ? own->statement : follower_statement(follower);
}

/* All that was said before this offset was dealt with, now or before it was opened. */
static uint64_t given_before(const struct tail_cursor *own, const struct follower *follower)
{
    struct statement statement = tail_cursor_statement(own, follower);
    const struct holdings *holdings = cursor_holdings(own->cursor);
    if (statement.made)
        return statement.offset;
    return holdings != NULL ? holdings->offset : 0;
}

/* A pipe has nothing to sync. */
static bool sync_printed(void)
{
    struct stat file;
    return fstat(STDOUT_FILENO, &file) != 0 || !S_ISREG(file.st_mode) || fdatasync(STDOUT_FILENO) == 0;
}

static bool cannot_keep(struct tail_cursor *own, const char *why)
{
    fprintf(stderr, "orewatch tail: where it stands cannot be kept: %s\n", why);
    own->stopped = true;
    return false;
}

static bool is_due(const struct tail_cursor *own, uint64_t count, uint64_t now_ms, bool now)
{
    if (own->kept && count == own->kept_count)
        return false;
    return now || !own->kept || now_ms - own->kept_ms >= TAIL_CURSOR_MS;
}

bool tail_cursor_keep(struct tail_cursor *own, const struct follower *follower, uint64_t epoch, int64_t time,
                      uint64_t count, uint64_t now_ms, bool now)
{
    char why[1024];
    struct holding holding;
    if (own->cursor == NULL || own->stopped || !follower_knows_all(follower) || !is_due(own, count, now_ms, now))
        return true;
    if (!sync_printed()) {
        snprintf(why, sizeof why, "what it printed cannot be made durable: %s", strerror(errno));
        return cannot_keep(own, why);
    }
    cursor_begin(own->cursor, epoch, given_before(own, follower), time);
    for (uint32_t i = 0; i < follower_topics(follower); i++) {
        if (!tail_cursor_holding(own, follower, i, &holding))
            continue;
        holding.present &= ~BIT(HOLDING_HAS_AWAITED); /* it is asked for again */
        cursor_add(own->cursor, &holding);
    }
    if (cursor_commit(own->cursor, why, sizeof why) != STATUS_OK)
        return cannot_keep(own, why);
    own->kept = true;
    own->kept_ms = now_ms;
    own->kept_count = count;
    return true;
}

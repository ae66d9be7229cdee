#include "consumers/tail_state.h"

#include <errno.h>
#include <inttypes.h>

/* ---- messages ------------------------------------------------------------------ */

void tail_judge_writing(struct tail *tail, enum printing printing)
{
    switch (printing) {
    case PRINTING_DONE:
    case PRINTING_FOLDED:
        tail->came++;
        tail->enough |= tail->options->count > 0 && tail->came == (uint64_t)tail->options->count;
        if (tail->enough)
            tail_cursor_freeze(&tail->cursor, tail->follower);
        break;
    case PRINTING_FAILED:
        if (errno != EPIPE)
            fprintf(stderr, "orewatch tail: cannot write to standard output: %s\n", strerror(errno));
        tail->closed = tail->enough = true;
        tail_cursor_stop(&tail->cursor);
        tail_finish(tail, errno == EPIPE ? EXIT_OK : EXIT_FAILED);
        break;
    }
}

/* Else it has enough: what comes now is neither printed nor told of. */
static bool is_printing(const struct tail *tail)
{
    return !tail->over && !tail->enough;
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    struct tail *tail = self;
    struct refusal refusal = {0};
    int64_t time = 0;
    if (!is_printing(tail))
        return;
    tail->dealt++;
    if (printer_read(&tail->printer, topic, bytes, size, &time, &refusal) != STATUS_OK) {
        fprintf(stderr, "orewatch tail: %.*s seq %" PRIu64 " cannot be read: %s: %s\n", (int)topic.size, topic.at,
                header->seq, refusal.field, refusal.text);
        return;
    }
    if (time < tail->since) {
        tail->reaches_back = true;
        follower_begin_behind(tail->follower, topic);
        return;
    }
    tail_judge_writing(tail, printer_write(&tail->printer, topic, header, bytes, size));
    tail_finish_when_complete(tail);
}

static void say_following(struct tail *tail, uint64_t offset)
{
    if (tail->options->no_follow)
        return;
    fprintf(stderr, "orewatch tail: %s %s from offset %" PRIu64 "\n", tail->silent ? "back at" : "following",
            tail->options->stream, offset);
}

/* Each second, not for each topic. */
void tail_tell_skipped(struct tail *tail)
{
    uint64_t skipped = follower_totals(tail->follower).skipped - tail->watched.skipped;
    if (skipped > 0)
        fprintf(stderr, "orewatch tail: skipped %" PRIu64 " %s, for there are newer ones\n", skipped,
                skipped == 1 ? "message" : "messages");
    tail->watched.skipped += skipped;
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    struct tail *tail = self;
    tail->heard_ms = uv_now(&tail->loop);
    tail->time = heartbeat->time;
    if (tail->start.kind == START_AGO && tail->since == INT64_MIN)
        tail->since = tail->watched.since = heartbeat->time - tail->start.time;
    if (tail->start.kind == START_NEW && tail->watched.since == INT64_MIN)
        tail->watched.since = heartbeat->time;
    tail->watched.epoch = heartbeat->epoch;
    if (is_printing(tail)) {
        tail->watched.offset = heartbeat->offset;
        tail->watched.proven = follower_certain(tail->follower);
    }
    if (!follower_live(tail->follower))
        return;
    if (!tail->following || tail->silent)
        say_following(tail, heartbeat->offset);
    tail->following = true;
    tail->silent = false;
    tail_tell_skipped(tail);
    if (!printer_flush(&tail->printer))
        tail_judge_writing(tail, PRINTING_FAILED);
    if (!tail_keep(tail, false))
        tail_finish(tail, EXIT_FAILED);
    tail_finish_when_complete(tail);
}

static void on_live(void *self)
{
    struct tail *tail = self;
    struct statement statement = follower_statement(tail->follower);
    if (is_printing(tail) && statement.made) /* by the heartbeat that joined us, which on_heartbeat tells of later */
        tail->watched.offset = statement.offset;
    if (!tail->following)
        say_following(tail, tail->watched.offset);
    tail->following = true;
    if (is_printing(tail))
        tail->watched.proven = follower_certain(tail->follower);
    tail->leaving |= tail->options->no_follow;
    tail_finish_when_complete(tail);
}

/* ---- what did not come ----------------------------------------------------------- */

static void tell_gap(struct text topic, uint64_t from, uint64_t to, const char *what, struct text why)
{
    fprintf(stderr, "orewatch tail: gap: %.*s seq %" PRIu64 "..%" PRIu64 ": %" PRIu64 " %s %s%s%.*s\n", (int)topic.size,
            topic.at, from, to, to - from + 1, to == from ? "message" : "messages", what, why.size > 0 ? ": " : "",
            (int)why.size, why.size > 0 ? why.at : "");
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    ((struct tail *)self)->watched.proven = false;
    tell_gap(topic, from, to, "did not come", TEXT(""));
}

static void on_filled(void *self, struct text topic, uint64_t from, uint64_t to)
{
    tell_gap(topic, from, to, "filled from history", TEXT(""));
    tail_finish_when_complete(self);
}

static void on_lost(void *self, struct text topic, uint64_t from, uint64_t to, struct text why)
{
    struct tail *tail = self;
    tail->watched.lost += to - from + 1;
    tail->dealt += to - from + 1;
    tell_gap(topic, from, to, "cannot be had", why);
    tail_finish_when_complete(tail);
}

static void on_skipped(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)topic;
    ((struct tail *)self)->dealt += to - from + 1;
}

static void on_floor(void *self, uint64_t floor)
{
    struct tail *tail = self;
    if (tail->reaches_back)
        return;
    tail->cut_short = tail->start.kind != START_ALL;
    fprintf(stderr,
            "orewatch tail: history begins at offset %" PRIu64 "; what was said before is derived again by orewatch run "
            "from the broker's journal\n",
            floor);
}

/* What lies between the log of the cursor and this one nobody can tell. */
static void leave_log(struct tail *tail, struct text why)
{
    fprintf(stderr,
            "orewatch tail: the cursor %s: %.*s; what came between cannot be had. Another --cursor begins with the log "
            "that is served now\n",
            tail->options->cursor, (int)why.size, why.at);
    tail_cursor_stop(&tail->cursor);
    tail_finish(tail, EXIT_GAP);
}

static void on_unavailable(void *self, enum status status, struct text why)
{
    struct tail *tail = self;
    if (status == STATUS_CONFLICT) {
        leave_log(tail, why);
        return;
    }
    fprintf(stderr, "orewatch tail: what came before cannot be had: %.*s\n", (int)why.size, why.at);
    tail_finish(tail, status == STATUS_TIMEOUT ? EXIT_CANNOT_CONNECT : EXIT_FAILED);
}

static void on_epoch(void *self, uint64_t epoch)
{
    struct tail *tail = self;
    if (tail->cursor.cursor != NULL) {
        leave_log(tail, TEXT("the broker serves another log now than the one that it stands in: another journal, an older copy of "
                             "it, or outputs of another engine"));
        return;
    }
    fprintf(stderr,
            "orewatch tail: the broker serves another log now (another journal, an older copy of it, or outputs of another "
            "engine), epoch %" PRIu64 "; its last messages come first\n",
            epoch);
}

const struct follower_callbacks tail_callbacks = {
    .on_output = on_output,
    .on_live = on_live,
    .on_heartbeat = on_heartbeat,
    .on_gap = on_gap,
    .on_filled = on_filled,
    .on_lost = on_lost,
    .on_skipped = on_skipped,
    .on_floor = on_floor,
    .on_unavailable = on_unavailable,
    .on_epoch = on_epoch,
};

#include "runtime/door_candidate.h"

#include "runtime/door.h"
#include "schemas/refusal.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / phi: revisions of one source share no seed */

struct identity identity_of(const struct event *event, const void *bytes, size_t size)
{
    uint64_t source = sources_hash(event->source);
    XXH128_hash_t hash = XXH3_128bits_withSeed(event->id.at, event->id.size, source + event->revision * GOLDEN);
    /* Two seeds could be made to meet; the sources themselves then still differ. */
    return (struct identity){
        .source = source, .triple = {hash.low64, hash.high64 ^ source}, .digest = XXH3_64bits(bytes, size)};
}

static enum status refuse_conflict(const struct event *event, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_CONFLICT, TEXT("id"));
    line_quoted(&line, event->id);
    line_string(&line, " of source ");
    line_quoted(&line, event->source);
    line_string(&line, " was accepted with other bytes as revision ");
    line_int(&line, (int64_t)event->revision);
    line_string(&line, "; a change needs a higher revision");
    return STATUS_CONFLICT;
}

static enum status refuse_number(const struct event *event, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_CONFLICT, TEXT("seq"));
    line_int(&line, (int64_t)event->seq);
    line_string(&line, " of source ");
    line_quoted(&line, event->source);
    line_string(&line, " was taken by another event; a source never counts from the start again");
    return STATUS_CONFLICT;
}

static enum status refuse_untold(const struct event *event, uint64_t floor, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_GONE, TEXT("seq"));
    line_int(&line, (int64_t)event->seq);
    line_string(&line, " lies below ");
    line_int(&line, (int64_t)floor);
    line_string(&line, ", up to where the gaps of source ");
    line_quoted(&line, event->source);
    line_string(&line, " were given up (more than ");
    line_int(&line, DOOR_RANGES - 1);
    line_string(&line, " at a time): whether it came is not known");
    return STATUS_GONE;
}

/* By its number: for what the window no longer holds. */
static enum status judge_number(const struct candidate *candidate, const struct ranges *seen, uint64_t forgotten,
                                struct refusal *refusal)
{
    const struct event *event = candidate->event;
    if (event->seq < seen->floor)
        return refuse_untold(event, seen->floor, refusal);
    if (!ranges_has(seen, event->seq))
        return STATUS_OK;
    /* Every number above the highest forgotten one belongs to an event that is
     * still in the window, and this one is not. */
    if (event->seq > forgotten)
        return refuse_number(event, refusal);
    return refuse_because(refusal, STATUS_DUPLICATE, TEXT("seq"), "an event of this number was accepted before");
}

enum status candidate_judge(const struct candidate *candidate, const struct sources *sources,
                            const struct window *window, struct refusal *refusal)
{
    switch (window_find(window, candidate->identity.triple, candidate->identity.digest)) {
    case WINDOW_SAME:
        return refuse_because(refusal, STATUS_DUPLICATE, TEXT("id"), "the same event was accepted before");
    case WINDOW_OTHER:
        return refuse_conflict(candidate->event, refusal);
    case WINDOW_ABSENT:
        break;
    }
    if (candidate->source == SOURCE_NONE || !event_has_seq(candidate->event))
        return STATUS_OK;
    return judge_number(candidate, &sources->rows[candidate->source].seen,
                        window_forgotten_seq(window, candidate->source), refusal);
}

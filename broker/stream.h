/* The stream: outputs with their topic and number, what was said last of each
 * topic, and the heartbeat that lets a consumer prove that it has everything.
 *
 * Numbers (`seq`) count by topic from 1 and are a fold over the log: after a
 * restart the same outputs get the same numbers. Statuses are the broker's own
 * words about the moment: they are numbered from its start, and neither kept for
 * ranges nor listed in heartbeats. */
#ifndef OREWATCH_BROKER_STREAM_H
#define OREWATCH_BROKER_STREAM_H

#include "broker/firing.h"
#include "broker/outbox.h"
#include "broker/world.h"
#include "runtime/section.h"

#define STREAM_HEARTBEAT_NS SECOND_NS
#define STREAM_FULL_HEARTBEAT_NS MINUTE_NS
#define STREAM_JOIN_NS (SECOND_NS / 10) /* at most so often does a joining subscriber cause a full heartbeat */

struct stream;

struct stream *stream_create(const struct world *world, uint64_t epoch); /* NULL: no memory */
void stream_destroy(struct stream **stream);
uint64_t stream_epoch(const struct stream *stream);
/* Silent: outputs get their number and place, but are not sent (restart). */
void stream_set_silent(struct stream *stream, bool silent);
/* What the engine says. */
void stream_output(struct stream *stream, const union output *output);
void stream_status(struct stream *stream, const struct source_status *status, uint64_t offset);
/* A subscription came (the first byte 1, then the prefix) or went (0): one to the heartbeat
 * is answered by a full heartbeat, soon. */
void stream_subscribed(struct stream *stream, const void *bytes, size_t size);
/* Sends the heartbeat if one is due. `time`: the clock of the log, `offset`: of
 * the last event. */
void stream_beat(struct stream *stream, int64_t now, int64_t time, uint64_t offset);
/* When stream_beat wants to be called again. */
int64_t stream_due(const struct stream *stream);
/* Outputs that were lost: no room for their topic, or larger than they may be. */
uint64_t stream_lost(const struct stream *stream);
/* Of all consumers, now. */
uint64_t stream_subscriptions(const struct stream *stream);

/* Topics, numbers, last outputs, those kept for ranges, and the alerts that are not
 * resolved, as a section of a checkpoint; and into a stream that has said nothing.
 * DAMAGED, NO_MEMORY: it is of no use. */
void stream_save(const struct stream *stream, struct section_writer *section);
MUST_CHECK enum status stream_load(struct stream *stream, struct section_reader *section);

/* ---- looking back ---------------------------------------------------------- */

struct said {
    struct text topic;
    struct header header;
    const void *bytes;
    size_t size;
};

uint32_t stream_topics(const struct stream *stream);
/* The last output of a topic, by its number. */
void stream_last(const struct stream *stream, uint32_t topic, struct said *said);
/* The alerts that are not resolved, and one of them as it was said. */
const struct firing *stream_firing(const struct stream *stream);
void stream_firing_said(const struct stream *stream, const struct firing_alert *alert, struct said *said);
/* Where the range of a topic starts. OK: at `place` (OUTBOX_NOWHERE: it is
 * empty). GONE: it starts below `floor`. NOT_FOUND: no such topic. */
MUST_CHECK enum status stream_range(const struct stream *stream, struct text topic, uint64_t from, uint64_t *place,
                                    uint64_t *floor);
/* The place of the oldest output that is kept, 0 when nothing was pushed out yet,
 * and the place that the next one takes: all topics in the order they left. */
uint64_t stream_places(const struct stream *stream, uint64_t *next);
/* The output at a place, and the next place of its topic; false: pushed out. */
bool stream_posted(const struct stream *stream, uint64_t place, struct said *said, uint64_t *after);

#endif

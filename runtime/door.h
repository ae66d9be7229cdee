/* The door: what is refused by the event itself, by `received`, and by the
 * duplicate window; and the sequence of `received`.
 *
 * Shared by the broker and by feeds that write a recording. It holds no state
 * of the engine: what depends on state is accepted, and the engine sets it
 * aside. After a restart the window is refilled from the log (door_remember).
 *
 * Duplicates. An event is known by its triple (source, id, revision), taking
 * back (`withdrawn`) is a revision like any other. Same triple and same bytes:
 * DUPLICATE; same triple, other bytes: CONFLICT. The triple is remembered for
 * LIMIT_WINDOW_SOURCE events of its source and LIMIT_WINDOW in all; the oldest is
 * forgotten first.
 *
 * A source that sends `seq` is remembered for ever, as ranges of numbers, so its
 * numbers never begin again. A number that was taken by an event still in the
 * window, and now comes with another triple, is a CONFLICT; one taken earlier is
 * a DUPLICATE. DOOR_RANGES ranges are kept a source; past that the lowest gap is
 * given up, and a number from below it is refused as GONE: whether it was
 * accepted is then not known. */
#ifndef OREWATCH_RUNTIME_DOOR_H
#define OREWATCH_RUNTIME_DOOR_H

#include "runtime/door_identity.h"
#include "runtime/section.h"
#include "schemas/messages.h"

#define DOOR_RANGES 256u   /* 255 losses of a source at a time that may still be filled; 4 KiB */
#define DOOR_UNDO   16384u /* admissions that can be taken back: one commit of the log */
#define DOOR_NEVER  INT64_MIN

enum clock { CLOCK_WALL, CLOCK_EVENTS };

struct door;

struct door_options {
    enum clock clock;
    int64_t skew, max_step; /* ns; 0: the limits' defaults */
};

/* NULL without memory. */
struct door *door_create(const struct door_options *options);
void door_destroy(struct door **door);

/* Decodes and judges one event. `names` NULL: any material and region. `now`:
 * wall time in ns (CLOCK_WALL), ignored under CLOCK_EVENTS. `sent`: the
 * `received` that came with it in the third ingest frame, or 0 (then the event's
 * own field, else max(previous, time)); ignored under CLOCK_WALL.
 *
 * OK: accepted; `event` is decoded (its texts point into `bytes`) and
 * event->received is set, never less than the last. DUPLICATE: seen before.
 * Anything else: refused, with `refusal`: what event_decode and event_judge say,
 * CONFLICT, GONE, FUTURE, STEP_TOO_LONG, FULL (sources), NO_MEMORY. Only OK moves
 * the clock and the window. */
MUST_CHECK enum status door_admit(struct door *door, const struct names *names, const void *bytes, size_t size,
                                  int64_t now, int64_t sent, struct event *event, struct unknown_keys *unknown,
                                  struct refusal *refusal);
/* The same in two steps, for events that are decoded already. Asking who they are
 * also calls for what the door remembers of them: when that is done for some events
 * before the first of them is admitted, none has to wait for memory. */
struct identity door_identify(const struct door *door, const struct event *event, const void *bytes, size_t size);
MUST_CHECK enum status door_admit_identified(struct door *door, const struct names *names,
                                             const struct identity *identity, int64_t now, int64_t sent,
                                             struct event *event, struct refusal *refusal);
/* Takes back the last `count` <= DOOR_UNDO admissions (their commit failed): they
 * are no duplicates when they come again, and the clock is what it was. What they
 * pushed out of the window stays forgotten. */
void door_withdraw(struct door *door, uint32_t count);
/* Puts an event of the log into the window and moves the clock to `received`. */
void door_remember(struct door *door, const struct identity *identity, const struct event *event, int64_t received);
/* The clock, the sources, their windows and ranges, as a section of a checkpoint: as
 * they were before the last `pending` <= DOOR_UNDO admissions, whose commit has not
 * ended. Counts of duplicates and refusals are not kept: the log does not give them
 * back either. */
void door_save(const struct door *door, uint32_t pending, struct section_writer *section);
/* Into a door that has admitted nothing. DAMAGED, NO_MEMORY: it is of no use. */
MUST_CHECK enum status door_load(struct door *door, struct section_reader *section);
/* Moves the clock on to `received` (a tick, configuration or rules); never back. What
 * was logged before the first event was received at 0 (door_time): that is no time. */
void door_advance(struct door *door, int64_t received);
/* The last `received`, DOOR_NEVER before the first. */
int64_t door_clock(const struct door *door);

/* The clock of the log at wall time `now`: what an entry of our own would be
 * received at; 0 before the first. */
int64_t door_time(const struct door *door, int64_t now);

/* Per source, for status.<source> and `sources`. `missing`: numbers between the
 * lowest and the highest `seq` that never came. Refusals of events that cannot be
 * decoded have no source and are not counted here. */
struct door_source {
    struct text source;
    uint64_t accepted, duplicate, refused, missing, last_seq;
    int64_t last_received;
};
uint32_t door_sources(const struct door *door);
/* Sources are numbered as they came; `source->source` lives as long as the door. */
void door_source(const struct door *door, uint32_t index, struct door_source *source);

#endif

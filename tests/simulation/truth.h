/* What was said: of each topic and number a hash of the bytes. The same number
 * always stands for the same bytes, on the stream and in history, before and after
 * every restart, and at the end they are what the log gives when it is folded anew. */
#ifndef OREWATCH_TESTS_SIMULATION_TRUTH_H
#define OREWATCH_TESTS_SIMULATION_TRUTH_H

#include "runtime/frame.h"
#include "runtime/topic_table.h"
#include "schemas/messages.h"

struct truth_topic { struct truth_output { uint64_t hash, offset, nth; /* of all, by when it was said first */ } *outputs; uint64_t capacity, last; };

struct truth {
    struct topic_table *names;
    struct truth_topic *topics;
    uint64_t outputs, again; /* said the first time, and once more */
    struct truth_pulse { int64_t time; uint64_t offset, outputs; } *pulses; /* heartbeats */
    uint64_t pulses_count, pulses_capacity;
};

/* Opens and closes one that the caller owns. */
void truth_open(struct truth *truth);
void truth_close(struct truth *truth);
/* `status.` and `heartbeat.` are no outputs. */
bool truth_concerns(struct text topic);
/* Breaks where it contradicts what was said before. */
void truth_note(struct truth *truth, struct text topic, uint64_t seq, uint64_t offset, struct frame output);
/* Was exactly this said? */
bool truth_holds(const struct truth *truth, struct text topic, uint64_t seq, struct frame output);
uint64_t truth_last(const struct truth *truth, struct text topic);
/* A heartbeat is said; and how many outputs had been said before those of this time and offset. */
void truth_beat(struct truth *truth, int64_t time, uint64_t offset);
uint64_t truth_outputs_before(const struct truth *truth, int64_t time, uint64_t offset);
/* Of a topic by its number in `names`: the last of the first `count` outputs of all. */
uint64_t truth_last_of(const struct truth *truth, uint32_t number, uint64_t count);
/* Breaks where one says something else than the fold, or more. */
void truth_compare(const struct truth *said, const struct truth *fold, const char *what);

#endif

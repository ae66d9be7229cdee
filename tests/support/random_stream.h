/* Entries of all kinds without an end, thrown with dice, of one random world: its
 * tables and measures, revised and taken back; prices of every series, some in a
 * wrong unit; stories with signals, copies, revisions; what sources say of
 * themselves and operators of alerts; rules and configurations in the midst of it.
 * Between them pass seconds, hours or weeks. */
#ifndef OREWATCH_TESTS_SUPPORT_RANDOM_STREAM_H
#define OREWATCH_TESTS_SUPPORT_RANDOM_STREAM_H

#include "engine/engine.h"
#include "tests/support/random_world.h"

#define RANDOM_STREAM_MESSAGE (64u * 1024u)

struct random_stream {
    struct random_world world;
    struct dice dice;
    struct entry entry; /* the last one */
    struct event event;
    uint32_t stories;
    char id[LIMIT_TOKEN + 1];
    struct config config;
    struct rules rules;
    uint8_t message[RANDOM_STREAM_MESSAGE];
};

void random_stream_begin(struct random_stream *stream, uint64_t seed);
/* Lives until the next. The first entries are the tables of the world. */
const struct entry *random_stream_next(struct random_stream *stream);

#endif

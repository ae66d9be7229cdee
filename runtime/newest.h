/* Of each topic the newest message that was not given yet: for a reader to whom
 * only the newest matters. One that comes takes the place of the one before it.
 *
 * In the order in which the topics began to wait, in bounded memory: what finds no
 * room is let go, and is fetched from history like what never came. */
#ifndef OREWATCH_RUNTIME_NEWEST_H
#define OREWATCH_RUNTIME_NEWEST_H

#include "runtime/held.h"
#include "runtime/topic_table.h"

struct newest {
    struct held_message *messages[TOPIC_TABLE_CAPACITY]; /* by the number of the topic; NULL: none waits */
    uint32_t queue[TOPIC_TABLE_CAPACITY], first, count;  /* topics in their turn: a ring */
    bool queued[TOPIC_TABLE_CAPACITY];                   /* in it; one that found no room keeps its turn */
    size_t bytes;
};

/* All zero is empty. */
void newest_clear(struct newest *newest);
/* Copies it. False: no room; then none of its topic is left. */
bool newest_put(struct newest *newest, uint32_t topic, const struct header *header, struct frame output);
/* Takes one out, NULL when there is none; it is the caller's to free. */
struct held_message *newest_take(struct newest *newest);

#endif

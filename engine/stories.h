/* The stories remembered, so that a revision can take the place of what it
 * revises: for each the marks it left on pairs, which are taken out again exactly.
 *
 * Memory is bounded in two ways. A story has one of LIMIT_STORY_WAYS places,
 * chosen by the hash of its source and id; the one remembered longest makes room.
 * Marks stand in a ring. What left either is forgotten: a later revision or
 * withdrawal of it is counted and moves nothing that it moved. */
#ifndef OREWATCH_ENGINE_STORIES_H
#define OREWATCH_ENGINE_STORIES_H

#include "schemas/limits.h"

#include <stdbool.h>
#include <stdint.h>

/* What a story did to one pair, as of its own time. */
struct story_mark {
    uint8_t material, region;
    uint32_t tenure;    /* of the pair's listening */
    double risk;        /* the part of a risk story it counts as, 0..1 */
    double tone;        /* signed */
    double act, threat; /* parts of tone that raise risk, by category */
};

struct story_kept {
    uint64_t key;       /* of source and id; 0: free */
    uint64_t revision, order;
    int64_t time;
    bool withdrawn;
    uint32_t outlet, tenure; /* NO_INDEX: its outlet found no place */
    uint64_t first;     /* mark, counted since the beginning */
    uint32_t marks;
};

#define STORY_SETS (LIMIT_STORIES / LIMIT_STORY_WAYS)

struct stories {
    uint64_t entered, marked;
    struct story_kept story[STORY_SETS][LIMIT_STORY_WAYS];
    struct story_mark mark[LIMIT_STORY_MARKS];
};

/* NULL when it is not remembered. */
struct story_kept *stories_find(struct stories *stories, uint64_t key);
/* A place for a story that is not remembered, zeroed but for its key. */
struct story_kept *stories_place(struct stories *stories, uint64_t key);
/* Begins to put down what the story, anew, does. */
void story_begin(struct stories *stories, struct story_kept *story);
/* The mark of a pair, made when it is the first: until the next story_begin. */
struct story_mark *story_mark(struct stories *stories, struct story_kept *story, uint32_t material, uint32_t region);
/* Are all of its marks still there? */
bool story_whole(const struct stories *stories, const struct story_kept *story);
const struct story_mark *story_nth(const struct stories *stories, const struct story_kept *story, uint32_t index);

#endif

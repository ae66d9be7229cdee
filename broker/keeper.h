/* The keeper: what stands beside the log in its folder. On a worker it writes
 * checkpoints, and deletes the head of the log that nobody wants kept, when it starts
 * and behind each checkpoint; at the start it finds the checkpoint to begin with.
 *
 * A checkpoint that does not prove itself, or speaks of another log, is passed over
 * and removed, with a line to the operator; one of a newer version is passed over
 * and left. */
#ifndef OREWATCH_BROKER_KEEPER_H
#define OREWATCH_BROKER_KEEPER_H

#include "runtime/checkpoint.h"
#include "runtime/log_retention.h"

#include <uv.h>

struct keeper {
    const char *folder;
    uint64_t keep_bytes;                      /* of the log; 0: all of it */
    checkpoint_takes *takes; /* could a broker begin with it? */
    /* private: the search */
    struct checkpoint_names names;
    uint32_t next;                            /* of the names, that was not looked at */
    uint32_t useless_count, useless[CHECKPOINTS];
    /* private: the worker's */
    uv_loop_t *loop;
    void (*on_saved)(void *self, enum status status, const char *why);
    void *self;
    uv_work_t work, retention;                /* a checkpoint; what is deleted, beside the next one */
    bool is_retaining;
    struct checkpoint_head head;
    struct checkpoint_section sections[CHECKPOINT_SECTIONS];
    uint32_t sections_count;
    enum status status, retained;
    struct log_retention_done done;
    char why[512], retention_why[512];
};

/* Looks which checkpoints there are. A folder that is not there has none. */
MUST_CHECK enum status keeper_open(struct keeper *keeper, const char *folder, uint64_t keep_bytes,
                                   checkpoint_takes *takes, char *why, size_t why_size);
/* The newest that was not given yet, and fits the log. NOT_FOUND: there is none left.
 * NO_MEMORY with `why`. */
MUST_CHECK enum status keeper_find(struct keeper *keeper, struct checkpoint **checkpoint, char *why, size_t why_size);
/* Where the journal need be walked from, to find its end: the last segment, or that
 * checkpoint (or NULL) in it; what stands before is proven when it is restored. False:
 * from its first record. */
bool keeper_walk_from(const struct keeper *keeper, const struct checkpoint *checkpoint, struct log_position *from);
/* One that keeper_find gave cannot be loaded: it is said, and passed over. */
void keeper_pass_over(struct keeper *keeper, const char *why);
/* Removes what was found useless; by whoever holds the lock of the journal. */
void keeper_tidy(struct keeper *keeper);

/* Ends are told on this loop. Deletes first what need not be kept. */
void keeper_start(struct keeper *keeper, uv_loop_t *loop,
                  void (*on_saved)(void *self, enum status status, const char *why), void *self);
/* Writes a checkpoint; the sections' bytes live until on_saved. */
void keeper_save(struct keeper *keeper, const struct checkpoint_head *head, const struct checkpoint_section *sections,
                 uint32_t count);

#endif

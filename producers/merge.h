/* Several inputs as one: by `received`, then argument order, then position.
 *
 * One event of each input is held at a time, so memory does not grow with the
 * files. An input that goes back in time keeps its own order: its events count
 * as received no earlier than the one before them. */
#ifndef OREWATCH_PRODUCERS_MERGE_H
#define OREWATCH_PRODUCERS_MERGE_H

#include "producers/input.h"

#include <stdbool.h>

#define MERGE_INPUTS 256 /* open files of one feed: well below the usual limit of 1,024 */

struct merge_head { struct item item; int64_t order; bool held, ended; };
struct merge {
    struct input *inputs[MERGE_INPUTS];
    struct merge_head heads[MERGE_INPUTS];
    size_t count;
    size_t waiting; /* after INPUT_WAIT: the input that has nothing yet */
};

void merge_init(struct merge *merge);
/* Takes the input over. */
void merge_add(struct merge *merge, struct input *input);
void merge_close(struct merge *merge);
/* The next event of all inputs. One that waits makes all wait, because its next
 * event may be the earliest. */
enum input_state merge_next(struct merge *merge, struct item *item);
void merge_progress(const struct merge *merge, uint64_t *done, uint64_t *total);

#endif

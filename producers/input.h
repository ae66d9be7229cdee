/* What a feed reads: events one by one, in the order of the input.
 *
 * An input is a file of lines, a recording, a set of tables. It is pulled: the
 * feed asks for the next event when there is room for it, so nothing piles up. */
#ifndef OREWATCH_PRODUCERS_INPUT_H
#define OREWATCH_PRODUCERS_INPUT_H

#include <stddef.h>
#include <stdint.h>

enum input_state {
    INPUT_EVENT,
    INPUT_WAIT,   /* nothing yet: ask again when `descriptor` is readable */
    INPUT_END,
    INPUT_FAILED, /* said on standard error by the input */
};

struct item {
    const void *bytes;  /* one event as MessagePack; lives until the input's next call */
    size_t size;
    int64_t received;   /* sent beside the event; 0: none */
    int64_t order;      /* what inputs are merged by: `received`, else `time` */
    const char *name;   /* of the file it stands in, and */
    uint64_t place;     /* its line, or its offset in a recording: for reports */
};

struct input {
    const char *name;   /* as given on the command line */
    int descriptor;     /* to poll after INPUT_WAIT, or -1 */
    enum input_state (*next)(struct input *input, struct item *item);
    /* Bytes read and bytes in all (0: unknown), for progress. */
    void (*progress)(const struct input *input, uint64_t *done, uint64_t *total);
    void (*destroy)(struct input *input);
};

static inline void input_destroy(struct input **input)
{
    if (*input != NULL)
        (*input)->destroy(*input);
    *input = NULL;
}

#endif

/* An orewatchd of the bench's own, on free ports of loopback. */
#ifndef OREWATCH_TESTS_BENCH_DAEMON_H
#define OREWATCH_TESTS_BENCH_DAEMON_H

#include "tests/support/scratch.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#define DAEMON_ENDPOINT 64u

struct daemon {
    pid_t pid;
    int says;                 /* its standard error */
    bool durable;
    const char *program;
    struct scratch scratch;   /* of its journal */
    char journal[PATH_MAX];
    char ingest[DAEMON_ENDPOINT], open[DAEMON_ENDPOINT], stream[DAEMON_ENDPOINT], history[DAEMON_ENDPOINT];
};

/* Returns when it is ready. `durable`: with a journal, in TMPDIR or /tmp. It ends
 * with us, however we end. */
void daemon_start(struct daemon *daemon, const char *program, bool durable);
/* Asks it to end, and makes sure that it ended well. */
void daemon_stop(struct daemon *daemon);
/* The same, and its journal stays; and over the same journal again. */
void daemon_end(struct daemon *daemon);
void daemon_again(struct daemon *daemon);

#endif

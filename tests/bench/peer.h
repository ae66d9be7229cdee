/* What a limit is measured against: processes that do with a message what
 * ZeroMQ alone does with it, and no more.
 *
 * They are forked, so start them before there is a ZeroMQ context. A message
 * whose last frame is one byte long is the end mark. */
#ifndef OREWATCH_TESTS_BENCH_PEER_H
#define OREWATCH_TESTS_BENCH_PEER_H

#include <sys/types.h>

#define PEER_ENDPOINT 64u

enum peer_kind {
    PEER_SUB,    /* receives; answers an end mark through peer_await */
    PEER_ROUTER, /* the same */
    PEER_HOP,    /* XSUB in, XPUB out: passes everything on */
};

struct peer {
    pid_t pid;
    int answers;
    char in[PEER_ENDPOINT], out[PEER_ENDPOINT]; /* out: of a hop */
};

void peer_start(struct peer *peer, enum peer_kind kind);
/* Returns once the end mark has arrived there. */
void peer_await(const struct peer *peer);
void peer_stop(struct peer *peer);

#endif

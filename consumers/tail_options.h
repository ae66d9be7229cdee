/* The command line of `orewatch tail`: its rows, and what they must be together. */
#ifndef OREWATCH_CONSUMERS_TAIL_OPTIONS_H
#define OREWATCH_CONSUMERS_TAIL_OPTIONS_H

#include "consumers/start_point.h"
#include "runtime/options.h"

struct tail_options {
    const char *stream, *history, *from, *cursor, *state;
    int output, color;
    int slow;                 /* enum follow_slow */
    int64_t count, timeout, proof_every;
    bool no_follow, show_silenced, proof;
};

/* As options_parse; `topics` are those to follow, and `alerts` says that none were given:
 * all alerts. */
enum parse_result tail_options_parse(int argc, char **argv, struct tail_options *options, struct start_point *start,
                                     struct arguments *topics, bool *alerts);

#endif

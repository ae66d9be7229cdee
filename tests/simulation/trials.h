/* Trials: worlds lived through in processes of their own, so that one that breaks
 * (or hangs) is told with the command that plays it again. */
#ifndef OREWATCH_TESTS_SIMULATION_TRIALS_H
#define OREWATCH_TESTS_SIMULATION_TRIALS_H

#include "tests/simulation/whole.h"

struct trial {
    uint64_t seed;
    struct plan_options options;
};

/* The command line of a trial, without `--verbose`. */
void trial_print(const struct trial *trial, const char *program);
/* One world, alone. True: it held. `quiet`: nothing is said. */
bool trial_run(const struct trial *trial, bool quiet, struct whole_sights *sights);
/* Worlds from `first` on, over `jobs` processes, and each `check`th twice, to see
 * that it is the same. True: all held; else the one that broke has been told. */
bool trials_run(const char *program, const struct plan_options *options, uint64_t first, uint64_t count,
                unsigned jobs);

#endif

/* The shortest story that still breaks: kinds of faults are left out one by one,
 * then the faults stop earlier, then there are fewer events. */
#ifndef OREWATCH_TESTS_SIMULATION_MINIMIZER_H
#define OREWATCH_TESTS_SIMULATION_MINIMIZER_H

#include "tests/simulation/trials.h"

/* False: it does not break at all. */
bool minimize(struct trial *trial);

#endif

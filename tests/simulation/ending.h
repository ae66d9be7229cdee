/* What must hold in the end, when everything is quiet: what was acked stands in the
 * log, which is read once more after a last loss of power; what was said is its fold,
 * and, where one producer was disturbed under `clock: events`, the fold of the
 * undisturbed run. */
#ifndef OREWATCH_TESTS_SIMULATION_ENDING_H
#define OREWATCH_TESTS_SIMULATION_ENDING_H

/* Takes the power of the broker's machine. */
void ending_check(void);

#endif

/* The log folded by the engine alone: what must have been said. */
#ifndef OREWATCH_TESTS_SIMULATION_FOLDING_H
#define OREWATCH_TESTS_SIMULATION_FOLDING_H

#include "runtime/log.h"
#include "tests/simulation/truth.h"

struct folding;

struct folding *folding_open(struct truth *truth); /* the outputs go there */
void folding_close(struct folding **folding);
void folding_step(struct folding *folding, const struct log_entry *entry);

#endif

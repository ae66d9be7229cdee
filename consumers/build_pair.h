/* Two builds of `orewatch` over one log: each derives it and writes digests, first
 * every thousand entries, then, between the last that are the same and the first
 * that differ, after each. */
#ifndef OREWATCH_CONSUMERS_BUILD_PAIR_H
#define OREWATCH_CONSUMERS_BUILD_PAIR_H

#include "consumers/log_pair.h"

#define BUILD_PAIR_EVERY 1000u /* of the first pass: one takes half a millisecond, as long as deriving so many prices */

/* `one`, `other`: paths of programs. */
enum pair_verdict builds_differ(const char *one, const char *other, const char *log,
                                struct pair_difference *difference);

#endif

/* A world of the size of data/baseline: aluminum in eight regions with twelve
 * suppliers each, the world's output, governance; and measures on it. */
#ifndef OREWATCH_TESTS_BENCH_ALUMINUM_H
#define OREWATCH_TESTS_BENCH_ALUMINUM_H

#include "schemas/messages.h"

#define ALUMINUM_DAY "2025-02-24" /* the world's clock stands at its midnight */

/* Makes it the world of tests/support/supply_words.h, live, with `measures` in
 * force, the subject not among them. */
void aluminum_world(uint32_t measures);
/* A duty of the EU on one of its suppliers, in force; each revision is a
 * little higher, so that each is a `state` alert: a fall would be a `relief`. */
void aluminum_duty(struct event *event, uint64_t revision, int64_t time);

#endif

/* Composites of all regions of a random world, and in which direction they go
 * when one event is told instead of another. */
#ifndef OREWATCH_TESTS_SUPPORT_COMPOSITES_H
#define OREWATCH_TESTS_SUPPORT_COMPOSITES_H

#include "tests/support/random_world.h"

/* The structural part looks at the mix of what is delivered. A second loss can
 * take away a bad replacement of a first one, and a replacement that fills a gap
 * can be worse than what is missing: then the mix improves while supply gets
 * scarcer, or the reverse, by more than a nearly saturated loss moves. The mean
 * duty on what still comes is such a mix too: it falls when the dearest lane is
 * lost. So the axioms hold of C where nothing else is at work, and of its policy
 * part (gap, pipeline, cover, and tariff cost when the subject is a duty) in
 * every company. */
enum company { ALONE, AMONG_OTHERS, COMPANIES };

/* Micro-points: of C alone, of the policy part among others. */
struct composites { int64_t points[LIMIT_REGIONS]; bool known[LIMIT_REGIONS]; };

/* Contributions are rounded to micro-points, seven of them on each side. */
#define ROUNDING 8

/* `subject` NULL: the world without it. */
void composites_with(const struct random_world *world, enum company company, const struct event *subject,
                     struct composites *composites);

#define DOWN (-1)
#define UP 1
/* Does none of these regions (bits) move in a direction? Says which do. */
bool none_goes(int direction, const struct composites *before, const struct composites *after, uint32_t regions,
               FILE *complaint);
/* From the world told with one event to the same told with another. */
bool none_goes_in(enum company company, int direction, const struct random_world *world, const struct event *first,
                  const struct event *second, uint32_t regions, FILE *complaint);
/* In both companies. */
bool none_goes_between(int direction, const struct random_world *world, const struct event *first,
                       const struct event *second, uint32_t regions, FILE *complaint);

#endif

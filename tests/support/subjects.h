/* Subjects of properties: a measure thrown for a random world, and the regions,
 * as bits, of which an axiom speaks. */
#ifndef OREWATCH_TESTS_SUPPORT_SUBJECTS_H
#define OREWATCH_TESTS_SUPPORT_SUBJECTS_H

#include "tests/support/random_world.h"

/* Each makes world->subject, false when this world has no such one (see struct
 * property). In force since March 2025, after every vintage. */
/* By a region, now and then together with a second one. */
bool a_border_restriction(struct random_world *world, struct dice *dice);
bool an_export_restriction(struct random_world *world, struct dice *dice);
/* In tables by port alone: where a lane is fed by another country's mine, an
 * outage of that mine leaves its shipper's idle capacity to all the others. */
bool a_physical_loss(struct random_world *world, struct dice *dice);
/* One of the above. */
bool any_restriction(struct random_world *world, struct dice *dice);
/* The same with a share as its value. */
bool a_cut_by_share(struct random_world *world, struct dice *dice);

/* Takes a field out of all rows: enum of TABLE_ROW_... */
void forget(struct random_world *world, unsigned field);

#define EVERY_REGION UINT32_MAX
/* Regions of which a country is a member. */
uint32_t home_of(country code);
uint32_t home_of_origins(const struct event *event);
uint32_t touched_by(const struct event *event);
/* Whom entry into force may not lower: a trade measure touches the regions it
 * targets, never WORLD, which imports from nobody, nor the home of its origins,
 * whose own metal no measure touches; a physical loss touches all. */
uint32_t targets_of(const struct event *event);
/* Regions with a row of the subject's origins. */
uint32_t buyers_of(const struct random_world *world);

#endif

/* Properties over random worlds: what must hold in every one of them.
 *
 * A property that fails is shown with its seed and the smallest world found in
 * which it still fails: tables, rows, measures and legs are taken away one by
 * one as long as the failure stays.
 *
 *   OREWATCH_SEED=N    throws one world only
 *   OREWATCH_WORLDS=N  throws so many */
#ifndef OREWATCH_TESTS_SUPPORT_PROPERTY_H
#define OREWATCH_TESTS_SUPPORT_PROPERTY_H

#include "tests/support/random_world.h"

struct property {
    /* Makes the subject, and bends the world to what the property presumes;
     * false when this world has no such subject. NULL: there is none. */
    bool (*subject)(struct random_world *world, struct dice *dice);
    /* Tells the world as often as it needs. Writes what is wrong, and returns
     * whether nothing is. Must not depend on anything else. */
    bool (*holds)(const struct random_world *world, FILE *complaint);
};

/* Fails the running test. */
void property_check(const struct property *property, uint32_t worlds);

#endif

/* A world thrown with dice: tables of one material, governance and measures, as
 * the events that tell of them.
 *
 * 2 to 7 regions with 2 to 12 suppliers each, most of them shared; own rows, a
 * rest, WORLD with spare and capacity known, partly known or absent; 0 to 6
 * measures of all instruments and statuses, with legs past, coming and growing,
 * older and newer than the tables. A property adds a subject: the measure it
 * speaks about. */
#ifndef OREWATCH_TESTS_SUPPORT_RANDOM_WORLD_H
#define OREWATCH_TESTS_SUPPORT_RANDOM_WORLD_H

#include "tests/support/dice.h"
#include "tests/support/told_world.h"

#include <stdio.h>

#define RANDOM_MATERIAL "rare-earths"
#define RANDOM_TODAY "2025-06-15"
#define RANDOM_TABLES 9u   /* seven regions, WORLD, governance */
#define RANDOM_MEASURES 6u

struct random_world {
    uint64_t seed;
    uint32_t tables, measures;
    struct event table[RANDOM_TABLES];
    struct event measure[RANDOM_MEASURES];
    struct event subject;
};

void random_world_make(struct random_world *world, uint64_t seed);
/* A new silent world with the tables, with or without the measures, and without
 * the subject. */
void random_world_tell(const struct random_world *world, bool measures);
/* In the words of supply_words.h, so that it can be pasted into a test. */
void random_world_print(const struct random_world *world, FILE *out);

/* ---- for subjects -------------------------------------------------------------- */

/* Index of a supply table other than WORLD's. */
uint32_t random_table(const struct random_world *world, struct dice *dice);
/* A foreign supplier of a table, that is not the rest; COUNTRY_NONE when it has
 * none. */
country random_supplier(const struct random_world *world, uint32_t table, struct dice *dice);
/* The settings' index of a table's region. */
uint32_t region_of_table(const struct random_world *world, uint32_t table);
/* A measure in force since long after every vintage, with one open leg, without
 * targets. */
void subject_make(struct event *event, enum instrument instrument, country implementer, country origin);
void subject_value(struct event *event, double value, enum measure_unit unit);
/* Makes a fitting value for the instrument of a leg. */
void random_value(struct dice *dice, struct leg *leg, enum instrument instrument);

#endif

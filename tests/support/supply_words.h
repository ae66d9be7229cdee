/* Tables and measures in the domain's words.
 *
 *   new_world("2025-02-24");
 *   table("aluminum", "EU");
 *       supplies("RU", 343750);
 *       supplies("NO", 1200000), spare(40000);
 *   import_ban("EU", "RU"), starting("2026-02-26");
 *   assert_true(composite_of("aluminum", "EU") > 20);
 *
 * Words that qualify (spare, starting) follow what they speak of. They abort on
 * what no test means to say, such as a country that does not exist. */
#ifndef OREWATCH_TESTS_SUPPORT_SUPPLY_WORDS_H
#define OREWATCH_TESTS_SUPPORT_SUPPLY_WORDS_H

#include "tests/support/told_world.h"

/* ---- tables ------------------------------------------------------------------ */

/* Of the end of 2023, unless as_of says otherwise. */
void table(const char *material, const char *region);
void supplies(const char *name, double quantity_t);
/* Of the row said last. */
void mined_in(const char *name);
void spare(double quantity_t);
void capacity(double quantity_t);
/* Of the table being said. */
void as_of(const char *day);
void estimated(void);

void governance(void);
void stability(const char *name, double wgi_estimate);

/* ---- measures ---------------------------------------------------------------- */

/* In force, believed by its status, of the material of the last table, announced
 * and begun on the day it is said, with one leg; its policy is called after what
 * it says ("import_ban/EU/RU"), so that the same words revise it. */
void measure(enum instrument instrument, const char *implementer, const char *origin);
void import_ban(const char *by, const char *of);
void import_quota(const char *by, const char *of, double quantity_t);
void import_tariff(const char *by, const char *of, double ad_valorem);
void entity_sanction(const char *by, const char *of, double share);
void export_ban(const char *by);
void export_quota(const char *by, double quantity_t);
void export_licence(const char *by, double approval_rate);
void export_tax(const char *by, double ad_valorem);
void outage(const char *in, double quantity_t);
void supply_offer(const char *by, const char *to, double quantity_t);

/* Of the measure being said. */
void named(const char *policy);
void said_by(const char *source);
void revised(uint64_t revision);
void with_status(enum policy_status status);
void believed(double probability);
void for_material(const char *material);
void towards(const char *region);       /* adds a target */
void also_from(const char *name);    /* adds an origin */
void except_for(const char *name);
void ending_on(const char *day);        /* of the measure */
void claimed(double value, enum measure_unit unit);
void observed(double quantity_t);
/* Of its leg said last. */
void valued(double value, enum measure_unit unit);
void without_value(void);
void by_way_of(enum instrument instrument);
void starting(const char *day);
void full_by(const char *day);
void until(const char *day);
/* Adds a leg; the words above then speak of it. */
void then(double value, enum measure_unit unit);
/* Takes the last word of a source on the measure just said back. */
void withdraw(void);

#endif

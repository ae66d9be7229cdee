/* The alerts of a live world, as a desk hears them.
 *
 *   new_live_world("2025-01-01", alerts_heard());
 *   import_ban("EU", "RU");
 *   assert_int_equal(last_alert(ALERT_KIND_STATE, "EU")->state, ALERT_FIRING);
 *
 * Each is checked as it comes: contributions add up to a composite that is the
 * alert's value; the transitions of an id count 1, 2, 3 ...; no state is said
 * twice in a row, but for what says itself anew (a rise, an acknowledgement, what
 * happens once); what was never said to fire is not said to be over, but for a
 * band in which the pair was first seen. */
#ifndef OREWATCH_TESTS_SUPPORT_ALERTS_HEARD_H
#define OREWATCH_TESTS_SUPPORT_ALERTS_HEARD_H

#include "tests/support/supply_words.h"

struct heard {
    uint8_t kind, state, severity;
    int64_t time;
    uint64_t transition, part, offset;
    double value, before, threshold;
    char material[LIMIT_NAME + 1], region[LIMIT_NAME + 1], rule[LIMIT_TOKEN + 1];
    char reason[LIMIT_COMMENT], cause[LIMIT_TOKEN + 1], id[32];
    uint32_t causes; double effects; /* of all causes */
    bool if_true;
    char acknowledged[64], silenced[64];
};

#define LIMIT_HEARD 8192u
extern struct heard heard[LIMIT_HEARD];
extern uint32_t heard_count;
extern uint64_t outputs_count;

/* Forgets all, and gives the ears of a new world. */
const struct outputs *alerts_heard(void);
/* A live world of one pair: the EU's aluminum, 300 kt from Russia, 500 from Norway,
 * 200 from Canada, heard on 1 January 2025; it is the 2nd, and nothing was said. */
void aluminum_world(void);
int leave_world(void **state);
/* The default rules, to be changed and put in force by rules_are. */
struct rules *usual_rules(void);
/* The first of them of this kind. */
struct rule *usual_rule(enum alert_kind kind);
/* Forgets all, and gives ears that come in the middle: transitions begin anywhere. */
const struct outputs *alerts_heard_from_here(void);
/* While false the ears are shut: nothing is kept. */
void listen(bool open);
/* The last alert of this kind and region; NULL when there was none. */
const struct heard *last_alert(enum alert_kind kind, const char *region);
/* The same, and the test fails when there was none. */
const struct heard *needed_alert(enum alert_kind kind, const char *region);
/* How many of this kind and region came in this state. */
uint32_t alerts_in(enum alert_kind kind, const char *region, enum alert_state state);

#endif

/* The axioms of the composite (domain section 8.4) that name a direction, each
 * over random worlds. */
#include "tests/support/composites.h"
#include "tests/support/property.h"
#include "tests/support/subjects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS 500u

/* Among others, a target that buys nothing from the origin is left out: it feels
 * the measure through third exporters only, and there relief travels too (the
 * home of an exporter that keeps its metal asks less of others). */
static bool no_target_goes(int direction, const struct random_world *world, const struct event *first,
                           const struct event *second, FILE *complaint)
{
    uint32_t targets = targets_of(&world->subject);
    return none_goes_in(ALONE, direction, world, first, second, targets, complaint) &&
           none_goes_in(AMONG_OTHERS, direction, world, first, second, targets & buyers_of(world), complaint);
}

/* ---- entry into force ----------------------------------------------------------- */

static bool entry_lowers_no_target(const struct random_world *world, FILE *complaint)
{
    return no_target_goes(DOWN, world, NULL, &world->subject, complaint);
}

static void a_border_restriction_lowers_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){a_border_restriction, entry_lowers_no_target}, WORLDS);
}

static void an_export_restriction_lowers_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){an_export_restriction, entry_lowers_no_target}, WORLDS);
}

static void a_physical_loss_lowers_no_region(void **state)
{
    (void)state;
    property_check(&(struct property){a_physical_loss, entry_lowers_no_target}, WORLDS);
}

static bool no_step_of_status_lowers(const struct random_world *world, FILE *complaint)
{
    static const uint8_t ladder[] = {POLICY_RUMOUR, POLICY_PROPOSED, POLICY_ANNOUNCED, POLICY_ADOPTED,
                                     POLICY_IN_FORCE};
    struct event below = world->subject, above = world->subject;
    for (unsigned i = 1; i < sizeof ladder; i++) {
        below.policy.status = ladder[i - 1];
        above.policy.status = ladder[i];
        if (no_target_goes(DOWN, world, &below, &above, complaint))
            continue;
        fprintf(complaint, "from step %u to %u of the ladder of status\n", i - 1, i);
        return false;
    }
    return true;
}

static void a_step_towards_force_lowers_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, no_step_of_status_lowers}, WORLDS);
}

static bool no_earlier_day_lowers(const struct random_world *world, FILE *complaint)
{
    struct event later = world->subject, sooner = world->subject;
    for (int days = 1200; days > 0; days /= 2) {
        later.policy.legs[0].from = day_ns(RANDOM_TODAY) + days * DAY_NS;
        sooner.policy.legs[0].from = day_ns(RANDOM_TODAY) + days / 2 * DAY_NS;
        if (no_target_goes(DOWN, world, &later, &sooner, complaint))
            continue;
        fprintf(complaint, "from a start after %d days to %d\n", days, days / 2);
        return false;
    }
    return true;
}

static void beginning_sooner_lowers_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, no_earlier_day_lowers}, WORLDS);
}

/* ---- larger losses ---------------------------------------------------------------- */

static bool a_larger_share_lowers_no_target(const struct random_world *world, FILE *complaint)
{
    struct event larger = world->subject;
    larger.policy.legs[0].value = (1 + larger.policy.legs[0].value) / 2;
    return no_target_goes(DOWN, world, &world->subject, &larger, complaint);
}

static void a_larger_loss_lowers_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){a_cut_by_share, a_larger_share_lowers_no_target}, WORLDS);
}

/* ---- relief ------------------------------------------------------------------------ */

static bool suspending_raises_none(const struct random_world *world, FILE *complaint)
{
    struct event eased = world->subject;
    eased.policy.status = POLICY_SUSPENDED;
    if (!no_target_goes(UP, world, &world->subject, &eased, complaint))
        return false;
    eased.present |= UINT64_C(1) << POLICY_HAS_UNTIL; /* of the suspension */
    eased.policy.until = day_ns("2025-11-10");
    return no_target_goes(UP, world, &world->subject, &eased, complaint);
}

static void a_suspension_raises_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, suspending_raises_none}, WORLDS);
}

static bool revoking_raises_none(const struct random_world *world, FILE *complaint)
{
    struct event eased = world->subject;
    eased.policy.status = POLICY_REVOKED;
    return no_target_goes(UP, world, &world->subject, &eased, complaint);
}

static void a_revocation_raises_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, revoking_raises_none}, WORLDS);
}

static bool ending_earlier_raises_none(const struct random_world *world, FILE *complaint)
{
    static const char *const ends[] = {"2028-01-01", "2026-01-01", "2025-07-01", "2025-06-15"};
    struct event later = world->subject, earlier = world->subject;
    earlier.policy.legs[0].present |= 1u << LEG_UNTIL;
    for (unsigned i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        earlier.policy.legs[0].until = day_ns(ends[i]);
        if (!no_target_goes(UP, world, &later, &earlier, complaint))
            return false;
        later = earlier;
    }
    return true;
}

static void an_earlier_end_raises_no_target(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, ending_earlier_raises_none}, WORLDS);
}

/* ---- home, and third regions --------------------------------------------------------- */

static bool home_never_rises(const struct random_world *world, FILE *complaint)
{
    uint32_t home = home_of(world->subject.policy.implementer);
    return none_goes_in(ALONE, UP, world, NULL, &world->subject, home, complaint);
}

/* What others may no longer draw from its idle capacity they draw elsewhere,
 * where home may draw too: so, where they have lost something else, without
 * spare. */
static bool an_export_restriction_without_spare(struct random_world *world, struct dice *dice)
{
    forget(world, TABLE_ROW_SPARE);
    return an_export_restriction(world, dice);
}

static bool home_never_rises_among_others(const struct random_world *world, FILE *complaint)
{
    uint32_t home = home_of(world->subject.policy.implementer);
    return none_goes_in(AMONG_OTHERS, UP, world, NULL, &world->subject, home, complaint);
}

static void an_export_restriction_never_raises_home(void **state)
{
    (void)state;
    property_check(&(struct property){an_export_restriction, home_never_rises}, WORLDS);
    property_check(&(struct property){an_export_restriction_without_spare, home_never_rises_among_others}, WORLDS);
}

static bool a_border_restriction_without_spare(struct random_world *world, struct dice *dice)
{
    forget(world, TABLE_ROW_SPARE);
    return a_border_restriction(world, dice);
}

static bool open_regions_never_rise(const struct random_world *world, FILE *complaint)
{
    return none_goes_between(UP, world, NULL, &world->subject,
                             ~touched_by(&world->subject) & ~home_of_origins(&world->subject), complaint);
}

static void metal_turned_away_never_raises_a_region_still_open(void **state)
{
    (void)state;
    property_check(&(struct property){a_border_restriction_without_spare, open_regions_never_rise}, WORLDS);
}

/* ---- offers --------------------------------------------------------------------------- */

struct mix { double index, exposure, share, g; };

/* Concentration, governance exposure, and a supplier's part in both. */
static struct mix mix_of(const struct vector *vector, country supplier)
{
    const struct engine *engine = the_engine();
    double foreign = vector_foreign(vector);
    struct mix mix = {.share = foreign > 0 ? vector_tonnes(vector, supplier) / foreign : 0};
    governance_of(&engine->governance, &engine->settings, supplier, &mix.g);
    for (uint32_t i = 0; foreign > 0 && i < vector->count; i++) {
        double share = vector->row[i].quantity_t / foreign, g;
        if (vector->row[i].own)
            continue;
        governance_of(&engine->governance, &engine->settings, vector->row[i].supplier, &g);
        mix.index += share * share;
        mix.exposure += share * g;
    }
    return mix;
}

/* Neither the largest nor less stable than the mean, made exact: an offer of the
 * part x turns HHI into (1-x)^2 HHI + 2x(1-x) s + x^2, which is no more than HHI
 * only while x (HHI - 2s + 1) <= 2 (HHI - s). (The second of two large suppliers
 * is not the largest, and still raises it.) */
static bool is_welcome(const struct vector *vector, country supplier, double offered_t)
{
    struct mix mix = mix_of(vector, supplier);
    double foreign = vector_foreign(vector), part = offered_t / foreign;
    return foreign > 0 && part < 1 && part * (mix.index - 2 * mix.share + 1) <= 2 * (mix.index - mix.share) &&
           mix.g <= mix.exposure;
}

static bool is_welcome_in(const struct random_world *world)
{
    const struct policy_event *offer = &world->subject.policy;
    random_world_tell(world, true);
    const struct balance *balance = balance_of(RANDOM_MATERIAL, offer->targets[0].at);
    double most_t = .15 * balance->demand_t;
    return is_welcome(&balance->delivered, offer->implementer, most_t) &&
           is_welcome(&balance->unharmed, offer->implementer, most_t);
}

static bool a_welcome_offer(struct random_world *world, struct dice *dice)
{
    uint32_t index = random_table(world, dice);
    struct text region = world->table[index].baseline.region;
    country supplier = random_supplier(world, index, dice);
    if (supplier == COUNTRY_NONE)
        return false;
    double demand_t = balance_of(RANDOM_MATERIAL, region.at)->demand_t;
    subject_make(&world->subject, INSTRUMENT_SUPPLY_OFFER, supplier, supplier);
    subject_value(&world->subject, .15 * demand_t * dice_unit(dice), MEASURE_T_PER_YEAR);
    world->subject.policy.targets[world->subject.policy.targets_count++] = region;
    return is_welcome_in(world);
}

static bool a_welcome_offer_never_raises(const struct random_world *world, FILE *complaint)
{
    if (!is_welcome_in(world)) /* any more, made small */
        return true;
    return none_goes_between(UP, world, NULL, &world->subject, touched_by(&world->subject), complaint);
}

static void a_welcome_offer_never_raises_its_target(void **state)
{
    (void)state;
    property_check(&(struct property){a_welcome_offer, a_welcome_offer_never_raises}, WORLDS);
}

/* The exporter makes no tonne less for it: only its other lanes do. */
static bool the_world_loses_nothing(const struct random_world *world, FILE *complaint)
{
    random_world_tell(world, true);
    double before_t = balance_of(RANDOM_MATERIAL, "WORLD")->lost_t;
    hear(&world->subject);
    double after_t = balance_of(RANDOM_MATERIAL, "WORLD")->lost_t;
    fprintf(complaint, "WORLD loses %.17g t, with the offer %.17g t\n", before_t, after_t);
    return after_t == before_t;
}

static void the_world_loses_nothing_by_an_offer(void **state)
{
    (void)state;
    property_check(&(struct property){a_welcome_offer, the_world_loses_nothing}, WORLDS);
}

/* By a country that ships nothing yet, to everybody. */
static bool an_offer_to_all(struct random_world *world, struct dice *dice)
{
    country newcomer = COUNTRY('N', 'Z');
    subject_make(&world->subject, INSTRUMENT_SUPPLY_OFFER, newcomer, newcomer);
    subject_value(&world->subject, 1000 * dice_unit(dice), MEASURE_T_PER_YEAR);
    return true;
}

static bool all_together_get_what_is_stated(const struct random_world *world, FILE *complaint)
{
    double stated_t = world->subject.policy.legs[0].value, sum_t = 0;
    random_world_tell(world, true);
    hear(&world->subject);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
        sum_t += vector_tonnes(&balance_of(RANDOM_MATERIAL, the_engine()->settings.region[r].name.at)->unharmed,
                               COUNTRY('N', 'Z'));
    fprintf(complaint, "stated %.17g t, given %.17g t\n", stated_t, sum_t);
    return sum_t <= stated_t * (1 + 1e-9);
}

static void an_offer_is_given_once(void **state)
{
    (void)state;
    property_check(&(struct property){an_offer_to_all, all_together_get_what_is_stated}, WORLDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_border_restriction_lowers_no_target),
        cmocka_unit_test(an_export_restriction_lowers_no_target),
        cmocka_unit_test(a_physical_loss_lowers_no_region),
        cmocka_unit_test(a_step_towards_force_lowers_no_target),
        cmocka_unit_test(beginning_sooner_lowers_no_target),
        cmocka_unit_test(a_larger_loss_lowers_no_target),
        cmocka_unit_test(a_suspension_raises_no_target),
        cmocka_unit_test(a_revocation_raises_no_target),
        cmocka_unit_test(an_earlier_end_raises_no_target),
        cmocka_unit_test(an_export_restriction_never_raises_home),
        cmocka_unit_test(metal_turned_away_never_raises_a_region_still_open),
        cmocka_unit_test(a_welcome_offer_never_raises_its_target),
        cmocka_unit_test(the_world_loses_nothing_by_an_offer),
        cmocka_unit_test(an_offer_is_given_once),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_world();
    return failed;
}

/* What makes no difference: axioms of domain section 8.4 that name two worlds
 * and one result. */
#include "tests/support/composites.h"
#include "tests/support/property.h"
#include "tests/support/subjects.h"
#include "tests/support/supply_words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS 500u

/* ---- two worlds ------------------------------------------------------------------ */

struct state { struct standing standing[LIMIT_REGIONS]; struct balance balance[LIMIT_REGIONS]; };

static void read_state(struct state *state)
{
    standings_under(&everything, RANDOM_MATERIAL, state->standing);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
        state->balance[r] = *balance_of(RANDOM_MATERIAL, the_engine()->settings.region[r].name.at);
}

/* Tells the world with an event, or without when it is NULL. */
static void state_with(const struct random_world *world, const struct event *event, struct state *state)
{
    random_world_tell(world, true);
    if (event != NULL)
        hear(event);
    read_state(state);
}

static bool near_enough(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * (1 + fabs(a));
}

static bool same_vector(const struct vector *a, const struct vector *b, double tolerance)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (!near_enough(vector_tonnes(a, a->row[i].supplier), vector_tonnes(b, a->row[i].supplier), tolerance))
            return false;
    return near_enough(vector_foreign(a), vector_foreign(b), tolerance) &&
           near_enough(vector_own(a), vector_own(b), tolerance);
}

/* Indicators alike in every region, and so their composites. */
static bool same_standings(const struct state *a, const struct state *b, double tolerance, FILE *complaint)
{
    const struct settings *settings = &the_engine()->settings;
    for (uint32_t r = 0; r < settings->regions; r++)
        for (unsigned i = 0; i < INDICATORS; i++) {
            const struct quote *x = &a->standing[r].quote[i], *y = &b->standing[r].quote[i];
            if (x->present == y->present && x->state == y->state && near_enough(x->value, y->value, tolerance) &&
                near_enough(x->x, y->x, tolerance))
                continue;
            fprintf(complaint, "%s, indicator %u: %.12g (x %.12g) against %.12g (x %.12g)\n",
                    settings->region[r].name.at, i, x->value, x->x, y->value, y->x);
            return false;
        }
    return true;
}

static bool same_vectors(const struct state *a, const struct state *b, double tolerance, FILE *complaint)
{
    const struct settings *settings = &the_engine()->settings;
    for (uint32_t r = 0; r < settings->regions; r++) {
        if (same_vector(&a->balance[r].delivered, &b->balance[r].delivered, tolerance) &&
            same_vector(&a->balance[r].unharmed, &b->balance[r].unharmed, tolerance))
            continue;
        fprintf(complaint, "%s: other tonnes\n", settings->region[r].name.at);
        return false;
    }
    return true;
}

static struct state first, second;

/* ---- units ------------------------------------------------------------------------ */

static void scale_event(struct event *event, double factor)
{
    for (uint32_t i = 0; event->type == EVENT_BASELINE && i < event->baseline.rows_count; i++) {
        event->baseline.rows[i].quantity *= factor;
        event->baseline.rows[i].spare *= factor;
        event->baseline.rows[i].capacity *= factor;
    }
    for (uint32_t i = 0; event->type == EVENT_POLICY && i < event->policy.legs_count; i++)
        if (event->policy.legs[i].unit == MEASURE_T_PER_YEAR)
            event->policy.legs[i].value *= factor;
    if (event->type == EVENT_POLICY)
        event->policy.observed.value *= factor;
}

/* In powers of ten the last digits of a product differ: to 1e-9. */
static bool units_make_no_difference(const struct random_world *world, FILE *complaint)
{
    static struct random_world scaled;
    memcpy(&scaled, world, sizeof scaled);
    for (uint32_t i = 0; i < scaled.tables; i++)
        scale_event(&scaled.table[i], 1000);
    for (uint32_t i = 0; i < scaled.measures; i++)
        scale_event(&scaled.measure[i], 1000);
    scale_event(&scaled.subject, 1000);
    state_with(world, &world->subject, &first);
    state_with(&scaled, &scaled.subject, &second);
    return same_standings(&first, &second, 1e-9, complaint);
}

static void tonnes_and_kilotonnes_give_the_same(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, units_make_no_difference}, WORLDS);
}

/* ---- order ------------------------------------------------------------------------- */

static void reverse_events(struct event *events, uint32_t count)
{
    static struct event held;
    for (uint32_t i = 0; i < count / 2; i++) {
        memcpy(&held, &events[i], sizeof held);
        memcpy(&events[i], &events[count - 1 - i], sizeof held);
        memcpy(&events[count - 1 - i], &held, sizeof held);
    }
}

static void reverse_rows(struct baseline_event *baseline)
{
    for (uint32_t i = 0; i < baseline->rows_count / 2; i++) {
        struct table_row held = baseline->rows[i];
        baseline->rows[i] = baseline->rows[baseline->rows_count - 1 - i];
        baseline->rows[baseline->rows_count - 1 - i] = held;
    }
}

static bool order_makes_no_difference(const struct random_world *world, FILE *complaint)
{
    static struct random_world reversed;
    memcpy(&reversed, world, sizeof reversed);
    for (uint32_t i = 0; i < reversed.tables; i++)
        reverse_rows(&reversed.table[i].baseline);
    reverse_events(reversed.table, reversed.tables);
    reverse_events(reversed.measure, reversed.measures);
    state_with(world, NULL, &first);
    state_with(&reversed, NULL, &second);
    return same_standings(&first, &second, 1e-9, complaint) && same_vectors(&first, &second, 1e-9, complaint);
}

static void the_order_of_rows_and_measures_makes_no_difference(void **state)
{
    (void)state;
    property_check(&(struct property){NULL, order_makes_no_difference}, WORLDS);
}

/* ---- legs of one measure ------------------------------------------------------------- */

static void double_leg(struct event *event, double part)
{
    struct policy_event *policy = &event->policy;
    policy->legs[1] = policy->legs[0];
    policy->legs[1].value *= part;
    policy->legs_count = 2;
}

static bool the_stronger_leg_counts(const struct random_world *world, FILE *complaint)
{
    struct event twice = world->subject, weaker = world->subject;
    double_leg(&twice, 1);
    double_leg(&weaker, .5);
    state_with(world, &world->subject, &first);
    state_with(world, &twice, &second);
    if (!same_standings(&first, &second, 0, complaint))
        return false;
    state_with(world, &weaker, &second);
    return same_standings(&first, &second, 0, complaint);
}

static void legs_of_one_measure_do_not_add_up(void **state)
{
    (void)state;
    property_check(&(struct property){a_cut_by_share, the_stronger_leg_counts}, WORLDS);
}

/* A leg may have an instrument of its own, on another side of the lane. */
static void legs_on_two_sides_do_not_add_up(void **state)
{
    (void)state;
    new_world("2025-06-15");
    table("aluminum", "US"), supplies("CA", 1000), supplies("CN", 1000);
    entity_sanction("US", "CN", .5);
    double one = balance_of("aluminum", "US")->lost_t;
    entity_sanction("US", "CN", .5), then(.5, MEASURE_SHARE), by_way_of(INSTRUMENT_EXPORT_BAN);
    assert_float_equal(balance_of("aluminum", "US")->lost_t, one, 1e-9);
}

/* ---- coming and going ------------------------------------------------------------------ */

static bool going_restores(const struct random_world *world, FILE *complaint)
{
    struct event revoked = world->subject;
    revoked.revision = 2;
    revoked.policy.status = POLICY_REVOKED;
    state_with(world, NULL, &first);
    random_world_tell(world, true);
    hear(&world->subject);
    hear(&revoked);
    read_state(&second);
    if (!same_standings(&first, &second, 1e-9, complaint) || !same_vectors(&first, &second, 1e-9, complaint))
        return false;
    random_world_tell(world, true);
    hear(&world->subject);
    revoked.withdrawn = true;
    hear(&revoked);
    read_state(&second);
    return same_standings(&first, &second, 1e-9, complaint) && same_vectors(&first, &second, 1e-9, complaint);
}

static void revoking_or_withdrawing_restores_what_was(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, going_restores}, WORLDS);
}

static bool older_words_change_nothing(const struct random_world *world, FILE *complaint)
{
    struct event newer = world->subject, older = world->subject;
    newer.revision = 3;
    older.revision = 2;
    older.policy.status = POLICY_REVOKED;
    state_with(world, &newer, &first);
    random_world_tell(world, true);
    hear(&newer);
    hear(&older);
    hear(&newer);
    older.withdrawn = true;
    hear(&older);
    read_state(&second);
    return same_standings(&first, &second, 0, complaint);
}

static void an_older_or_repeated_revision_changes_nothing(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, older_words_change_nothing}, WORLDS);
}

/* ---- duties ----------------------------------------------------------------------------- */

#define NEW_ZEALAND COUNTRY('N', 'Z')

/* Of a table, from abroad and from elsewhere than New Zealand. */
static double other_imports(const struct random_world *world, uint32_t index)
{
    const struct baseline_event *baseline = &world->table[index].baseline;
    uint32_t region = region_of_table(world, index);
    double sum = 0;
    for (uint32_t i = 0; i < baseline->rows_count; i++) {
        country supplier = baseline->rows[i].supplier;
        if (supplier != NEW_ZEALAND && !((home_of(supplier) >> region) & 1))
            sum += baseline->rows[i].quantity;
    }
    return sum;
}

/* A duty on all of a region's imports, and a supplier of a millionth of them. */
static bool a_duty_on_all(struct random_world *world, struct dice *dice)
{
    uint32_t index = random_table(world, dice);
    struct baseline_event *baseline = &world->table[index].baseline;
    struct text region = baseline->region;
    double tiny_t = other_imports(world, index) / 1e6;
    baseline->rows[baseline->rows_count++] = (struct table_row){
        .present = 1u << TABLE_ROW_SUPPLIER | 1u << TABLE_ROW_QUANTITY, .supplier = NEW_ZEALAND, .quantity = tiny_t};
    world->measures = 0;
    subject_make(&world->subject, INSTRUMENT_IMPORT_TARIFF, country_from(region.at, region.size), COUNTRY_ALL);
    subject_value(&world->subject, dice_between(dice, 0, 2), MEASURE_AD_VALOREM);
    return tiny_t > 0;
}

static bool new_zealand_is_tiny(const struct random_world *world)
{
    for (uint32_t i = 0; i < world->tables; i++)
        for (uint32_t j = 0; j < world->table[i].baseline.rows_count; j++)
            if (world->table[i].baseline.rows[j].supplier == NEW_ZEALAND)
                return world->table[i].baseline.rows[j].quantity <= 1e-5 * other_imports(world, i);
    return true;
}

/* The curve of the loss rises by 11 at zero: a millionth of tonnes moves C by at
 * most a thousandth of a point. */
static bool a_tiny_exemption_opens_no_hole(const struct random_world *world, FILE *complaint)
{
    struct event nearly_all = world->subject;
    struct composites all, nearly;
    if (!new_zealand_is_tiny(world)) /* any more, made small */
        return true;
    nearly_all.policy.except[nearly_all.policy.except_count++] = TEXT("NZ");
    composites_with(world, ALONE, &world->subject, &all);
    composites_with(world, ALONE, &nearly_all, &nearly);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
        if (llabs(all.points[r] - nearly.points[r]) > POINT / 500) {
            fprintf(complaint, "%s: %.6f with a duty on all, %.6f with one exemption\n",
                    the_engine()->settings.region[r].name.at, (double)all.points[r] / POINT,
                    (double)nearly.points[r] / POINT);
            return false;
        }
    return true;
}

static void a_duty_on_nearly_all_is_like_one_on_all(void **state)
{
    (void)state;
    property_check(&(struct property){a_duty_on_all, a_tiny_exemption_opens_no_hole}, WORLDS);
}

static bool a_duty_on_all_moves_no_share(const struct random_world *world, FILE *complaint)
{
    state_with(world, NULL, &first);
    state_with(world, &world->subject, &second);
    return same_vectors(&first, &second, 1e-9, complaint);
}

static void everybody_taxed_alike_moves_no_share(void **state)
{
    (void)state;
    property_check(&(struct property){a_duty_on_all, a_duty_on_all_moves_no_share}, WORLDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tonnes_and_kilotonnes_give_the_same),
        cmocka_unit_test(the_order_of_rows_and_measures_makes_no_difference),
        cmocka_unit_test(legs_of_one_measure_do_not_add_up),
        cmocka_unit_test(legs_on_two_sides_do_not_add_up),
        cmocka_unit_test(revoking_or_withdrawing_restores_what_was),
        cmocka_unit_test(an_older_or_repeated_revision_changes_nothing),
        cmocka_unit_test(a_duty_on_nearly_all_is_like_one_on_all),
        cmocka_unit_test(everybody_taxed_alike_moves_no_share),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_world();
    return failed;
}

/* What always holds of a balance, of the indicators read from it, and of the
 * composite made from them: over random worlds. */
#include "engine/outlook.h"
#include "tests/support/property.h"
#include "tests/support/subjects.h"
#include "tests/support/supply_words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS 500u

static const char *region_name(uint32_t region)
{
    return the_engine()->settings.region[region].name.at;
}

static bool says(FILE *complaint, uint32_t region, const char *what, double value)
{
    fprintf(complaint, "%s: %s %.17g\n", region_name(region), what, value);
    return false;
}

/* ---- tonnes ------------------------------------------------------------------------ */

static bool vector_is_sound(uint32_t region, const struct vector *vector, FILE *complaint)
{
    double foreign = vector_foreign(vector), shares = 0;
    for (uint32_t i = 0; i < vector->count; i++) {
        double quantity_t = vector->row[i].quantity_t;
        if (!(quantity_t >= 0) || isinf(quantity_t))
            return says(complaint, region, "tonnes", quantity_t);
        if (!vector->row[i].own && foreign > 0)
            shares += quantity_t / foreign;
    }
    if (foreign > 0 && fabs(shares - 1) > 1e-12)
        return says(complaint, region, "shares sum to", shares);
    return true;
}

static bool balance_is_sound(uint32_t region, const struct balance *balance, FILE *complaint)
{
    double slip_t = 1e-9 * balance->demand_t; /* of sums in another order */
    if (!vector_is_sound(region, &balance->delivered, complaint) ||
        !vector_is_sound(region, &balance->unharmed, complaint))
        return false;
    if (balance->lost_t < 0 || balance->lost_t > balance->demand_t + slip_t)
        return says(complaint, region, "lost", balance->lost_t);
    if (balance->refilled_t < 0 || balance->refilled_t > balance->lost_t + slip_t)
        return says(complaint, region, "refilled", balance->refilled_t);
    if (balance->delisted_t < 0 || balance->delisted_t > balance->demand_t + slip_t)
        return says(complaint, region, "delisted", balance->delisted_t);
    if (!(balance->cover_t >= 0) || isinf(balance->cover_t))
        return says(complaint, region, "cover", balance->cover_t);
    if (!(balance->duty >= 0) || isinf(balance->duty))
        return says(complaint, region, "duty", balance->duty);
    double gap = balance_gap(balance);
    if (gap < 0 || gap > 1)
        return says(complaint, region, "gap", gap);
    return true;
}

static const int ahead_days[] = {0, 30, 90, 365, 1095};

static bool balances_are_sound(const struct random_world *world, FILE *complaint)
{
    static struct balance balances[LIMIT_REGIONS];
    static struct view view;
    random_world_tell(world, true);
    hear(&world->subject);
    struct tables tables = engine_tables(the_engine(), settings_material(&the_engine()->settings,
                                                                        TEXT(RANDOM_MATERIAL)));
    view_make(&view, &the_engine()->ledger, &tables, the_engine()->now, &everything);
    for (unsigned h = 0; h < sizeof ahead_days / sizeof ahead_days[0]; h++) {
        balance_all(&view, view.now + ahead_days[h] * DAY_NS, balances);
        for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
            if (!balance_is_sound(r, &balances[r], complaint))
                return false;
    }
    return true;
}

static void tonnes_are_never_negative_and_never_refilled_twice(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, balances_are_sound}, 2 * WORLDS);
}

/* ---- what comes, and from where --------------------------------------------------------- */

/* Without additions, for these displace what comes. */
static bool without_additions(struct random_world *world, struct dice *dice)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < world->measures; i++)
        if (instrument_table[world->measure[i].policy.instrument].side != SIDE_ADD)
            memmove(&world->measure[kept++], &world->measure[i], sizeof world->measure[0]);
    world->measures = kept;
    return any_restriction(world, dice);
}

static bool tonnes_add_up(const struct random_world *world, FILE *complaint)
{
    random_world_tell(world, true);
    hear(&world->subject);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++) {
        const struct balance *balance = balance_of(RANDOM_MATERIAL, region_name(r));
        double comes_t = vector_foreign(&balance->delivered) + vector_own(&balance->delivered);
        double expected_t = balance->demand_t - balance->lost_t + balance->refilled_t;
        if (fabs(comes_t - expected_t) > 1e-9 * (1 + expected_t))
            return says(complaint, r, "comes, beyond demand - lost + refilled:", comes_t - expected_t);
    }
    return true;
}

static void what_comes_is_demand_less_lost_plus_refilled(void **state)
{
    (void)state;
    property_check(&(struct property){without_additions, tonnes_add_up}, WORLDS);
}

/* Tonnes of each country delivered to all importing regions. */
static void delivered_by(const struct random_world *world, double *delivered_t)
{
    random_world_tell(world, true);
    hear(&world->subject);
    memset(delivered_t, 0, COUNTRY_CODES * sizeof *delivered_t);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++) {
        const struct vector *vector = &balance_of(RANDOM_MATERIAL, region_name(r))->delivered;
        for (uint32_t i = 0; !the_engine()->settings.region[r].world && i < vector->count; i++)
            delivered_t[vector->row[i].supplier] += vector->row[i].quantity_t;
    }
}

/* What an exporter's lanes deliver more than in the same world without spare is
 * drawn from its spare. */
static bool draws_stay_within_budgets(const struct random_world *world, FILE *complaint)
{
    static struct random_world bare;
    static double with_t[COUNTRY_CODES], without_t[COUNTRY_CODES];
    memcpy(&bare, world, sizeof bare);
    forget(&bare, TABLE_ROW_SPARE);
    delivered_by(&bare, without_t);
    delivered_by(world, with_t);
    for (uint32_t i = 0; i < world->tables; i++) {
        const struct baseline_event *baseline = &world->table[i].baseline;
        for (uint32_t j = 0; text_is(baseline->region, "WORLD") && j < baseline->rows_count; j++) {
            const struct table_row *row = &baseline->rows[j];
            double drawn_t = with_t[row->supplier] - without_t[row->supplier];
            if (row->supplier == COUNTRY_XX || !message_has(row->present, TABLE_ROW_SPARE) ||
                drawn_t <= row->spare * (1 + 1e-9) + 1e-6)
                continue;
            fprintf(complaint, "row %u of WORLD: drawn %.17g of %.17g\n", j, drawn_t, row->spare);
            return false;
        }
    }
    return true;
}

static void draws_never_exceed_an_exporters_spare(void **state)
{
    (void)state;
    property_check(&(struct property){without_additions, draws_stay_within_budgets}, WORLDS);
}

/* ---- who does not refill itself ------------------------------------------------------------ */

static bool an_export_restriction_among_no_additions(struct random_world *world, struct dice *dice)
{
    return without_additions(world, dice) && an_export_restriction(world, dice);
}

/* In force, a binding restriction lets no extra tonne through. */
static bool no_tonne_more_of_it(const struct random_world *world, FILE *complaint)
{
    country code = world->subject.policy.implementer;
    uint32_t abroad = ~home_of(code);
    double before_t[LIMIT_REGIONS];
    random_world_tell(world, true);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
        before_t[r] = vector_tonnes(&balance_of(RANDOM_MATERIAL, region_name(r))->unharmed, code);
    hear(&world->subject);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++) {
        const struct balance *balance = balance_of(RANDOM_MATERIAL, region_name(r));
        double after_t = vector_tonnes(&balance->delivered, code);
        if (!((abroad >> r) & 1) || the_engine()->settings.region[r].world || after_t <= before_t[r] * (1 + 1e-12))
            continue;
        return says(complaint, r, "gets more of the restricting exporter:", after_t - before_t[r]);
    }
    return true;
}

/* An unbinding quota restricts nothing. */
static bool a_binding_restriction(struct random_world *world, struct dice *dice)
{
    if (!an_export_restriction_among_no_additions(world, dice))
        return false;
    subject_value(&world->subject, dice_between(dice, .01, 1), MEASURE_SHARE);
    return true;
}

static void a_restricting_exporter_does_not_refill_itself(void **state)
{
    (void)state;
    property_check(&(struct property){a_binding_restriction, no_tonne_more_of_it}, WORLDS);
}

/* ---- indicators and composite ---------------------------------------------------------------- */

static bool standing_is_sound(uint32_t region, const struct standing *standing, FILE *complaint)
{
    int64_t sum = 0;
    double weights = 0;
    for (unsigned i = 0; i < INDICATORS; i++) {
        const struct quote *quote = &standing->quote[i];
        bool known = quote->present && quote->state != VALUE_UNKNOWN;
        if (known && !(quote->x >= 0 && quote->x <= 1))
            return says(complaint, region, "x", quote->x);
        if (known && (!(quote->value >= 0) || isinf(quote->value)))
            return says(complaint, region, "value", quote->value);
        if (quote->bounded && !(quote->low <= quote->high))
            return says(complaint, region, "low above high:", quote->low - quote->high);
        if (quote->present && quote->state != VALUE_OK && quote->reason == REASON_NONE)
            return says(complaint, region, "no reason for state", quote->state);
    }
    for (uint32_t i = 0; i < standing->parts; i++) {
        sum += standing->part[i].points;
        weights += standing->part[i].weight;
    }
    if (sum != standing->composite)
        return says(complaint, region, "contributions miss the composite by", (double)(sum - standing->composite));
    if (standing->composite < 0 || standing->composite > 100 * (int64_t)POINT)
        return says(complaint, region, "composite", (double)standing->composite);
    if (standing->known && fabs(weights - 1) > 1e-5)
        return says(complaint, region, "weights sum to", weights);
    if (standing->coverage < 0 || standing->coverage > 1)
        return says(complaint, region, "coverage", standing->coverage);
    return true;
}

static bool standings_are_sound(const struct random_world *world, FILE *complaint)
{
    static struct standing standings[LIMIT_REGIONS];
    random_world_tell(world, true);
    hear(&world->subject);
    standings_under(&everything, RANDOM_MATERIAL, standings);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
        if (!standing_is_sound(r, &standings[r], complaint))
            return false;
    return true;
}

static void contributions_add_up_to_the_composite_exactly(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, standings_are_sound}, 2 * WORLDS);
}

/* ---- attribution -------------------------------------------------------------------------------- */

static bool effects_add_up(const struct random_world *world, FILE *complaint)
{
    static struct standing all[LIMIT_REGIONS], bare[LIMIT_REGIONS], fewer[LIMIT_REGIONS];
    static struct attribution attribution;
    random_world_tell(world, true);
    hear(&world->subject);
    standings_under(&everything, RANDOM_MATERIAL, all);
    standings_under(&(struct scenario){NO_INDEX, NO_INDEX, true}, RANDOM_MATERIAL, bare);
    attribution_make(the_engine(), settings_material(&the_engine()->settings, TEXT(RANDOM_MATERIAL)), &attribution);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++) {
        int64_t sum = attribution.remainder[r];
        for (uint32_t i = 0; i < attribution.count; i++)
            sum += attribution.effect[i][r];
        if (sum != all[r].composite - bare[r].composite)
            return says(complaint, r, "effects and remainder sum to", (double)sum / POINT);
    }
    for (uint32_t i = 0; i < attribution.count; i++) {
        standings_under(&(struct scenario){attribution.policy[i], NO_INDEX, false}, RANDOM_MATERIAL, fewer);
        for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
            if (attribution.effect[i][r] != all[r].composite - fewer[r].composite)
                return says(complaint, r, "effect", (double)attribution.effect[i][r] / POINT);
    }
    return true;
}

static void effects_and_interaction_add_up_to_what_all_measures_do(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, effects_add_up}, WORLDS);
}

/* ---- the golden case of domain section 8.2 ---------------------------------------------------------- */

static void eu_rare_earths(double chinese_spare, double malaysian_spare, double other_spare)
{
    new_world("2025-02-24");
    governance();
    stability("CN", 2.5 - 5 * .5882), stability("RU", 2.5 - 5 * .6838), stability("MY", 2.5 - 5 * .4719);
    table("rare-earths", "EU");
    supplies("CN", 46.3), spare(chinese_spare);
    supplies("RU", 28.4), spare(0);
    supplies("MY", 19.9), spare(malaysian_spare);
    supplies("XX", 5.4), spare(other_spare);
    import_ban("EU", "RU");
}

static void more_chinese_spare_is_a_smaller_gap_but_a_higher_concentration(void **state)
{
    (void)state;
    double gap = 1, index = 0, share = 0;
    for (double spare_t = 0; spare_t <= 28; spare_t += 4) {
        eu_rare_earths(spare_t, 0, 0);
        double next_gap = value_of(INDICATOR_GAP, "rare-earths", "EU");
        double next_index = value_of(INDICATOR_CONCENTRATION, "rare-earths", "EU");
        double next_share = share_of("CN", "rare-earths", "EU");
        assert_true(next_gap < gap);
        assert_true(next_index > index);
        assert_true(next_share > share);
        gap = next_gap, index = next_index, share = next_share;
    }
}

static void the_ban_of_a_second_supplier_gives_the_golden_values(void **state)
{
    (void)state;
    eu_rare_earths(0, 0, 0);
    assert_float_equal(value_of(INDICATOR_GAP, "rare-earths", "EU"), .284, 1e-6);
    assert_float_equal(value_of(INDICATOR_CONCENTRATION, "rare-earths", "EU"), .501088, 1e-6);
    assert_float_equal(share_of("CN", "rare-earths", "EU"), .646648, 1e-6);
    eu_rare_earths(9, 5, 2);
    assert_float_equal(balance_of("rare-earths", "EU")->refilled_t, 16, 1e-9);
    assert_float_equal(value_of(INDICATOR_GAP, "rare-earths", "EU"), .124, 1e-6);
    assert_float_equal(value_of(INDICATOR_CONCENTRATION, "rare-earths", "EU"), .486445, 1e-6);
    assert_float_equal(share_of("CN", "rare-earths", "EU"), .631279, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tonnes_are_never_negative_and_never_refilled_twice),
        cmocka_unit_test(what_comes_is_demand_less_lost_plus_refilled),
        cmocka_unit_test(draws_never_exceed_an_exporters_spare),
        cmocka_unit_test(a_restricting_exporter_does_not_refill_itself),
        cmocka_unit_test(contributions_add_up_to_the_composite_exactly),
        cmocka_unit_test(effects_and_interaction_add_up_to_what_all_measures_do),
        cmocka_unit_test(more_chinese_spare_is_a_smaller_gap_but_a_higher_concentration),
        cmocka_unit_test(the_ban_of_a_second_supplier_gives_the_golden_values),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_world();
    return failed;
}

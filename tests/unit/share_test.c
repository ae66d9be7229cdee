/* share: one country delivers more of what comes from abroad than it may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/alerts_heard.h"
#include "tests/support/near.h"

static int set_up(void **state)
{
    (void)state;
    aluminum_world();
    return 0;
}

/* Norway's part of ten; the rest is Canada's and Russia's. A later vintage each time. */
static void norway_has(double tenths)
{
    static int64_t vintage;
    vintage++;
    table("aluminum", "EU");
    sentence()->baseline.vintage = day_ns("2024-06-30") / DAY_NS + vintage;
    supplies("NO", tenths * 100000);
    supplies("CA", (10 - tenths) * 50000);
    supplies("RU", (10 - tenths) * 50000);
    end_sentence();
}

static void a_share_at_its_limit_fires_and_names_the_country(void **state)
{
    (void)state;
    norway_has(6.4999);
    assert_null(last_alert(ALERT_KIND_SHARE, "EU"));
    norway_has(6.5);
    const struct heard *share = needed_alert(ALERT_KIND_SHARE, "EU");
    assert_int_equal(share->state, ALERT_FIRING);
    assert_near(share->value, .65, 1e-9);
    assert_non_null(strstr(share->reason, "NO alone delivers 0.65 of what comes from abroad"));
    assert_string_equal(share->cause, "EU");
}

static void it_clears_below_its_clear_threshold_for_its_duration(void **state)
{
    (void)state;
    norway_has(7);
    norway_has(6);
    pass(DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_SHARE, "EU")->state, ALERT_FIRING);
    norway_has(5.9999);
    int64_t clear = the_engine()->now;
    pass(DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_SHARE, "EU")->state, ALERT_RESOLVED);
    assert_int_equal(needed_alert(ALERT_KIND_SHARE, "EU")->time, clear + 30 * MINUTE_NS);
}

static void a_ban_makes_the_others_share_larger(void **state)
{
    (void)state;
    norway_has(6);
    import_ban("EU", "RU");
    assert_near(needed_alert(ALERT_KIND_SHARE, "EU")->value, 6. / 8, 1e-6);
}

static void own_output_and_the_rest_have_no_share(void **state)
{
    (void)state;
    table("aluminum", "EU"), as_of("2024-12-31");
    supplies("EU", 9000000);
    supplies("XX", 300000);
    supplies("NO", 100000);
    supplies("CA", 100000);
    end_sentence();
    assert_null(last_alert(ALERT_KIND_SHARE, "EU"));
}

static void a_share_that_the_rest_hides_is_unknown(void **state)
{
    (void)state;
    norway_has(9);
    table("aluminum", "EU"), as_of("2024-12-31");
    supplies("NO", 100000);
    supplies("XX", 900000);
    end_sentence();
    assert_int_equal(needed_alert(ALERT_KIND_SHARE, "EU")->state, ALERT_UNKNOWN);
    pass(30 * DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_SHARE, "EU")->state, ALERT_UNKNOWN);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, leave_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_share_at_its_limit_fires_and_names_the_country),
        CLAIM(it_clears_below_its_clear_threshold_for_its_duration),
        CLAIM(a_ban_makes_the_others_share_larger),
        CLAIM(own_output_and_the_rest_have_no_share),
        CLAIM(a_share_that_the_rest_hides_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Time zones, against the system's tzdata by way of the C library. */
#include "schemas/limits.h"
#include "schemas/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void use(enum zone zone)
{
    char path[128] = "/usr/share/zoneinfo/";
    assert_true(strlen(zone_names[zone]) < sizeof path - strlen(path));
    strcat(path, zone_names[zone]);
    if (access(path, R_OK) != 0)
        fail_msg("%s is not there: the package tzdata is missing", path);
    assert_int_equal(setenv("TZ", zone_names[zone], 1), 0);
    tzset();
}

static void the_clocks_show_what_tzdata_says(void **state)
{
    (void)state;
    int64_t from = day_from_civil(2000, 1, 1), to = day_from_civil(2036, 1, 1);
    for (enum zone zone = 0; zone < ZONE_COUNT; zone++) {
        use(zone);
        for (int64_t half = from * 48; half < to * 48; half++) {
            time_t seconds = half * 1800;
            struct tm tm;
            localtime_r(&seconds, &tm);
            struct local local = zone_local(zone, seconds * SECOND_NS);
            if (zone_offset_min(zone, seconds * SECOND_NS) * 60 != tm.tm_gmtoff ||
                local.minute != tm.tm_hour * 60 + tm.tm_min ||
                local.day != day_from_civil(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday))
                fail_msg("%s at %lld: %d minutes east instead of %ld seconds", zone_names[zone], (long long)seconds,
                         zone_offset_min(zone, seconds * SECOND_NS), tm.tm_gmtoff);
        }
    }
}

static void a_minute_of_a_day_is_one_moment(void **state)
{
    static const int32_t minutes[] = {0, 30, 60, 89, 90, 119, 120, 150, 180, 540, 1020, 1439};
    (void)state;
    int64_t from = day_from_civil(2000, 1, 1), to = day_from_civil(2036, 1, 1);
    for (enum zone zone = 0; zone < ZONE_COUNT; zone++)
        for (int64_t day = from; day < to; day++)
            for (size_t i = 0; i < sizeof minutes / sizeof minutes[0]; i++) {
                int64_t moment = zone_moment(zone, (struct local){day, minutes[i]});
                struct local back = zone_local(zone, moment);
                struct local earlier = zone_local(zone, moment - HOUR_NS);
                bool left_out = back.day == day && back.minute > minutes[i] && back.minute <= minutes[i] + 60;
                bool twice = earlier.day == day && earlier.minute == minutes[i];
                if (twice || (!left_out && (back.day != day || back.minute != minutes[i])))
                    fail_msg("%s, day %lld, minute %d", zone_names[zone], (long long)day, minutes[i]);
            }
}

static int64_t at(const char *time)
{
    int64_t moment;
    assert_true(time_parse(text_of(time), &moment));
    return moment;
}

static void a_close_follows_the_clocks_of_its_place(void **state)
{
    static const struct {
        const char *what;
        enum zone zone;
        const char *day;
        int32_t minute;
        const char *moment;
    } rows[] = {
        {"London in winter",            ZONE_LONDON,   "2025-02-24", 1020, "2025-02-24T17:00:00Z"},
        {"London in summer",            ZONE_LONDON,   "2025-06-06", 1020, "2025-06-06T16:00:00Z"},
        {"New York, after its change",  ZONE_NEW_YORK, "2025-03-10",  960, "2025-03-10T20:00:00Z"},
        {"New York by the old rule",    ZONE_NEW_YORK, "2006-03-13",  960, "2006-03-13T21:00:00Z"},
        {"Shanghai",                    ZONE_SHANGHAI, "2025-06-06",  900, "2025-06-06T07:00:00Z"},
        {"a minute that is left out",   ZONE_LONDON,   "2025-03-30",   90, "2025-03-30T01:00:00Z"},
        {"a minute that comes twice",   ZONE_LONDON,   "2025-10-26",   90, "2025-10-26T00:30:00Z"},
        {"left out in New York",        ZONE_NEW_YORK, "2025-03-09",  150, "2025-03-09T07:00:00Z"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t day;
        assert_true(day_parse(text_of(rows[i].day), &day));
        if (zone_moment(rows[i].zone, (struct local){day, rows[i].minute}) != at(rows[i].moment))
            fail_msg("%s", rows[i].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clocks_show_what_tzdata_says),
        cmocka_unit_test(a_minute_of_a_day_is_one_moment),
        cmocka_unit_test(a_close_follows_the_clocks_of_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

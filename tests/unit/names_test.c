/* Countries, nearest names, status codes: every list is whole and every name
 * comes back. */
#include "schemas/country.h"
#include "schemas/nearest.h"
#include "schemas/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void every_country_comes_back_by_its_name(void **state)
{
    unsigned known = 0;
    (void)state;
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            const char code[2] = {a, b};
            char name[4];
            country found = country_from(code, sizeof code);
            if (found == COUNTRY_NONE)
                continue;
            known++;
            country_name(found, name);
            assert_memory_equal(name, code, 2);
            assert_int_equal(name[2], 0);
        }
    assert_int_equal(known, 249 + 2); /* ISO 3166-1 has 249; EU and XX are ours */
}

static void all_is_a_country_of_its_own(void **state)
{
    char name[4];
    (void)state;
    assert_int_equal(country_from("ALL", 3), COUNTRY_ALL);
    country_name(COUNTRY_ALL, name);
    assert_string_equal(name, "ALL");
    assert_int_equal(country_from("XX", 2), COUNTRY_XX);
    assert_int_equal(country_from("EU", 2), COUNTRY_EU);
}

static void what_is_no_country_is_none(void **state)
{
    (void)state;
    assert_int_equal(country_from("UK", 2), COUNTRY_NONE);
    assert_int_equal(country_from("ru", 2), COUNTRY_NONE);
    assert_int_equal(country_from("RUS", 3), COUNTRY_NONE);
    assert_int_equal(country_from("", 0), COUNTRY_NONE);
    assert_int_equal(country_from("R", 1), COUNTRY_NONE);
    assert_int_equal(country_from("1A", 2), COUNTRY_NONE);
    assert_int_equal(country_nearest("ru", 2), COUNTRY('R', 'U'));
}

static void a_set_holds_what_was_put_in(void **state)
{
    struct country_set set = {0};
    (void)state;
    country_set_add(&set, COUNTRY_ALL);
    country_set_add(&set, COUNTRY('A', 'D'));
    assert_true(country_set_has(&set, COUNTRY_ALL));
    assert_true(country_set_has(&set, COUNTRY('A', 'D')));
    assert_false(country_set_has(&set, COUNTRY('A', 'E')));
    country_set_remove(&set, COUNTRY_ALL);
    assert_false(country_set_has(&set, COUNTRY_ALL));
}

static void distance_counts_slips_of_the_hand(void **state)
{
    static const struct { const char *a, *b; unsigned distance; } cases[] = {
        {"", "", 0},           {"", "abc", 3},       {"abc", "abc", 0},    {"ABC", "abc", 0},
        {"ban", "bann", 1},    {"abcd", "acbd", 1},  {"kitten", "sitting", 3},
        {"vlaue", "value", 1}, {"ca", "abc", 3},     {"import_bann", "import_ban", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(nearest_distance(text_of(cases[i].a), text_of(cases[i].b)), cases[i].distance);
        assert_int_equal(nearest_distance(text_of(cases[i].b), text_of(cases[i].a)), cases[i].distance);
    }
}

static void a_far_guess_is_not_made(void **state)
{
    static const char *const names[] = {"import_ban", "import_quota", "outage"};
    (void)state;
    assert_string_equal(nearest_name(TEXT("import_bann"), names, 3), "import_ban");
    assert_string_equal(nearest_name(TEXT("Outage"), names, 3), "outage");
    assert_null(nearest_name(TEXT("zzzzzz"), names, 3));
    assert_null(nearest_name(TEXT("x"), NULL, 0));
}

static void long_texts_are_looked_at_by_their_heads(void **state)
{
    char a[300], b[300];
    (void)state;
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    assert_int_equal(nearest_distance((struct text){a, sizeof a}, (struct text){b, sizeof b}), 64);
}

static void every_status_has_a_name_and_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (enum status i = 0; i < STATUSES; i++) {
        assert_true(strlen(status_name(i)) > 0);
        assert_true(strlen(status_sentence(i)) > 0);
        for (enum status j = 0; j < i; j++) {
            assert_string_not_equal(status_name(i), status_name(j));
            assert_string_not_equal(status_sentence(i), status_sentence(j));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_country_comes_back_by_its_name),
        cmocka_unit_test(all_is_a_country_of_its_own),
        cmocka_unit_test(what_is_no_country_is_none),
        cmocka_unit_test(a_set_holds_what_was_put_in),
        cmocka_unit_test(distance_counts_slips_of_the_hand),
        cmocka_unit_test(a_far_guess_is_not_made),
        cmocka_unit_test(long_texts_are_looked_at_by_their_heads),
        cmocka_unit_test(every_status_has_a_name_and_a_sentence_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

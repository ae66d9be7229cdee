/* Numbers of price files. */
#include "producers/price_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/dice.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct number_style plain   = {DECIMAL_POINT, THOUSANDS_NONE};
static const struct number_style english = {DECIMAL_POINT, THOUSANDS_COMMA};
static const struct number_style german  = {DECIMAL_COMMA, THOUSANDS_POINT};
static const struct number_style french  = {DECIMAL_COMMA, THOUSANDS_SPACE};
static const struct number_style swiss   = {DECIMAL_POINT, THOUSANDS_APOSTROPHE};

static void numbers_are_read_in_their_style(void **state)
{
    const struct { const char *what; struct number_style style; const char *text; double number; } cases[] = {
        {"whole",                   plain, "2548", 2548},
        {"decimals",                plain, "2548.25", 2548.25},
        {"no digit before",         plain, ".25", 0.25},
        {"minus",                   plain, "-29.5", -29.5},
        {"minus, no digit before",  plain, "-.5", -0.5},
        {"plus",                    plain, "+29.5", 29.5},
        {"zeros in front",          plain, "007.50", 7.5},
        {"exponent",                plain, "1.5e3", 1500},
        {"exponent, plus, zeros",   plain, "+01.5E-3", 0.0015},
        {"many decimals",           plain, "0.1000000000000000055511151231257827", 0.1},
        {"many digits",             plain, "12345678901234567890.5", 12345678901234567890.5},
        {"English",                 english, "1,234,567.5", 1234567.5},
        {"English, short",          english, "234.5", 234.5},
        {"English, left out",       english, "1234.5", 1234.5},
        {"German",                  german, "2.548,50", 2548.5},
        {"German, minus",           german, "-1.000.000", -1000000},
        {"French",                  french, "2 548,50", 2548.5},
        {"French, no break",        french, "2\u00a0548,50", 2548.5},
        {"French, narrow no break", french, "12\u202f548,50", 12548.5},
        {"Swiss",                   swiss, "2'548.50", 2548.5},
        {"Swiss, typeset",          swiss, "2\u2019548.50", 2548.5},
        {"long, with thousands",    german, "1.234.567.890.123.456.789.012,5", 1234567890123456789012.5},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double number;
        if (!number_read(cases[i].style, text_of(cases[i].text), &number))
            fail_msg("%s: '%s' is not read", cases[i].what, cases[i].text);
        if (number != cases[i].number)
            fail_msg("%s: '%s' is read as %.17g", cases[i].what, cases[i].text, number);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    const struct { const char *what; struct number_style style; const char *text; } cases[] = {
        {"nothing",                   plain, ""},
        {"a sign",                    plain, "-"},
        {"a point",                   plain, "."},
        {"a point behind",            plain, "5."},
        {"two points",                plain, "1.2.3"},
        {"two signs",                 plain, "--1"},
        {"a letter",                  plain, "25x0"},
        {"a unit",                    plain, "2548 USD"},
        {"a currency",                plain, "$2548"},
        {"a thousands comma",         plain, "2,548"},
        {"hexadecimal",               plain, "0x10"},
        {"infinite",                  plain, "inf"},
        {"beyond a double",           plain, "1e999"},
        {"no exponent",               plain, "1e"},
        {"a group of two",            english, "1,23"},
        {"a group of four",           english, "1,2345"},
        {"a long first group",        english, "1234,567"},
        {"no group",                  english, "1,"},
        {"a group in the decimals",   english, "1.234,567"},
        {"the other way about",       german, "2,548.50"},
        {"two spaces",                french, "2  548"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double number;
        if (number_read(cases[i].style, text_of(cases[i].text), &number))
            fail_msg("%s: '%s' is read as %g", cases[i].what, cases[i].text, number);
    }
}

/* The quick way is as exact as the library's. */
static void a_number_is_the_nearest_double(void **state)
{
    struct dice dice = {20250224};
    char text[64];
    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        double number;
        uint64_t whole = dice_throw(&dice) >> (dice_throw(&dice) % 64);
        uint64_t decimals = dice_throw(&dice) >> (dice_throw(&dice) % 64);
        snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)whole, (unsigned long long)decimals);
        assert_true(number_read(plain, text_of(text), &number));
        if (number != strtod(text, NULL))
            fail_msg("'%s' is read as %.17g", text, number);
    }
}

static void one_character_has_one_meaning(void **state)
{
    (void)state;
    assert_false(number_style_ok((struct number_style){DECIMAL_COMMA, THOUSANDS_COMMA}));
    assert_false(number_style_ok((struct number_style){DECIMAL_POINT, THOUSANDS_POINT}));
    assert_true(number_style_ok(english) && number_style_ok(german));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_their_style),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_number_is_the_nearest_double),
        cmocka_unit_test(one_character_has_one_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

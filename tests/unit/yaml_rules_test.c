/* A YAML file of rules into one message, and back. */
#include "runtime/yaml.h"

#include "engine/engine.h"
#include "runtime/yaml_print.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define CAPACITY (64 * KIB)

static struct scratch scratch;
static char path[PATH_MAX];
static uint8_t bytes[CAPACITY];
static size_t used;
static struct yaml_error error;
static struct rules rules;
static struct refusal refusal;

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    scratch_path(&scratch, "orewatch.yaml", path);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static void file(const char *text, size_t size)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    fclose(out);
}

static enum status read_rules(const char *text)
{
    file(text, strlen(text));
    return yaml_rules(path, bytes, sizeof bytes, &used, &error);
}

static void given_rules(const char *text)
{
    if (read_rules(text) != STATUS_OK)
        fail_msg("%s", error.text);
    assert_int_equal(rows_decode(&rules_rows, bytes, used, &rules, NULL, &refusal), STATUS_OK);
}

/* The error is "PATH:" and exactly these words; a trailing * leaves the rest open. */
static void assert_says(const char *what, const char *says)
{
    size_t before = strlen(path), size = strlen(says);
    bool open = says[size - 1] == '*';
    assert_true(strncmp(error.text, path, before) == 0);
    const char *said = error.text + before + 1;
    if (open ? strncmp(said, says, size - 1) != 0 : strcmp(said, says) != 0)
        fail_msg("%s: says \"%s\", not \"%s\"", what, said, says);
}

static void rules_become_one_message(void **state)
{
    (void)state;
    given_rules("rules:\n"
                "  - name: eu-level\n"
                "    kind: level\n"
                "    material: aluminum\n"
                "    region: '*'\n"
                "    threshold: 60\n"
                "    clear: 55.5\n"
                "    for: 30m\n"
                "    cooldown: 7d\n"
                "    severity: high\n"
                "    ladder: [1, 2, 3, 4]\n"
                "  - {name: any-gap, kind: gap, material: \"*\", region: EU, keep: 0}\n");
    assert_int_equal(rules.rules_count, 2);
    assert_true(text_is(rules.rules[0].name, "eu-level"));
    assert_true(text_is(rules.rules[0].region, "*"));
    assert_int_equal(rules.rules[0].hold, 30 * MINUTE_NS);
    assert_int_equal(rules.rules[0].cooldown, 7 * DAY_NS);
    assert_true(rules.rules[0].clear == 55.5);
    assert_int_equal(rules.rules[0].severity, SEVERITY_HIGH);
    assert_int_equal(rules.rules[0].ladder_count, 4);
    assert_int_equal(rules.rules[1].kind, ALERT_KIND_GAP);
}

struct mistake { const char *what, *text, *says; };

static void a_mistake_in_rules_is_shown_where_it_stands(void **state)
{
    static const struct mistake mistakes[] = {
        {"no rules", "", "1:1: rules: *"},
        {"key of the file", "rulez: []\n", "1:1: there is no key 'rulez'; did you mean 'rules'?"},
        {"key of a rule", "rules:\n  - {name: a, kind: gap, treshold: 1}\n",
         "2:26: there is no key 'rules[0].treshold'; did you mean 'threshold'?"},
        {"kind", "rules:\n  - name: a\n    kind: levle\n    material: '*'\n    region: EU\n",
         "3:11: rules[0].kind: \"levle\"*"},
        {"no kind", "rules:\n  - name: a\n    material: '*'\n    region: EU\n", "2:5: rules[0].kind*"},
        {"for", "rules:\n  - {name: a, kind: gap, material: '*', region: EU, for: 1w}\n",
         "2:58: rules[0].for: '1w' is not a duration such as 500ms, 90s, 1h30m or 7d"},
        {"name", "rules:\n  - {name: 'a b', kind: gap, material: '*', region: EU}\n", "2:12: rules[0].name: *"},
        {"no list", "rules: {a: 1}\n", "1:8: rules: is a map; it takes a list"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        if (read_rules(mistakes[i].text) == STATUS_OK)
            fail_msg("%s: was taken", mistakes[i].what);
        assert_says(mistakes[i].what, mistakes[i].says);
    }
}

static void a_message_larger_than_its_room_is_refused(void **state)
{
    (void)state;
    assert_int_equal(read_rules("rules: [{name: a, kind: gap, material: '*', region: EU}]\n"), STATUS_OK);
    assert_int_equal(yaml_rules(path, bytes, 20, &used, &error), STATUS_TOO_LARGE);
    assert_says("too large", "1:1: more than 20 bytes as a message");
}

static void a_refusal_of_the_engine_leads_back_to_its_line(void **state)
{
    (void)state;
    given_rules("rules:\n  - {name: a, kind: gap, material: '*', region: EU}\n");
    refusal = (struct refusal){STATUS_INCONSISTENT, "rules[0].region", "rules[0].region: why"};
    yaml_refused(path, &refusal, &error);
    assert_says("region", "2:49: rules[0].region: why");
}

static void what_is_printed_is_read_as_the_same(void **state)
{
    static uint8_t defaults[CAPACITY];
    char *text;
    size_t size, message = rows_encode(&rules_rows, engine_default_rules(), defaults, sizeof defaults);
    FILE *out = open_memstream(&text, &size);
    (void)state;
    yaml_print(out, NULL, &rules_rows, engine_default_rules());
    fclose(out);
    assert_int_equal(read_rules(text), STATUS_OK);
    assert_int_equal(used, message);
    assert_memory_equal(bytes, defaults, message);
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_become_one_message),
        cmocka_unit_test(a_mistake_in_rules_is_shown_where_it_stands),
        cmocka_unit_test(a_message_larger_than_its_room_is_refused),
        cmocka_unit_test(a_refusal_of_the_engine_leads_back_to_its_line),
        cmocka_unit_test(what_is_printed_is_read_as_the_same),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

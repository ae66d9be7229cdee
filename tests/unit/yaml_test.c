/* A YAML file into options and the engine's configuration: what is laid over
 * the defaults, and how a mistake is shown to the one who made it. */
#include "runtime/yaml.h"

#include "engine/engine.h"
#include "runtime/yaml_print.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define CAPACITY (256 * KIB)

/* ---- a broker with a few options ------------------------------------------------- */

struct options {
    const char *ingest, *journal;
    struct option_texts sources;
    bool sync, check;
    int64_t credit, skew;
    double share;
    uint64_t memory;
    int clock;
};

#define AT(member) .offset = offsetof(struct options, member)

static const char *const clocks[] = {"wall", "events", NULL};
static const struct option rows[] = {
    {.name = "ingest", .kind = OPTION_TEXT, AT(ingest), .argument = "ENDPOINT", .initial = "tcp://127.0.0.1:7701",
     .sentence = "where producers connect", .group = "broker"},
    {.name = "journal", .kind = OPTION_TEXT, AT(journal), .argument = "DIR", .sentence = "the log", .group = "broker"},
    {.name = "source", .kind = OPTION_TEXTS, AT(sources), .argument = "NAME", .sentence = "let in", .group = "broker"},
    {.name = "sync", .kind = OPTION_FLAG, AT(sync), .initial = "true", .sentence = "fsync", .group = "broker"},
    {.name = "first-credit", .kind = OPTION_NUMBER, AT(credit), .argument = "N", .initial = "4096", .low = 1,
     .high = 65536, .sentence = "events outstanding", .group = "broker"},
    {.name = "share", .kind = OPTION_REAL, AT(share), .argument = "X", .initial = "0.5", .low = 0, .high = 1,
     .sentence = "of the disk", .group = "limits"},
    {.name = "memory", .kind = OPTION_SIZE, AT(memory), .argument = "SIZE", .initial = "64MiB",
     .sentence = "of caches", .group = "limits"},
    {.name = "skew", .kind = OPTION_DURATION, AT(skew), .argument = "TIME", .initial = "5m", .low = 0, .high = 1e13,
     .sentence = "ahead of the clock", .group = "limits"},
    {.name = "clock", .kind = OPTION_CHOICE, AT(clock), .choices = clocks, .initial = "wall", .sentence = "time",
     .group = "broker"},
    {.name = "check", .kind = OPTION_FLAG, AT(check), .sentence = "not of the file"},
};
static const struct program program = {
    .name = "orewatchd", .sentence = "the broker", .options = rows, .options_count = sizeof rows / sizeof *rows};

/* ---- the words of these tests ------------------------------------------------------ */

static struct scratch scratch;
static char path[PATH_MAX];
static struct options options;
static char *texts;
static uint8_t bytes[CAPACITY];
static size_t used;
static struct yaml_error error;
static struct config config;
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

static enum status read_config(const char *text)
{
    file(text, strlen(text));
    free(texts);
    texts = NULL;
    options_defaults(&program, &options);
    return yaml_config(path, &program, &options, &texts, engine_default_config(), bytes, sizeof bytes, &used, &error);
}

/* Reads a file that must be right, and decodes the message it became. */
static void given_config(const char *text)
{
    if (read_config(text) != STATUS_OK)
        fail_msg("%s", error.text);
    assert_true(used > 0);
    assert_int_equal(rows_decode(&config_rows, bytes, used, &config, NULL, &refusal), STATUS_OK);
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

static double weight_of(enum indicator indicator)
{
    for (uint32_t i = 0; i < config.weights_count; i++)
        if (config.weights[i].indicator == indicator)
            return config.weights[i].weight;
    return -1;
}

/* ---- options ------------------------------------------------------------------------ */

static void sections_set_options(void **state)
{
    (void)state;
    assert_int_equal(read_config("broker:\n"
                                 "  ingest: tcp://0.0.0.0:7701\n"
                                 "  journal: '/var/lib/ore watch'\n"
                                 "  source: [official/eu, \"press\"]\n"
                                 "  sync: false\n"
                                 "  first_credit: 17\n"
                                 "  clock: events\n"
                                 "limits: {share: 0.25, memory: 1GiB, skew: 1h30m}\n"),
                     STATUS_OK);
    assert_string_equal(options.ingest, "tcp://0.0.0.0:7701");
    assert_string_equal(options.journal, "/var/lib/ore watch");
    assert_int_equal(options.sources.count, 2);
    assert_string_equal(options.sources.texts[0], "official/eu");
    assert_string_equal(options.sources.texts[1], "press");
    assert_false(options.sync);
    assert_int_equal(options.credit, 17);
    assert_int_equal(options.clock, 1);
    assert_true(options.share == 0.25);
    assert_int_equal(options.memory, 1024 * MIB);
    assert_int_equal(options.skew, 90 * MINUTE_NS);
    assert_int_equal(used, 0);
}

static void what_the_file_leaves_out_keeps_its_default(void **state)
{
    static const char *const empty[] = {"", "# nothing\n", "---\n", "broker:\n", "broker:\n  # journal: DIR\n",
                                        "broker: {}\nengine:\n"};
    (void)state;
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        if (read_config(empty[i]) != STATUS_OK)
            fail_msg("%s", error.text);
        assert_string_equal(options.ingest, "tcp://127.0.0.1:7701");
        assert_null(options.journal);
        assert_int_equal(options.credit, 4096);
        assert_int_equal(used, 0);
    }
}

static void the_sample_file_is_the_defaults(void **state)
{
    char *sample;
    size_t size;
    FILE *out = open_memstream(&sample, &size);
    struct options defaults;
    (void)state;
    options_sample(&program, out);
    fclose(out);
    options_defaults(&program, &defaults);
    if (read_config(sample) != STATUS_OK)
        fail_msg("%s", error.text);
    assert_string_equal(options.ingest, defaults.ingest);
    assert_null(options.journal);
    assert_true(options.sync == defaults.sync && options.credit == defaults.credit);
    assert_true(options.skew == defaults.skew && options.share == defaults.share);
    assert_true(options.memory == defaults.memory && options.clock == defaults.clock);
    free(sample);
}

/* ---- the engine's configuration -------------------------------------------------------- */

static void an_empty_engine_section_is_the_defaults(void **state)
{
    static uint8_t defaults[CAPACITY];
    size_t size = rows_encode(&config_rows, engine_default_config(), defaults, sizeof defaults);
    (void)state;
    assert_int_equal(read_config("engine: {}\n"), STATUS_OK);
    assert_int_equal(used, size);
    assert_memory_equal(bytes, defaults, size);
}

static void a_scalar_replaces_its_default_alone(void **state)
{
    (void)state;
    given_config("engine:\n  anticipation: 0.25\n  emit_every: 5s\n  decay_every: 7d\n");
    assert_true(config.anticipation == 0.25);
    assert_int_equal(config.emit_every, 5 * SECOND_NS);
    assert_int_equal(config.decay_every, 7 * DAY_NS);
    assert_true(config.licence_cut == engine_default_config()->licence_cut);
    assert_int_equal(config.materials_count, engine_default_config()->materials_count);
}

static void a_duration_may_be_whole_nanoseconds(void **state)
{
    (void)state;
    given_config("engine: {emit_every: 250000000}\n");
    assert_int_equal(config.emit_every, SECOND_NS / 4);
}

static void a_list_replaces_its_default_as_a_whole(void **state)
{
    (void)state;
    given_config("engine:\n"
                 "  materials: [aluminum]\n"
                 "  regions:\n"
                 "    - {name: EU, members: [DE, FR]}\n"
                 "    - name: NORDIC\n"
                 "      members: [NO, SE]\n"
                 "  bands: [10, 20, 30, 40.5]\n");
    assert_int_equal(config.materials_count, 1);
    assert_int_equal(config.regions_count, 2);
    assert_true(text_is(config.regions[1].name, "NORDIC"));
    assert_int_equal(config.regions[1].members[0], COUNTRY('N', 'O')); /* not false */
    assert_true(config.bands[3] == 40.5);
}

static void a_map_is_laid_over_by_its_keys(void **state)
{
    (void)state;
    given_config("engine: {news: {fast_days: 5, tier_weights: [1, 0.5]}}\n");
    assert_true(config.news.fast_days == 5);
    assert_int_equal(config.news.tier_weights_count, 2);
    assert_true(config.news.tier_weights[1] == 0.5);
    assert_true(config.news.slow_days == engine_default_config()->news.slow_days);
    assert_true(config.news.enough == engine_default_config()->news.enough);
    assert_int_equal(read_config("engine: {news: {fast_days: 5, horizon: 3}}\n"), STATUS_UNKNOWN_FIELD);
    assert_says("a key of a map", "1:31: there is no key 'engine.news.horizon'*");
}

static void weights_and_credibility_are_laid_over_by_name(void **state)
{
    (void)state;
    given_config("engine:\n"
                 "  weights: {gap: 0.5, cover: 0}\n"
                 "  credibility:\n"
                 "    - {status: rumour, probability: 0.01}\n");
    assert_int_equal(config.weights_count, engine_default_config()->weights_count);
    assert_true(weight_of(INDICATOR_GAP) == 0.5);
    assert_true(weight_of(INDICATOR_COVER) == 0);
    assert_true(weight_of(INDICATOR_CONCENTRATION) == engine_default_config()->weights[0].weight);
    assert_int_equal(config.credibility_count, engine_default_config()->credibility_count);
    assert_true(config.credibility[POLICY_RUMOUR].probability == 0.01);
    assert_true(config.credibility[POLICY_ADOPTED].probability == 1);
}

static void lists_of_pairs_may_be_maps(void **state)
{
    (void)state;
    given_config("engine: {regions: {US: [US], NORDIC: [NO, SE]}}\n");
    assert_int_equal(config.regions_count, 2);
    assert_true(text_is(config.regions[1].name, "NORDIC"));
    assert_int_equal(config.regions[1].members_count, 2);
    given_config("engine:\n  tiers: {official/: 1, \"press/\": 3}\n  horizons: {30: 1, 365: 0.5}\n");
    assert_int_equal(config.tiers_count, 2);
    assert_true(text_is(config.tiers[1].source, "press/"));
    assert_int_equal(config.tiers[1].tier, 3);
    assert_int_equal(config.horizons_count, 2);
    assert_true(config.horizons[1].days == 365 && config.horizons[1].weight == 0.5);
}

static void those_who_run_the_engine_alone_read_its_section_alone(void **state)
{
    static const char text[] = "brokr: {ingset: [}\n";
    static const char engine[] = "broker: {anything: 1}\nother:\nengine: {anticipation: 1}\n";
    (void)state;
    file(engine, strlen(engine));
    assert_int_equal(
        yaml_config(path, NULL, NULL, NULL, engine_default_config(), bytes, sizeof bytes, &used, &error), STATUS_OK);
    assert_true(used > 0);
    file(text, strlen(text));
    assert_int_equal(
        yaml_config(path, NULL, NULL, NULL, engine_default_config(), bytes, sizeof bytes, &used, &error),
        STATUS_SYNTAX);
}

static void what_is_printed_is_read_as_the_same(void **state)
{
    static uint8_t defaults[CAPACITY];
    char *text;
    size_t size, message = rows_encode(&config_rows, engine_default_config(), defaults, sizeof defaults);
    FILE *out = open_memstream(&text, &size);
    (void)state;
    yaml_print(out, "engine", &config_rows, engine_default_config());
    fclose(out);
    if (read_config(text) != STATUS_OK)
        fail_msg("%s", error.text);
    assert_int_equal(used, message);
    assert_memory_equal(bytes, defaults, message);
    free(text);
}

/* ---- mistakes ----------------------------------------------------------------------------- */

struct mistake { const char *what, *text, *says; };

static void a_mistake_in_a_configuration_is_shown_where_it_stands(void **state)
{
    static const struct mistake mistakes[] = {
        {"section", "broker:\nengin: {}\n", "2:1: there is no key 'engin'; did you mean 'engine'?"},
        {"option", "broker:\n  inges: x\n", "2:3: there is no key 'broker.inges'; did you mean 'ingest'?"},
        {"option of another group", "broker: {skew: 1s}\n", "1:10: there is no key 'broker.skew'*"},
        {"option of the command line", "broker: {check: true}\n", "1:10: there is no key 'broker.check'*"},
        {"key with a minus", "broker: {first-credit: 1}\n",
         "1:10: there is no key 'broker.first-credit'; did you mean 'first_credit'?"},
        {"number", "broker:\n  first_credit: 5x\n", "2:17: broker.first_credit: '5x' is not a whole number"},
        {"octal", "broker:\n  first_credit: 010\n", "2:17: broker.first_credit: '010' is not a whole number"},
        {"quoted", "broker:\n  first_credit: '10'\n", "2:17: broker.first_credit: '10' in quotes is a text"},
        {"limit", "broker:\n  first_credit: 65537\n", "2:17: broker.first_credit: 65537 lies outside 1..65536"},
        {"real", "limits:\n  share: 1e400\n", "2:10: limits.share: '1e400' is not a finite decimal number"},
        {"truth", "broker: {sync: yes}\n", "1:16: broker.sync: 'yes' is not true or false"},
        {"duration", "limits: {skew: 5}\n",
         "1:16: limits.skew: '5' is not a duration such as 500ms, 90s, 1h30m or 7d; did you mean '5s'?"},
        {"choice", "broker: {clock: evens}\n",
         "1:17: broker.clock: 'evens' is not one of wall, events; did you mean 'events'?"},
        {"no value", "broker:\n  ingest:\n  sync: true\n", "2:10: broker.ingest: has no value"},
        {"list for one", "broker: {ingest: [a, b]}\n", "1:18: broker.ingest: takes a single value"},
        {"no section", "broker: tcp://\n", "1:9: broker: a section is a map of options"},
        {"no map", "- broker\n", "1:1: the file must be a map of sections"},
        {"engine is no map", "engine: [1]\n", "1:9: engine: a section is a map of fields"},
        {"engine key", "engine:\n  weigths: {}\n", "2:3: there is no key 'engine.weigths'; did you mean 'weights'?"},
        {"engine number", "engine:\n  anticipation: 5x\n",
         "2:17: engine.anticipation: '5x' is not a finite decimal number"},
        {"engine infinity", "engine:\n  anticipation: 1e400\n",
         "2:17: engine.anticipation: '1e400' is not a finite decimal number"},
        {"engine quoted", "engine:\n  anticipation: \"0.1\"\n",
         "2:17: engine.anticipation: '0.1' in quotes is not a finite decimal number"},
        {"engine limit", "engine:\n  licence_cut: 1\n  anticipation: 1.5\n", "3:17: engine.anticipation: *"},
        {"engine duration", "engine:\n  emit_every: 5x\n",
         "2:15: engine.emit_every: '5x' is not a duration such as 500ms, 90s, 1h30m or 7d"},
        {"engine duration limit", "engine:\n  emit_every: 0\n", "2:15: engine.emit_every: *"},
        {"engine name", "engine:\n  weights:\n    gap: 0.1\n    covr: 0.2\n", "4:5: engine.weights[1].indicator: \"covr\"*"},
        {"engine pair", "engine:\n  weights:\n    gap: 0.1\n    cover: x\n",
         "4:12: engine.weights[1].weight: 'x' is not a finite decimal number"},
        {"engine pair limit", "engine:\n  weights:\n    gap: 0.1\n    cover: 2\n", "4:12: engine.weights[1].weight: *"},
        {"engine country", "engine:\n  regions:\n    - name: EU\n      members: [DE, F1]\n",
         "4:21: engine.regions[0].members[1]: *"},
        {"engine country of a pair", "engine:\n  regions:\n    US: [US]\n    EU: [DE, F1]\n",
         "4:14: engine.regions[1].members[1]: *"},
        {"engine pair of no list", "engine: {regions: {US: US}}\n", "1:24: engine.regions[0].members: 'US' is not a list"},
        {"engine missing", "engine:\n  regions:\n    - name: EU\n    - members: []\n", "4:7: engine.regions[1].name: absent*"},
        {"engine list", "engine: {bands: 5}\n", "1:17: engine.bands: '5' is not a list"},
        {"engine map", "engine: {bands: {a: 1}}\n", "1:17: engine.bands: is a map; it takes a list"},
        {"engine null", "engine:\n  bands:\n", "2:9: engine.bands: has no value; it takes a list"},
        {"engine too many", "engine: {bands: [1, 2, 3, 4, 5]}\n", "1:17: engine.bands*"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        used = 42;
        if (read_config(mistakes[i].text) == STATUS_OK)
            fail_msg("%s: was taken", mistakes[i].what);
        assert_says(mistakes[i].what, mistakes[i].says);
        assert_int_equal(used, 42);
        assert_null(texts);
    }
}

static void a_refusal_of_the_engine_leads_back_to_its_line(void **state)
{
    (void)state;
    given_config("engine:\n  bands: [10, 20, 15, 40]\n");
    assert_int_not_equal(engine_check_config(bytes, used, &refusal), STATUS_OK);
    yaml_refused(path, &refusal, &error);
    assert_says("bands", "2:19: engine.bands[2]: \"15\" is not above*");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_set_options),
        cmocka_unit_test(what_the_file_leaves_out_keeps_its_default),
        cmocka_unit_test(the_sample_file_is_the_defaults),
        cmocka_unit_test(an_empty_engine_section_is_the_defaults),
        cmocka_unit_test(a_scalar_replaces_its_default_alone),
        cmocka_unit_test(a_duration_may_be_whole_nanoseconds),
        cmocka_unit_test(a_list_replaces_its_default_as_a_whole),
        cmocka_unit_test(a_map_is_laid_over_by_its_keys),
        cmocka_unit_test(weights_and_credibility_are_laid_over_by_name),
        cmocka_unit_test(lists_of_pairs_may_be_maps),
        cmocka_unit_test(those_who_run_the_engine_alone_read_its_section_alone),
        cmocka_unit_test(what_is_printed_is_read_as_the_same),
        cmocka_unit_test(a_mistake_in_a_configuration_is_shown_where_it_stands),
        cmocka_unit_test(a_refusal_of_the_engine_leads_back_to_its_line),
    };
    int failed = cmocka_run_group_tests(tests, begin, end);
    free(texts);
    return failed;
}

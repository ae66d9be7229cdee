/* Options as rows: what a command line sets, how it is refused, what is printed. */
#include "runtime/options.h"

#include "schemas/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- a program with an option of every kind ------------------------------------ */

struct options {
    bool verbose, follow;
    const char *config, *name;
    struct option_texts topics;
    int64_t count;
    double speed;
    int64_t timeout;
    uint64_t cache;
    int clock;
    const char *stream;
};

#define AT(member) .offset = offsetof(struct options, member)

static const char *const clocks[] = {"wall", "events", NULL};
static const struct option rows[] = {
    {.name = "verbose", .letter = 'v', .kind = OPTION_FLAG, AT(verbose), .sentence = "say more"},
    {.name = "follow", .kind = OPTION_FLAG, AT(follow), .initial = "true", .sentence = "end when all is shown",
     .group = "board"},
    {.name = "config", .kind = OPTION_TEXT, AT(config), .argument = "FILE", .sentence = "read options from FILE"},
    {.name = "name", .kind = OPTION_TEXT, AT(name), .argument = "NAME", .initial = "orewatch's", .sentence = "of it",
     .group = "board"},
    {.name = "topic", .letter = 't', .kind = OPTION_TEXTS, AT(topics), .argument = "TOPIC", .initial = "alert.",
     .sentence = "show TOPIC; may be given more than once", .group = "board"},
    {.name = "count", .letter = 'n', .kind = OPTION_NUMBER, AT(count), .argument = "N", .low = 1, .high = 4096,
     .sentence = "stop after N alerts"},
    {.name = "speed", .kind = OPTION_REAL, AT(speed), .argument = "X", .initial = "1", .low = 0.5, .high = 1000,
     .sentence = "play X times as fast", .group = "pace"},
    {.name = "timeout", .kind = OPTION_DURATION, AT(timeout), .argument = "TIME", .initial = "10s", .low = 1e6,
     .high = 864e11, .sentence = "give up after TIME", .group = "pace"},
    {.name = "cache-bytes", .kind = OPTION_SIZE, AT(cache), .argument = "SIZE", .initial = "64MiB", .low = 4096,
     .high = 1099511627776.0, .sentence = "keep at most SIZE in memory", .group = "board"},
    {.name = "clock", .kind = OPTION_CHOICE, AT(clock), .choices = clocks, .initial = "events",
     .sentence = "take the time from here", .group = "pace"},
    {.name = "stream", .kind = OPTION_ENDPOINT, AT(stream), .argument = "ENDPOINT", .low = 1,
     .initial = "tcp://127.0.0.1:7703", .sentence = "listen there"},
};
static const char *const examples[] = {"orewatch board -n 5 # the first five", NULL};
static const char *const exit_codes[] = {"0 ok", "2 usage", NULL};
static const struct program program = {
    .name = "orewatch board",
    .usage = "[FILE...]",
    .sentence = "shows the board",
    .options = rows,
    .options_count = sizeof rows / sizeof *rows,
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_high = 2,
    .engine = 7,
};

/* ---- the words of these tests --------------------------------------------------- */

#define WORDS_MAX 80

static struct options options;
static struct arguments rest;
static char *words[WORDS_MAX + 1];
static int words_count;
static char *said, *printed;

/* Parses "orewatch board" and the words; keeps what went to either stream. */
static enum parse_result run(const char *const *given)
{
    size_t size;
    words_count = 0;
    words[words_count++] = (char *)(uintptr_t)"board";
    for (; *given != NULL; given++)
        words[words_count++] = (char *)(uintptr_t)*given;
    words[words_count] = NULL;
    free(said);
    free(printed);
    FILE *error = stderr, *out = stdout;
    stderr = open_memstream(&said, &size);
    stdout = open_memstream(&printed, &size);
    enum parse_result result = options_parse(&program, words_count, words, &options, &rest);
    fclose(stderr);
    fclose(stdout);
    stderr = error;
    stdout = out;
    return result;
}
#define RUN(...) run((const char *const[]){__VA_ARGS__ __VA_OPT__(,) NULL})

static char *text_by(void (*print)(const struct program *program, FILE *out))
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    print(&program, out);
    fclose(out);
    return text;
}

static void assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

static int end(void **state)
{
    (void)state;
    free(said);
    free(printed);
    said = printed = NULL;
    return 0;
}

/* ---- what is set ------------------------------------------------------------------ */

static void without_words_all_is_default(void **state)
{
    (void)state;
    assert_int_equal(RUN(), PARSE_RUN);
    assert_false(options.verbose);
    assert_true(options.follow);
    assert_null(options.config);
    assert_string_equal(options.name, "orewatch's");
    assert_int_equal(options.topics.count, 1);
    assert_string_equal(options.topics.texts[0], "alert.");
    assert_int_equal(options.count, 0);
    assert_true(options.speed == 1);
    assert_int_equal(options.timeout, 10 * SECOND_NS);
    assert_int_equal(options.cache, 64 * MIB);
    assert_int_equal(options.clock, 1);
    assert_int_equal(rest.count, 0);
}

static void a_value_follows_or_stands_behind_the_equals_sign(void **state)
{
    (void)state;
    assert_int_equal(RUN("--count", "5", "--timeout=1h30m", "--config=", "--cache-bytes=4096", "--clock", "wall",
                         "--speed", "60", "-v", "--name=a=b"),
                     PARSE_RUN);
    assert_int_equal(options.count, 5);
    assert_int_equal(options.timeout, 90 * MINUTE_NS);
    assert_string_equal(options.config, "");
    assert_int_equal(options.cache, 4096);
    assert_int_equal(options.clock, 0);
    assert_true(options.speed == 60);
    assert_true(options.verbose);
    assert_string_equal(options.name, "a=b");
    assert_int_equal(RUN("-n", "7"), PARSE_RUN);
    assert_int_equal(options.count, 7);
    assert_int_equal(RUN("-n8"), PARSE_RUN);
    assert_int_equal(options.count, 8);
    assert_int_equal(RUN("--name", "--count"), PARSE_RUN);
    assert_string_equal(options.name, "--count");
}

static void a_flag_is_undone_by_no(void **state)
{
    (void)state;
    assert_int_equal(RUN("--no-follow", "--verbose", "--no-verbose"), PARSE_RUN);
    assert_false(options.follow);
    assert_false(options.verbose);
}

static void a_list_given_replaces_the_default(void **state)
{
    (void)state;
    assert_int_equal(RUN("-t", "indicator.", "--topic=status."), PARSE_RUN);
    assert_int_equal(options.topics.count, 2);
    assert_string_equal(options.topics.texts[0], "indicator.");
    assert_string_equal(options.topics.texts[1], "status.");
}

static void arguments_and_flags_mix(void **state)
{
    (void)state;
    assert_int_equal(RUN("a", "--count", "5", "-", "-v"), PARSE_RUN);
    assert_int_equal(rest.count, 2);
    assert_string_equal(rest.texts[0], "a");
    assert_string_equal(rest.texts[1], "-");
    assert_true(options.verbose);
    assert_int_equal(RUN("a", "-v", "--", "--count"), PARSE_RUN);
    assert_int_equal(rest.count, 2);
    assert_string_equal(rest.texts[0], "a");
    assert_string_equal(rest.texts[1], "--count");
}

static void flags_win_over_what_a_file_said_in_between(void **state)
{
    (void)state;
    assert_int_equal(RUN("a", "--count", "5", "--topic", "mine.", "--", "-b"), PARSE_RUN);
    options.count = 100;
    options.cache = 1;
    options.topics = (struct option_texts){{"file.", "more."}, 2};
    assert_int_equal(options_flags(&program, words_count, words, &options, &rest), PARSE_RUN);
    assert_int_equal(options.count, 5);
    assert_int_equal(options.cache, 1);
    assert_int_equal(options.topics.count, 1);
    assert_string_equal(options.topics.texts[0], "mine.");
    assert_int_equal(rest.count, 2);
    assert_string_equal(rest.texts[0], "a");
    assert_string_equal(rest.texts[1], "-b");
    assert_true(options_given(&program, "count", words_count, words));
    assert_false(options_given(&program, "speed", words_count, words));
}

/* ---- what is refused --------------------------------------------------------------- */

static void a_refusal_says_option_value_and_what_is_allowed(void **state)
{
    static const struct { const char *what, *words[4], *says; } cases[] = {
        {"unknown, near", {"--cuont", "5"}, "there is no option --cuont; did you mean --count?"},
        {"abbreviated", {"--verb"}, "there is no option --verb; did you mean --verbose?"},
        {"unknown, far", {"--zzzzzzzzzzzz"}, "there is no option --zzzzzzzzzzzz\n"},
        {"near a common one", {"--hlep"}, "did you mean --help?"},
        {"unknown letter", {"-x"}, "there is no option -x; long options begin with --"},
        {"letters in one word", {"-vn"}, "there is no option -vn; long options begin with --"},
        {"no value", {"--count"}, "--count: a value must follow: N"},
        {"no choice", {"--clock"}, "--clock: a value must follow: wall|events"},
        {"a flag with a value", {"--verbose=true"}, "--verbose: stands alone, it takes no value"},
        {"no of a value", {"--no-count"}, "there is no option --no-count"},
        {"not a number", {"--count", "5x"}, "--count: '5x' is not a whole number"},
        {"octal", {"--count", "010"}, "--count: '010' is not a whole number"},
        {"too small", {"--count", "0"}, "--count: 0 lies outside 1..4096"},
        {"too large", {"--count=4097"}, "--count: 4097 lies outside 1..4096"},
        {"not finite", {"--speed", "1e400"}, "--speed: '1e400' is not a finite decimal number"},
        {"real too small", {"--speed", "0.25"}, "--speed: 0.25 lies outside 0.5..1000"},
        {"no unit", {"--timeout", "5"}, "--timeout: '5' is not a duration such as 500ms, 90s, 1h30m or 7d; did you mean "
                                                "'5s'?"},
        {"too long", {"--timeout", "2d"}, "--timeout: 2d lies outside 1ms..1d"},
        {"vague size", {"--cache-bytes", "64M"}, "--cache-bytes: '64M' is not a size such as 4096, 64KiB or 2GiB"},
        {"small size", {"--cache-bytes", "1KiB"}, "--cache-bytes: 1KiB lies outside 4KiB..1TiB"},
        {"wrong choice", {"--clock", "evnts"}, "--clock: 'evnts' is not one of wall, events; did you mean 'events'?"},
        {"no endpoint", {"--stream", "7703"}, "--stream: '7703' is not an endpoint: tcp://HOST:PORT or ipc://PATH; did "
                                              "you mean 'tcp://127.0.0.1:7703'?"},
        {"no transport", {"--stream", "here:7703"}, "did you mean 'tcp://here:7703'?"},
        {"no host", {"--stream", "tcp://:7703"}, "'tcp://:7703' names no host: tcp://HOST:PORT"},
        {"no port", {"--stream", "tcp://here"}, "'tcp://here' names no port: tcp://HOST:PORT"},
        {"a port that ZeroMQ takes for another", {"--stream", "tcp://here:99999"},
         "'tcp://here:99999' has a port outside 1..65535"},
        {"any port", {"--stream", "tcp://here:0"}, "has a port outside 1..65535"},
        {"no path", {"--stream", "ipc://"}, "'ipc://' names no path: ipc://PATH"},
        {"beyond 64 bits", {"--count", "99999999999999999999"}, "--count: 99999999999999999999 lies outside 1..4096"},
        {"too many arguments", {"a", "b", "c"}, "'c' is one argument too many; usage: orewatch board [OPTION...] [FILE...]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (run(cases[i].words) != PARSE_USAGE)
            fail_msg("%s: was taken", cases[i].what);
        assert_holds(said, "orewatch board: ");
        assert_holds(said, cases[i].says);
        assert_holds(said, "`orewatch board --help` tells what is allowed\n");
        assert_string_equal(printed, "");
    }
}

static void a_list_has_a_bound(void **state)
{
    const char *many[OPTION_TEXTS_MAX + 2] = {NULL};
    (void)state;
    for (size_t i = 0; i < OPTION_TEXTS_MAX; i++)
        many[i] = "--topic=x";
    assert_int_equal(run(many), PARSE_RUN);
    assert_int_equal(options.topics.count, OPTION_TEXTS_MAX);
    many[OPTION_TEXTS_MAX] = "--topic=x";
    assert_int_equal(run(many), PARSE_USAGE);
    assert_holds(said, "--topic: given more than 64 times");
}

static void missing_arguments_are_named(void **state)
{
    struct program feed = program;
    char *none[] = {(char *)(uintptr_t)"feed", NULL};
    FILE *error = stderr;
    size_t size;
    (void)state;
    feed.arguments_low = 1;
    free(said);
    stderr = open_memstream(&said, &size);
    enum parse_result result = options_parse(&feed, 1, none, &options, &rest);
    fclose(stderr);
    stderr = error;
    assert_int_equal(result, PARSE_USAGE);
    assert_holds(said, "an argument is missing; usage: orewatch board [OPTION...] [FILE...]");
}

/* ---- what is printed ----------------------------------------------------------------- */

static void help_comes_from_the_rows(void **state)
{
    (void)state;
    assert_int_equal(RUN("--help"), PARSE_DONE);
    assert_string_equal(said, "");
    assert_holds(printed, "  -n, --count N            stop after N alerts (1..4096)\n");
    assert_holds(printed, "      --no-follow          end when all is shown\n");
    assert_holds(printed, "      --clock wall|events  take the time from here (default events)\n");
    assert_holds(printed, "  -h, --help               print this help\n");
    assert_holds(printed, "Examples:\n  orewatch board -n 5 # the first five\n");
    assert_holds(printed, "Exit codes:\n  0 ok\n  2 usage\n");
    for (size_t i = 0; i < program.options_count; i++)
        assert_holds(printed, rows[i].name);
    for (const char *line = printed; *line != '\0'; line = strchr(line, '\n') + 1)
        assert_true(strcspn(line, "\n") < 80);
    assert_int_equal(RUN("-h"), PARSE_DONE);
}

static void version_names_the_contract_and_the_libraries(void **state)
{
    (void)state;
    assert_int_equal(RUN("--version"), PARSE_DONE);
    assert_holds(printed, "orewatch board " OREWATCH_VERSION "\n");
    assert_holds(printed, "contract 1\n");
    assert_holds(printed, "engine 7\n");
    assert_holds(printed, "libzmq 4.");
    assert_holds(printed, "jansson 2.");
}

static void the_manual_holds_every_row(void **state)
{
    char *manual = text_by(options_manual);
    (void)state;
    assert_true(strncmp(manual, ".TH OREWATCH\\-BOARD 1 ", 22) == 0);
    assert_holds(manual, "orewatch\\-board \\- shows the board");
    assert_holds(manual, "\\fB\\-\\-cache\\-bytes\\fR \\fISIZE\\fR\nkeep at most SIZE in memory (4KiB..1TiB, default "
                         "64MiB).\nIn the file: board.cache_bytes.\n");
    assert_holds(manual, "\\fB\\-\\-no\\-follow\\fR\n");
    assert_holds(manual, "\\fB2\\fR\nusage\n");
    free(manual);
}

/* The linter is installed with the other test packages; where it is not, the
 * test says that it was skipped. */
static void the_manual_passes_the_linter(void **state)
{
    char path[] = "/tmp/orewatch-manual-XXXXXX", command[128];
    (void)state;
    if (system("command -v mandoc >/dev/null") != 0)
        skip();
    int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "w");
    options_manual(&program, out);
    fclose(out);
    snprintf(command, sizeof command, "mandoc -Tlint -Wwarning %s", path);
    int result = system(command);
    remove(path);
    assert_int_equal(result, 0);
}

static void the_completion_holds_every_row(void **state)
{
    char *completion = text_by(options_completion);
    (void)state;
    assert_holds(completion, "    'board:--config') files=-f ;;\n");
    assert_holds(completion, "    'board:--topic' | 'board:-t') ;;\n");
    assert_holds(completion, "    'board:--clock') words='wall events' ;;\n");
    assert_holds(completion, "    board:*) words='--verbose --no-follow --config ");
    assert_holds(completion, " --sample' files=-f ;;\n");
    free(completion);
}

static void the_sample_holds_every_default(void **state)
{
    char *sample = text_by(options_sample);
    (void)state;
    assert_holds(sample, "\nboard:\n");
    assert_holds(sample, "\npace:\n");
    assert_holds(sample, "  # keep at most SIZE in memory (4KiB..1TiB, default 64MiB)\n  cache_bytes: 64MiB\n");
    assert_holds(sample, "  # take the time from here (default events): wall|events\n  clock: events\n");
    assert_holds(sample, "  name: 'orewatch''s'\n");
    assert_null(strstr(sample, "verbose"));
    free(sample);
    assert_int_equal(RUN("--sample"), PARSE_DONE);
    assert_holds(printed, "board:");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_words_all_is_default),
        cmocka_unit_test(a_value_follows_or_stands_behind_the_equals_sign),
        cmocka_unit_test(a_flag_is_undone_by_no),
        cmocka_unit_test(a_list_given_replaces_the_default),
        cmocka_unit_test(arguments_and_flags_mix),
        cmocka_unit_test(flags_win_over_what_a_file_said_in_between),
        cmocka_unit_test(a_refusal_says_option_value_and_what_is_allowed),
        cmocka_unit_test(a_list_has_a_bound),
        cmocka_unit_test(missing_arguments_are_named),
        cmocka_unit_test(help_comes_from_the_rows),
        cmocka_unit_test(version_names_the_contract_and_the_libraries),
        cmocka_unit_test(the_manual_holds_every_row),
        cmocka_unit_test(the_manual_passes_the_linter),
        cmocka_unit_test(the_completion_holds_every_row),
        cmocka_unit_test(the_sample_holds_every_default),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}

/* orewatch bisect: where two logs, or two builds over one log, begin to differ. */
#include "consumers/build_pair.h"
#include "consumers/entry_text.h"
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/options.h"

#include <inttypes.h>

struct bisect_options { const char *log; bool digests; };

static const struct option rows[] = {
    {.name = "log", .kind = OPTION_TEXT, .offset = offsetof(struct bisect_options, log), .argument = "PATH",
     .sentence = "A and B are orewatch programs; each derives this log, and the first entry after which they differ is "
                 "shown"},
    {.name = "digests", .kind = OPTION_FLAG, .offset = offsetof(struct bisect_options, digests),
     .sentence = "A and B are digest files, as `orewatch run --digest-file` writes them; with --log LOG the entry is "
                 "shown"},
};

static const char *const examples[] = {
    "orewatch bisect monday.owr tuesday.owr # the first entry that differs",
    "orewatch bisect --log story.owr /usr/bin/orewatch build/release/consumers/orewatch # of two builds",
    "orewatch bisect --digests here.digests there.digests # derived on two machines",
    NULL,
};

static const char *const exit_codes[] = {
    "0 the same", "1 failure: a log, a file or a program that cannot be used", "2 usage",
    "4 they differ: where, and in what, stands on standard output", NULL,
};

static const struct program program = {
    .name = "orewatch bisect",
    .usage = "A B",
    .sentence = "Finds the first difference of two logs, of two files of digests, or of two builds that derive the "
                "same log. What differs is named: of entries kind, offset, received, bytes; of digests the outputs and "
                "the parts of the engine's state.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 2,
    .arguments_high = 2,
    .engine = ENGINE_VERSION,
};

static enum exit_code fail(const char *why)
{
    fprintf(stderr, "orewatch bisect: %s\n", why);
    return EXIT_FAILED;
}

static enum exit_code tell_digests(const struct bisect_options *options, const struct pair_difference *difference)
{
    char why[1024];
    printf("the first digest that differs is that after entry %" PRIu64 ", offset %" PRIu64 "; the last that is the "
           "same is that after entry %" PRIu64 "\nit differs in:%s\n",
           difference->entry, difference->offset, difference->same_up_to, difference->names);
    if (options->log != NULL &&
        entry_print_number(options->log, difference->entry, stdout, why, sizeof why) != STATUS_OK)
        return fail(why);
    return EXIT_MISMATCH;
}

static enum exit_code tell(const struct bisect_options *options, enum pair_verdict verdict,
                           const struct pair_difference *difference)
{
    bool entries = !options->digests && options->log == NULL;
    if (difference->from > 0 && verdict != PAIR_FAILED)
        printf("one of them begins later: compared, and entries counted, from offset %" PRIu64 " on\n",
               difference->from);
    switch (verdict) {
    case PAIR_FAILED:
        return fail(difference->why);
    case PAIR_SAME:
        printf("the same%s %" PRIu64 "%s\n", entries ? "," : " up to entry", difference->same_up_to,
               entries ? " entries" : "");
        return EXIT_OK;
    case PAIR_DIFFERS:
        break;
    }
    if (!entries)
        return tell_digests(options, difference);
    printf("entry %" PRIu64 " is the first that differs, in:%s\n", difference->entry, difference->names);
    return EXIT_MISMATCH;
}

int tool_bisect(int argc, char **argv)
{
    struct bisect_options options;
    struct arguments names;
    struct pair_difference difference;
    switch (options_parse(&program, argc, argv, &options, &names)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    const char *one = names.texts[0], *other = names.texts[1];
    enum pair_verdict verdict = options.digests       ? digests_differ(one, other, &difference)
                                : options.log != NULL ? builds_differ(one, other, options.log, &difference)
                                                      : logs_differ(one, other, stdout, &difference);
    return (int)tell(&options, verdict, &difference);
}

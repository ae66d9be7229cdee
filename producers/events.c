/* orewatch-feed events: files of NDJSON, or a pipe. */
#include "producers/delivery.h"
#include "producers/delivery_options.h"
#include "producers/event_file.h"
#include "producers/feeds.h"
#include "producers/pace.h"

static const struct option rows[] = {DESTINATION_OPTION_ROWS};

static const char *const examples[] = {
    "orewatch-feed events prices.ndjson news.ndjson --to tcp://127.0.0.1:7701 # merged by time",
    "tail -f today.ndjson | orewatch-feed events - --to tcp://127.0.0.1:7701 # as lines come",
    "orewatch-feed events - --to tcp://127.0.0.1:7701 --spool /var/spool/orewatch/desk # on disk while it is away",
    "orewatch-feed events story.ndjson --to story.owr # a recording, without a broker",
    NULL,
};

static const struct program program = {
    .name = "orewatch-feed events",
    .usage = "FILE... --to DEST",
    .sentence = "Publishes events from files, one JSON object a line; - is standard input. Several files are merged by "
                "`received` (else `time`), then in the order given. Refused events are told one by one, the others go "
                "on.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = feed_exit_codes,
    .arguments_low = 1,
    .arguments_high = MERGE_INPUTS,
};

static bool open_files(struct merge *merge, const struct arguments *files, struct report *report)
{
    for (size_t i = 0; i < files->count; i++) {
        struct input *input = event_file_open(files->texts[i], files->count > 1, report);
        if (input == NULL)
            return false;
        merge_add(merge, input);
    }
    return true;
}

int feed_events(int argc, char **argv)
{
    struct destination_options options;
    struct arguments files;
    struct report report;
    struct merge merge;
    switch (options_parse(&program, argc, argv, &options, &files)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    report_init(&report, program.name);
    if (!destination_options_check(&options, &report))
        return EXIT_USAGE;
    merge_init(&merge);
    enum exit_code code = EXIT_FAILED;
    if (open_files(&merge, &files, &report))
        code = delivery_run(&merge, &report,
                            &(struct delivery_options){.to = options.to,
                                                       .speed = PACE_MAX,
                                                       .timeout = options.timeout,
                                                       .doing = "sending",
                                                       .spool = destination_spool(&options)});
    merge_close(&merge);
    return (int)code;
}

/* orewatch-feed replay: recordings, played again. */
#include "producers/delivery.h"
#include "producers/delivery_options.h"
#include "producers/feeds.h"
#include "producers/pace.h"
#include "producers/recording_file.h"
#include "runtime/moment.h"

struct replay_options {
    struct destination_options destination;
    const char *speed, *from, *until;
};

struct window { double speed; int64_t from, until; };

static const struct option rows[] = {
    DESTINATION_OPTION_ROWS,
    {.name = "speed", .kind = OPTION_TEXT, .offset = offsetof(struct replay_options, speed), .argument = "SPEED",
     .initial = "max",
     .sentence = "max, or how much faster than it was received: 1 is as it was, 60 an hour in a minute"},
    {.name = "from", .kind = OPTION_TEXT, .offset = offsetof(struct replay_options, from), .argument = "TIME",
     .sentence = "leave out what was received before (2025-02-24T07:00:00Z, or a day)"},
    {.name = "until", .kind = OPTION_TEXT, .offset = offsetof(struct replay_options, until), .argument = "TIME",
     .sentence = "leave out what was received after"},
};

static const char *const examples[] = {
    "orewatch-feed replay story.owr --to tcp://127.0.0.1:7701 --speed 3600 # an hour a second",
    "orewatch-feed replay tables.owr events.owr --to story.owr # two recordings into one",
    "orewatch-feed replay story.owr --to - # the events as NDJSON",
    NULL,
};

static const struct program program = {
    .name = "orewatch-feed replay",
    .usage = "FILE.owr... --to DEST",
    .sentence = "Plays recordings, or the journals of brokers, again: their events, each with its recorded `received`, "
                "merged by it. A broker honours it under `clock: events`. Ticks, configuration and rules do not "
                "travel.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = feed_exit_codes,
    .arguments_low = 1,
    .arguments_high = MERGE_INPUTS,
};

static bool parse_moment(const char *flag, const char *text, int64_t *time, const struct report *report)
{
    if (text == NULL || text[0] == '\0' || moment_parse(text, time))
        return true;
    report_problem(report, "%s '%s' is no time: " MOMENT_FORMS, flag, text);
    return false;
}

static bool parse_window(const struct replay_options *options, struct window *window, const struct report *report)
{
    *window = (struct window){.from = INT64_MIN, .until = INT64_MAX};
    if (!pace_parse(options->speed, &window->speed)) {
        report_problem(report, "--speed '%s' is neither max nor a number above 0", options->speed);
        return false;
    }
    return parse_moment("--from", options->from, &window->from, report) &&
           parse_moment("--until", options->until, &window->until, report);
}

static bool open_files(struct merge *merge, const struct arguments *files, const struct window *window,
                       struct report *report)
{
    for (size_t i = 0; i < files->count; i++) {
        struct input *input = recording_file_open(files->texts[i], window->from, window->until, report);
        if (input == NULL)
            return false;
        merge_add(merge, input);
    }
    return true;
}

int feed_replay(int argc, char **argv)
{
    struct replay_options options;
    struct window window;
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
    if (!destination_options_check(&options.destination, &report) || !parse_window(&options, &window, &report))
        return EXIT_USAGE;
    merge_init(&merge);
    enum exit_code code = EXIT_FAILED;
    if (open_files(&merge, &files, &window, &report))
        code = delivery_run(&merge, &report,
                            &(struct delivery_options){.to = options.destination.to,
                                                       .speed = window.speed,
                                                       .timeout = options.destination.timeout,
                                                       .doing = "replaying",
                                                       .spool = destination_spool(&options.destination)});
    merge_close(&merge);
    return (int)code;
}

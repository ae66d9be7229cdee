/* What `orewatch acknowledge` and `orewatch silence` have in common: an operator's
 * event through ingest, with its receipt; the list of those that hold; taking one
 * back. */
#ifndef OREWATCH_CONSUMERS_OPERATOR_H
#define OREWATCH_CONSUMERS_OPERATOR_H

#include "consumers/live.h"
#include "runtime/options.h"

struct operator_options {
    const char *history, *ingest, *author, *comment, *until, *source;
    int64_t lasts, timeout;
    bool for_good;
    int output, color;
};

enum operator_output { OPERATOR_AUTO, OPERATOR_TEXT, OPERATOR_JSON };
extern const char *const operator_outputs[];

struct operator_tool {
    const struct program *program;
    enum event_type type;       /* EVENT_ACKNOWLEDGE or EVENT_SILENCE */
    const char *noun, *nouns;   /* "silence", "silences" */
    bool needs_end;             /* --for, --until or --for-good has to be given */
    bool needs_alert;           /* it says nothing of an alert that does not fire */
};

int operator_run(const struct operator_tool *tool, int argc, char **argv);

/* The rows of both programs. */
#define OPERATOR_ROW(member, text, option_kind, word, default_, says)                                                  \
    {.name = text, .kind = option_kind, .offset = offsetof(struct operator_options, member), .argument = word,         \
     .initial = default_, .sentence = says}
#define OPERATOR_ROWS(lasts_says)                                                                                      \
    OPERATOR_ROW(comment, "comment", OPTION_TEXT, "TEXT", NULL, "why; it is shown beside the alert"),                  \
    OPERATOR_ROW(author, "author", OPTION_TEXT, "NAME", NULL, "who says it; without it, the name of the user"),        \
    {.name = "for", .kind = OPTION_DURATION, .offset = offsetof(struct operator_options, lasts), .argument = "TIME",   \
     .low = 0, .high = 1e18, .sentence = lasts_says},                                                                  \
    OPERATOR_ROW(until, "until", OPTION_TEXT, "TIME", NULL, "until then (2025-02-24T12:00:00Z, or a day)"),            \
    OPERATOR_ROW(source, "source", OPTION_TEXT, "TOKEN", "operator", "the source that the event names"),               \
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct operator_options, output),                     \
     .initial = "auto", .choices = operator_outputs,                                                                   \
     .sentence = "of list: text: to read; json: one line each; auto: text on a terminal, else json"},                  \
    {.name = "color", .kind = OPTION_CHOICE, .offset = offsetof(struct operator_options, color), .initial = "auto",    \
     .choices = colour_choices, .sentence = "auto: on a terminal, unless NO_COLOR is set"},                            \
    OPERATOR_ROW(ingest, "ingest", OPTION_ENDPOINT, "ENDPOINT", LIVE_INGEST, "where the broker takes events"),         \
    OPERATOR_ROW(history, "history", OPTION_ENDPOINT, "ENDPOINT", LIVE_HISTORY,                                        \
                 "where the broker is asked what fires and what holds"),                                               \
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct operator_options, timeout),                 \
     .argument = "TIME", .initial = "5s", .low = 1e6, .high = 1e15,                                                    \
     .sentence = "without an answer for so long, nobody is there"}

#endif

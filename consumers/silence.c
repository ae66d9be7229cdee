/* orewatch silence: an operator wants to hear no more of it for a while. */
#include "consumers/operator.h"
#include "consumers/terminal.h"
#include "consumers/tools.h"

static const struct option rows[] = {
    OPERATOR_ROWS("for so long on the log's clock: 90s 5m 2h"),
    {.name = "for-good", .kind = OPTION_FLAG, .offset = offsetof(struct operator_options, for_good),
     .sentence = "until it is removed"},
};

static const char *const examples[] = {
    "orewatch silence alert.aluminum.EU. --for 2h --comment 'maintenance'",
    "orewatch silence 595b6c1388d10490 --until 2025-03-01 --comment 'known'",
    "orewatch silence list",
    "orewatch silence remove 1a2b3c4d # by the id that list shows",
    NULL,
};

static const char *const exit_codes[] = {
    "0 it is in the log; of list: listed", "1 failure: there is no such silence", "2 usage", "5 no broker answers",
    "6 the broker refused it", NULL,
};

static const struct program program = {
    .name = "orewatch silence",
    .usage = "ALERT|PREFIX | list | remove ID...",
    .sentence = "Silences an alert, or all whose topic begins with a prefix: they are said and logged as ever, with "
                "the silence beside them, and tail folds them into a line that counts them (--show-silenced shows them). "
                "The silence is an event in the log like any other.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 64,
};

int tool_silence(int argc, char **argv)
{
    static const struct operator_tool tool = {
        .program = &program, .type = EVENT_SILENCE, .noun = "silence", .nouns = "silences", .needs_end = true};
    return operator_run(&tool, argc, argv);
}

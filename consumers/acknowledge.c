/* orewatch acknowledge: an operator has seen an alert. */
#include "consumers/operator.h"
#include "consumers/terminal.h"
#include "consumers/tools.h"

static const struct option rows[] = {
    OPERATOR_ROWS("for so long on the log's clock; without --for and --until, until the alert fires anew"),
};

static const char *const examples[] = {
    "orewatch acknowledge 595b6c1388d10490 --comment 'desk informed'",
    "orewatch acknowledge alert.aluminum.EU. --comment 'known' # all that fire there",
    "orewatch acknowledge list",
    "orewatch acknowledge remove 1a2b3c4d # by the id that list shows",
    NULL,
};

static const char *const exit_codes[] = {
    "0 it is in the log; of list: listed", "1 failure: nothing fires of which it would speak, or there is no such one",
    "2 usage", "5 no broker answers", "6 the broker refused it", NULL,
};

static const struct program program = {
    .name = "orewatch acknowledge",
    .usage = "ALERT|PREFIX | list | remove ID...",
    .sentence = "Says that an operator has seen an alert, or all whose topic begins with a prefix: each is said once "
                "more with author and comment beside it. The acknowledgement is an event in the log like any other.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 64,
};

int tool_acknowledge(int argc, char **argv)
{
    static const struct operator_tool tool = {.program = &program,
                                              .type = EVENT_ACKNOWLEDGE,
                                              .noun = "acknowledgement",
                                              .nouns = "acknowledgements",
                                              .needs_alert = true};
    return operator_run(&tool, argc, argv);
}

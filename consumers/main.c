/* orewatch: what is derived from the events, live and offline. */
#include "consumers/tools.h"
#include "engine/engine.h"
#include "runtime/commands.h"
#include "runtime/standard_streams.h"

static const struct command tools[] = {
    {"tail", "prints alerts as they fire, with what caused them", tool_tail},
    {"show", "prints the board of a broker or a log: how each pair stands", tool_show},
    {"acknowledge", "says that an operator has seen an alert", tool_acknowledge},
    {"silence", "folds alerts in tail for a while; list and remove", tool_silence},
    {"record", "records the log of a broker while it grows", tool_record},
    {"run",  "derives every output of a log again, and compares", tool_run},
    {"verify", "checks that a log is whole, and says what it said", tool_verify},
    {"bisect", "finds where two logs or two builds begin to differ", tool_bisect},
    {"repair", "cuts what a crash left of the last commit", tool_repair},
    {"backup", "copies a journal, also of a running broker", tool_backup},
    {"export", "writes a log as SQLite or NDJSON", tool_export},
    {"quarantine", "shows what a broker refused, and sends it again", tool_quarantine},
};

static const char *const examples[] = {
    "orewatch tail # what fires from now on",
    "orewatch show # the board of a broker, as it stands",
    "orewatch show aluminum/EU --log story.owr # one pair, as a recording left it",
    "orewatch run story.owr --expect story.outputs # is it still the same?",
    NULL,
};

int main(int argc, char **argv)
{
    const struct commands commands = {.program = "orewatch",
                                      .sentence = "shows supply risk and why it changed",
                                      .rows = tools,
                                      .count = sizeof tools / sizeof tools[0],
                                      .examples = examples,
                                      .engine = ENGINE_VERSION};
    standard_streams_start();
    return standard_streams_end(commands.program, commands_run(&commands, argc, argv));
}

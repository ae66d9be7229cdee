/* orewatch-feed: brings the world's events to a broker, or into a recording. */
#include "producers/feeds.h"
#include "runtime/commands.h"
#include "runtime/standard_streams.h"

static const struct command feeds[] = {
    {"events",   "publishes events from files or a pipe, one JSON object a line", feed_events},
    {"prices",   "publishes prices from CSV and TSV files, long or wide",         feed_prices},
    {"baseline", "publishes reference tables (supply, governance ...) from CSV",  feed_baseline},
    {"replay",   "plays recordings again, at any speed",                          feed_replay},
};

static const char *const examples[] = {
    "orewatch-feed events today.ndjson --to tcp://127.0.0.1:7701 # to a broker",
    "orewatch-feed baseline data/baseline/*.csv --to tables.owr # into a recording",
    "orewatch-feed replay story.owr --to tcp://127.0.0.1:7701 --speed max",
    NULL,
};

int main(int argc, char **argv)
{
    const struct commands commands = {.program = "orewatch-feed",
                                      .sentence = "brings events to a broker, or writes them into a recording",
                                      .rows = feeds,
                                      .count = sizeof feeds / sizeof feeds[0],
                                      .examples = examples};
    standard_streams_start();
    return standard_streams_end(commands.program, commands_run(&commands, argc, argv));
}

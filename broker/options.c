#include "broker/options.h"

#include "broker/http.h"
#include "broker/http_address.h"
#include "engine/engine.h"
#include "runtime/yaml.h"
#include "runtime/yaml_print.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member)       offsetof(struct daemon_options, member)
#define SECTION          "broker"
#define SMALLEST_SEGMENT (8.0 * MIB) /* two of the largest commits */
#define LARGEST_SEGMENT  (4096.0 * MIB)

static const char *const clock_names[] = {"wall", "events", NULL};

/* clang-format off */
static const struct option rows[] = {
    {.name = "config", .letter = 'c', .kind = OPTION_TEXT, .offset = AT(config), .argument = "FILE",
     .sentence = "YAML file with these options (section broker) and the engine's settings (section engine)"},
    {.name = "check", .kind = OPTION_FLAG, .offset = AT(check),
     .sentence = "checks configuration and rules, prints what would be bound, and ends"},
    {.name = "journal", .kind = OPTION_TEXT, .offset = AT(journal), .argument = "DIR|none", .group = SECTION,
     .sentence = "folder of the log of events; default: $STATE_DIRECTORY/journal under systemd, else ./orewatch-journal; "
                 "none: nothing is kept, and a receipt promises nothing"},
    {.name = "clock", .kind = OPTION_CHOICE, .offset = AT(clock), .initial = "wall", .choices = clock_names, .group = SECTION,
     .sentence = "wall: events are received when they come; events: when they say (replay, tests)"},
    {.name = "ingest", .kind = OPTION_ENDPOINT, .offset = AT(ingest), .argument = "ENDPOINT", .group = SECTION,
     .initial = "tcp://127.0.0.1:7701", .sentence = "where producers publish with receipts (ROUTER)"},
    {.name = "open", .kind = OPTION_ENDPOINT, .offset = AT(open), .argument = "ENDPOINT", .group = SECTION,
     .initial = "tcp://127.0.0.1:7702", .sentence = "where producers publish without receipts (SUB)"},
    {.name = "stream", .kind = OPTION_ENDPOINT, .offset = AT(stream), .argument = "ENDPOINT", .group = SECTION,
     .initial = "tcp://127.0.0.1:7703", .sentence = "where consumers subscribe (XPUB)"},
    {.name = "history", .kind = OPTION_ENDPOINT, .offset = AT(history), .argument = "ENDPOINT", .group = SECTION,
     .initial = "tcp://127.0.0.1:7704", .sentence = "where consumers ask for what they missed (ROUTER)"},
    {.name = "http", .kind = OPTION_TEXT, .offset = AT(http), .argument = "ADDRESS:PORT|none", .group = SECTION,
     .initial = "127.0.0.1:7780", .sentence = "where /metrics, /livez, /readyz and /status are answered"},
    {.name = "rules", .letter = 'r', .kind = OPTION_TEXT, .offset = AT(rules), .argument = "FILE", .group = SECTION,
     .sentence = "YAML file of alert rules; default: the rules that are compiled in"},
    {.name = "segment-size", .kind = OPTION_SIZE, .offset = AT(segment_size), .argument = "SIZE", .group = SECTION,
     .initial = "64MiB", .low = SMALLEST_SEGMENT, .high = LARGEST_SEGMENT,
     .sentence = "size of the journal's segments, written with zeros before they are needed"},
    {.name = "journal-keep", .kind = OPTION_SIZE, .offset = AT(journal_keep), .argument = "SIZE", .group = SECTION,
     .initial = "0", .low = 0, .high = 1073741824.0 * MIB,
     .sentence = "deletes the oldest segments of the journal beyond so much, each time a checkpoint stands for them; 0: "
                 "keeps them all"},
    {.name = "low-space", .kind = OPTION_SIZE, .offset = AT(low_space), .argument = "SIZE", .group = SECTION,
     .initial = "1GiB", .low = 1.0 * MIB, .high = 1048576.0 * MIB,
     .sentence = "warns, in log, /status and /metrics, when less than this is free on the disk of the journal"},
    {.name = "log-level", .kind = OPTION_CHOICE, .offset = AT(log_level), .initial = "info", .choices = log_level_names,
     .group = SECTION, .sentence = "the least important lines that are written to standard error"},
};
/* clang-format on */

static const char *const examples[] = {
    "orewatchd # the broker on loopback, its journal in ./orewatch-journal",
    "orewatchd --config /etc/orewatch/orewatch.yaml --check # is this configuration right?",
    "orewatchd --clock events --journal none --ingest tcp://127.0.0.1:0 # for a test: any free port, see the line "
    "`started`",
    NULL,
};

static const char *const exit_codes[] = {
    "0 ended by SIGTERM or SIGINT, everything acked is durable",
    "1 failure: a port in use, a journal that is damaged or held by another process",
    "2 a wrong option, configuration or rule",
    NULL,
};

/* The engine's part of the file: its defaults. */
static void print_engine(FILE *out)
{
    yaml_print(out, "engine", &config_rows, engine_default_config());
}

const struct program daemon_program = {
    .name = "orewatchd",
    .usage = "",
    .sentence = "turns price, policy and news events into live supply-risk indicators and alerts",
    .options = rows,
    .options_count = sizeof(rows) / sizeof(rows[0]),
    .examples = examples,
    .exit_codes = exit_codes,
    .sample = print_engine,
    .engine = ENGINE_VERSION,
    .library = http_library,
    .section = 8,
};

/* Where the journal lies when nobody says it. */
static void place_journal(struct daemon_options *options)
{
    const char *state = getenv("STATE_DIRECTORY"); /* systemd: StateDirectory= */

    if (options->journal)
        return;
    if (state)
        snprintf(options->folder, sizeof(options->folder), "%s/journal", state);
    else
        snprintf(options->folder, sizeof(options->folder), "orewatch-journal");
    options->journal = options->folder;
}

static bool http_is_right(const struct daemon_options *options)
{
    struct http_address address;
    char why[256];

    if (strcmp(options->http, "none") == 0 ||
        http_address_parse(options->http, &address, why, sizeof(why)) == STATUS_OK)
        return true;
    fprintf(stderr, "orewatchd: %s\n", why);
    return false;
}

static enum parse_result read_all(int argc, char **argv, struct daemon_options *options, void *config,
                                  size_t config_capacity, size_t *config_size)
{
    struct yaml_error error;
    struct arguments rest;
    enum parse_result result = options_parse(&daemon_program, argc, argv, options, &rest);

    *config_size = 0;
    if (result != PARSE_RUN || !options->config)
        return result;
    if (yaml_config(options->config, &daemon_program, options, &options->texts, engine_default_config(), config,
                    config_capacity, config_size, &error) != STATUS_OK) {
        fprintf(stderr, "orewatchd: %s\n", error.text);
        return PARSE_USAGE;
    }
    return options_flags(&daemon_program, argc, argv, options, &rest);
}

enum parse_result daemon_options_read(int argc, char **argv, struct daemon_options *options, void *config,
                                      size_t config_capacity, size_t *config_size)
{
    enum parse_result result = read_all(argc, argv, options, config, config_capacity, config_size);

    if (result != PARSE_RUN)
        return result;
    place_journal(options);
    return http_is_right(options) ? PARSE_RUN : PARSE_USAGE;
}

const char *daemon_options_endpoint(const struct daemon_options *options, enum endpoint endpoint)
{
    switch (endpoint) {
    case ENDPOINT_INGEST:
        return options->ingest;
    case ENDPOINT_OPEN:
        return options->open;
    case ENDPOINT_STREAM:
        return options->stream;
    case ENDPOINT_HISTORY:
        return options->history;
    case ENDPOINTS:
        break;
    }
    assert(false);
    return NULL;
}

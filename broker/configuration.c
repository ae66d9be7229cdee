#include "broker/configuration.h"

#include "engine/engine.h"
#include "runtime/yaml.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Says what the engine refuses; with line and column when it stood in a file. */
static bool refuse(const char *path, const char *otherwise, const struct refusal *refusal)
{
    struct yaml_error error;

    if (path)
        yaml_refused(path, refusal, &error);
    fprintf(stderr, "orewatchd: %s\n", path ? error.text : otherwise);
    return false;
}

static bool read_rules(const struct daemon_options *options, struct configuration *configuration)
{
    struct yaml_error error;

    if (!options->rules) {
        configuration->rules_size =
            rows_encode(&rules_rows, engine_default_rules(), configuration->rules, sizeof(configuration->rules));
        assert(configuration->rules_size > 0);
        return true;
    }
    if (yaml_rules(options->rules, configuration->rules, sizeof(configuration->rules), &configuration->rules_size,
                   &error) == STATUS_OK)
        return true;
    fprintf(stderr, "orewatchd: %s\n", error.text);
    return false;
}

static bool check(const struct daemon_options *options, const struct configuration *configuration)
{
    static struct config config; /* rules name what it names */
    struct refusal refusal;

    if (engine_check_config(configuration->config, configuration->config_size, &refusal) != STATUS_OK)
        return refuse(options->config, refusal.text, &refusal);
    if (rows_decode(&config_rows, configuration->config, configuration->config_size, &config, NULL, &refusal) !=
            STATUS_OK ||
        engine_check_rules(configuration->rules, configuration->rules_size, &config, &refusal) != STATUS_OK)
        return refuse(options->rules, refusal.text, &refusal);
    return true;
}

/* A journal is a folder; a recording is one file, written once. */
static bool check_journal(const char *journal)
{
    struct stat file;
    size_t size = strlen(journal);

    if (stat(journal, &file) == 0 && !S_ISDIR(file.st_mode)) {
        fprintf(stderr,
                "orewatchd: --journal: '%s' is a file; a journal is a folder; `orewatch-feed replay` brings what a "
                "recording holds into a running broker\n",
                journal);
        return false;
    }
    if (size > 4 && strcmp(journal + size - 4, ".owr") == 0) {
        fprintf(stderr, "orewatchd: --journal: '%s' has the name of a recording, which is one file; a journal is a "
                        "folder: leave out .owr\n", journal);
        return false;
    }
    return true;
}

enum parse_result configuration_read(int argc, char **argv, struct daemon_options *options,
                                     struct configuration *configuration)
{
    enum parse_result result = daemon_options_read(argc, argv, options, configuration->config,
                                                   sizeof(configuration->config), &configuration->config_size);

    if (result != PARSE_RUN)
        return result;
    if (configuration->config_size == 0)
        configuration->config_size =
            rows_encode(&config_rows, engine_default_config(), configuration->config, sizeof(configuration->config));
    assert(configuration->config_size > 0);
    if (!check_journal(options->journal) || !read_rules(options, configuration) || !check(options, configuration))
        return PARSE_USAGE;
    return PARSE_RUN;
}

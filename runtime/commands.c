#include "runtime/commands.h"

#include "runtime/exit_code.h"
#include "runtime/options.h"
#include "schemas/nearest.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define COMMANDS_MAX 32

static void help(const struct commands *commands, FILE *out)
{
    fprintf(out, "%s: %s\n\nUsage: %s COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n", commands->program,
            commands->sentence, commands->program);
    for (size_t i = 0; i < commands->count; i++)
        fprintf(out, "  %-10s %s\n", commands->rows[i].name, commands->rows[i].sentence);
    fputs("\nExamples:\n", out);
    for (const char *const *example = commands->examples; *example != NULL; example++)
        fprintf(out, "  %s\n", *example);
    fprintf(out, "\n`%s COMMAND --help` tells the options of a command.\n", commands->program);
}

static const char *nearest(const struct commands *commands, const char *name)
{
    const char *names[COMMANDS_MAX];
    assert(commands->count <= COMMANDS_MAX);
    for (size_t i = 0; i < commands->count; i++)
        names[i] = commands->rows[i].name;
    return nearest_name(text_of(name), names, commands->count);
}

static int refuse(const struct commands *commands, const char *name)
{
    const char *meant = nearest(commands, name);
    fprintf(stderr, "%s: there is no command '%s'", commands->program, name);
    if (meant != NULL)
        fprintf(stderr, "; did you mean '%s'?\n", meant);
    else
        fprintf(stderr, "; `%s --help` lists them\n", commands->program);
    return EXIT_USAGE;
}

int commands_run(const struct commands *commands, int argc, char **argv)
{
    if (argc < 2) {
        help(commands, stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        help(commands, stdout);
        return EXIT_OK;
    }
    if (strcmp(name, "--version") == 0) {
        options_version(commands->program, commands->engine, stdout);
        return EXIT_OK;
    }
    for (size_t i = 0; i < commands->count; i++)
        if (strcmp(commands->rows[i].name, name) == 0)
            return commands->rows[i].run(argc - 1, argv + 1);
    return refuse(commands, name);
}

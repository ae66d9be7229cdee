#include "runtime/commands.h"

#include "runtime/exit_code.h"
#include "runtime/options.h"
#include "runtime/options_completion.h"
#include "runtime/roff.h"
#include "schemas/nearest.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COMMANDS_MAX 32

static const struct command *command_named(const struct commands *commands, const char *name)
{
    for (size_t i = 0; i < commands->count; i++)
        if (strcmp(commands->rows[i].name, name) == 0)
            return &commands->rows[i];
    return NULL;
}

/* ---- what the program itself answers ------------------------------------------- */

static void print_names(const struct commands *commands)
{
    for (size_t i = 0; i < commands->count; i++)
        puts(commands->rows[i].name);
}

static void print_version(const struct commands *commands)
{
    options_version(commands->program, commands->engine, stdout);
}

static void print_manual(const struct commands *commands)
{
    FILE *out = stdout;
    char sentence[512], page[64];
    roff_title(out, commands->program, 1, commands->sentence);
    fputs(".SH SYNOPSIS\n\\fB", out);
    roff_text(out, commands->program);
    fputs("\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n.SH COMMANDS\n", out);
    for (size_t i = 0; i < commands->count; i++) {
        snprintf(page, sizeof page, "%s-%s(1)", commands->program, commands->rows[i].name);
        snprintf(sentence, sizeof sentence, "%s; see %s.", commands->rows[i].sentence, page);
        roff_term(out, commands->rows[i].name, sentence);
    }
    roff_terms(out, "EXAMPLES", commands->examples, " # ");
    fputs(".SH SEE ALSO\n\\fBorewatchd\\fR(8)\n", out);
}

static void print_help(const struct commands *commands);

/* Each command prints its own cases: it is asked as anybody would ask it. */
static void print_completion(const struct commands *commands)
{
    completion_begin(stdout, commands->program, true);
    fputs("    :* | help:*) words='", stdout);
    for (size_t i = 0; i < commands->count; i++)
        printf("%s ", commands->rows[i].name);
    fputs("help --help --version --manual --completion --commands' ;;\n", stdout);
    for (size_t i = 0; i < commands->count; i++) {
        char *words[] = {(char *)(uintptr_t)commands->rows[i].name, (char *)(uintptr_t) "--completion", NULL};
        commands->rows[i].run(2, words);
    }
    completion_end(stdout, commands->program);
}

static const struct answer {
    const char *name, *sentence;
    void (*print)(const struct commands *commands);
} answers[] = {
    {"--help",       "print this help; with a command behind it, that of the command", print_help},
    {"--version",    "print the versions of program, contract and libraries", print_version},
    {"--manual",     "print the manual page (roff, for `man -l -`)", print_manual},
    {"--completion", "print the completion for bash", print_completion},
    {"--commands",   "print the names of the commands", print_names},
};
#define ANSWERS (sizeof answers / sizeof *answers)

static const struct answer *answer_named(const char *name)
{
    for (size_t i = 0; i < ANSWERS; i++)
        if (strcmp(answers[i].name, name) == 0)
            return &answers[i];
    return NULL;
}

static void print_help_on(const struct commands *commands, FILE *out)
{
    fprintf(out, "%s: %s\n\nUsage: %s COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n", commands->program,
            commands->sentence, commands->program);
    for (size_t i = 0; i < commands->count; i++)
        fprintf(out, "  %-14s%s\n", commands->rows[i].name, commands->rows[i].sentence);
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < ANSWERS; i++)
        fprintf(out, "  %-14s%s\n", answers[i].name, answers[i].sentence);
    fputs("\nExamples:\n", out);
    for (const char *const *example = commands->examples; *example != NULL; example++)
        fprintf(out, "  %s\n", *example);
    fprintf(out, "\n`%s COMMAND --help` tells the options of a command.\n", commands->program);
}

static void print_help(const struct commands *commands)
{
    print_help_on(commands, stdout);
}

/* ---- choosing ------------------------------------------------------------------ */

static const char *nearest(const struct commands *commands, const char *name)
{
    const char *names[COMMANDS_MAX + ANSWERS];
    size_t count = 0;
    assert(commands->count <= COMMANDS_MAX);
    for (size_t i = 0; i < commands->count; i++)
        names[count++] = commands->rows[i].name;
    for (size_t i = 0; i < ANSWERS; i++)
        names[count++] = answers[i].name;
    return nearest_name(text_of(name), names, count);
}

static int refuse(const struct commands *commands, const char *name)
{
    const char *meant = nearest(commands, name);
    fprintf(stderr, "%s: there is no %s '%s'", commands->program, name[0] == '-' ? "option" : "command", name);
    if (meant != NULL)
        fprintf(stderr, "; did you mean '%s'?\n", meant);
    else if (access(name, F_OK) == 0)
        fprintf(stderr, "; a command stands before the file: `%s --help` lists them\n", commands->program);
    else
        fprintf(stderr, "; `%s --help` lists them\n", commands->program);
    return EXIT_USAGE;
}

/* `help COMMAND` is `COMMAND --help`. */
static int help(const struct commands *commands, const char *name)
{
    char *words[] = {(char *)(uintptr_t)name, (char *)(uintptr_t) "--help", NULL};
    const struct command *command = name != NULL ? command_named(commands, name) : NULL;
    if (command != NULL)
        return command->run(2, words);
    if (name != NULL)
        return refuse(commands, name);
    print_help(commands);
    return EXIT_OK;
}

int commands_run(const struct commands *commands, int argc, char **argv)
{
    if (argc < 2) {
        print_help_on(commands, stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return help(commands, argv[2]);
    const struct answer *answer = answer_named(name);
    if (answer != NULL) {
        answer->print(commands);
        return EXIT_OK;
    }
    const struct command *command = command_named(commands, name);
    return command != NULL ? command->run(argc - 1, argv + 1) : refuse(commands, name);
}

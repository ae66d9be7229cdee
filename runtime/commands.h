/* A program made of commands: one row each; the rows are its help.
 *
 * main() of such a program is a table and a call of commands_run. */
#ifndef OREWATCH_RUNTIME_COMMANDS_H
#define OREWATCH_RUNTIME_COMMANDS_H

#include <stddef.h>

struct command {
    const char *name;
    const char *sentence;                 /* what it does, for the list */
    int (*run)(int argc, char **argv);    /* argv[0] is the command's name; returns an enum exit_code */
};

struct commands {
    const char *program;                  /* "orewatch-feed" */
    const char *sentence;
    const struct command *rows;
    size_t count;
    const char *const *examples;          /* NULL-terminated */
    unsigned engine;                      /* version for --version; 0: the program holds no engine */
};

/* Runs the command that argv[1] names and returns its exit code. `--help` (also
 * as `help COMMAND`), `--version`, `--manual`, `--completion` and `--commands`
 * (the names, one a line) are answered here; what is none of them is refused
 * with the nearest one. */
int commands_run(const struct commands *commands, int argc, char **argv);

#endif

/* Options of a program as rows: name, kind, limits, default, sentence. Help,
 * manual page, the commented sample file and the keys of the YAML file come
 * from the rows, and a test fails when they drift.
 *
 * The caller owns a plain struct; each row names a member of it by offset:
 *
 *   struct options options;
 *   struct arguments rest;
 *   options_parse(&program, argc, argv, &options, &rest);          defaults, flags
 *   yaml_config(options.config, &program, &options, ...);          the file
 *   options_flags(&program, argc, argv, &options, &rest);          flags win
 *
 * Nothing is allocated: texts point into argv, into the rows, or into what
 * yaml_config handed out. Flags are `--name value` or `--name=value`, `-n
 * value` or `-nvalue`; a flag without argument is undone by `--no-name`; flags
 * and arguments may mix; after `--` everything is an argument. `--help -h
 * --version --manual --completion --sample` (where there is a file) belong to
 * every program unless a row takes the name. getopt_long is not used: it takes abbreviated
 * flags, which break scripts when a longer one is added, and it cannot say
 * which flag was meant. */
#ifndef OREWATCH_RUNTIME_OPTIONS_H
#define OREWATCH_RUNTIME_OPTIONS_H

#include "runtime/quantity.h"
#include "schemas/status.h"
#include "schemas/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_kind {
    OPTION_FLAG,     /* bool */
    OPTION_TEXT,     /* const char *, NULL when neither given nor with a default */
    OPTION_TEXTS,    /* struct option_texts: may be given more than once */
    OPTION_NUMBER,   /* int64_t within low..high */
    OPTION_REAL,     /* double within low..high */
    OPTION_DURATION, /* int64_t ns: 90s 5m 1h30m */
    OPTION_SIZE,     /* uint64_t bytes: 64MiB */
    OPTION_CHOICE,   /* int, index into choices */
    OPTION_ENDPOINT, /* const char *: tcp://HOST:PORT or ipc://PATH, its port from low on */
};

#define OPTIONS_MAX 64       /* rows of a program: a bit each while parsing */
#define OPTION_TEXTS_MAX 64  /* one for each source a person would list by hand */

struct option_texts { const char *texts[OPTION_TEXTS_MAX]; size_t count; };

struct option {
    const char *name;            /* "log-level": the flag, and the key in the file with _ for - */
    char letter;                 /* 0: none */
    enum option_kind kind;
    size_t offset;               /* in the options struct */
    const char *argument;        /* "DIR"; NULL for flags, and for choices, which show themselves */
    const char *initial;         /* the default, as text; NULL: false, 0, none */
    double low, high;            /* no limits where low == high */
    const char *const *choices;  /* NULL-terminated */
    const char *sentence;
    const char *group;           /* section of the YAML file ("broker"), NULL: command line only */
};

struct program {
    const char *name;            /* "orewatchd", "orewatch tail" */
    const char *usage;           /* "[TOPIC...]" */
    const char *sentence;        /* what it does; up to the first ; : or . it names the manual page */
    const struct option *options; size_t options_count;
    const char *const *examples; /* NULL-terminated, "command # what it does" */
    const char *const *exit_codes; /* NULL-terminated, "0 ok" */
    size_t arguments_low, arguments_high;
    unsigned engine;             /* version for --version; 0: the program holds no engine */
    unsigned section;            /* of the manual; 0: 1, commands of users */
    void (*sample)(FILE *out);   /* what the file holds besides options; NULL: nothing */
    const char *(*library)(void); /* name and version of the one that this program alone has; NULL: none */
};

struct arguments { char **texts; size_t count; };

enum parse_result { PARSE_RUN, PARSE_DONE /* --help, --version, printed */, PARSE_USAGE /* said; exit 2 */ };

/* Fills `into` with defaults, then with flags. What is wrong is said on
 * standard error: the option, its value, what is allowed, the nearest name.
 * Moves the arguments behind the flags in argv; `rest` points at them. */
enum parse_result options_parse(const struct program *program, int argc, char **argv, void *into, struct arguments *rest);
/* The flags alone, over what `into` holds: once more after a file was read. */
enum parse_result options_flags(const struct program *program, int argc, char **argv, void *into, struct arguments *rest);
/* The defaults alone. */
void options_defaults(const struct program *program, void *into);

/* "orewatch tail [OPTION...] [TOPIC...]". */
void options_usage(const struct program *program, struct line *line);
void options_help(const struct program *program, FILE *out);
/* Name and version of the program, contract, engine, libraries. */
void options_version(const char *name, unsigned engine, FILE *out);
void options_manual(const struct program *program, FILE *out); /* roff, man(7) */
/* For bash: a function and its `complete`; of one command of a program
 * ("orewatch tail"), its part of the program's function (options_completion.h). */
void options_completion(const struct program *program, FILE *out);
/* The defaults as a commented YAML sample of the rows that have a group. */
void options_sample(const struct program *program, FILE *out);
/* Did the command line give this option? */
bool options_given(const struct program *program, const char *name, int argc, char **argv);

#endif

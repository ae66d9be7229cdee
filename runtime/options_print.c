/* Help, version and sample file of a program, from its rows. */
#include "runtime/option_value.h"
#include "runtime/options.h"
#include "runtime/yaml_print.h"
#include "schemas/messages.h"

#include <jansson.h>
#include <msgpack.h>
#include <uv.h>
#include <yaml.h>
#include <zmq.h>

#define LINE_WIDTH 79
#define COLUMN_MAX 32 /* where the sentences begin, at most */

/* What the rows of the program do not hold, in the same form. */
static const struct option common[] = {
    {.name = "help", .letter = 'h', .sentence = "print this help"},
    {.name = "version", .sentence = "print the versions of program, contract and libraries"},
    {.name = "manual", .sentence = "print the manual page (roff, for `man -l -`)"},
};
/* Of a program that is no command of another. */
static const struct option completion = {.name = "completion", .sentence = "print the completion for bash"};
static const struct option sample = {.name = "sample",
                                     .sentence = "print a configuration file with every default, commented"};
#define COMMON (sizeof common / sizeof *common)

/* "  -n, --count N", and the number of its columns. */
static size_t left_column(const struct option *option, char *text, size_t size)
{
    struct line line = line_on(text, size);
    line_string(&line, "  ");
    if (option->letter != 0) {
        line_char(&line, '-');
        line_char(&line, option->letter);
        line_string(&line, ", ");
    } else {
        line_string(&line, "    ");
    }
    line_string(&line, "--");
    if (option->kind == OPTION_FLAG && option->initial != NULL && strcmp(option->initial, "true") == 0)
        line_string(&line, "no-");
    line_string(&line, option->name);
    size_t before = line.used;
    line_char(&line, ' ');
    option_argument(option, &line);
    if (line.used == before + 1)
        text[--line.used] = '\0';
    return line.used;
}

/* Prints `text` word by word from column `at`, further lines at `indent`. */
static void print_wrapped(FILE *out, const char *text, size_t at, size_t indent, const char *lead)
{
    for (bool first = true; *text != '\0'; first = false) {
        size_t size = strcspn(text, " ");
        if (!first && at + 1 + size > LINE_WIDTH) {
            fprintf(out, "\n%s%*s", lead, (int)(indent - strlen(lead)), "");
            at = indent;
        } else if (!first) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, size, out);
        at += size;
        text += size;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

/* The sentence, and in brackets limits and default. */
static void describe(const struct option *option, struct line *line)
{
    char limits[256];
    struct line inner = line_on(limits, sizeof limits);
    option_limits(option, &inner);
    line_string(line, option->sentence);
    if (inner.used > 0) {
        line_string(line, " (");
        line_string(line, limits);
        line_char(line, ')');
    }
}

static void help_rows(const struct option *options, size_t count, size_t column, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        char left[256], sentence[1024];
        size_t width = left_column(&options[i], left, sizeof left);
        struct line line = line_on(sentence, sizeof sentence);
        describe(&options[i], &line);
        fputs(left, out);
        if (width + 2 > column) {
            fputc('\n', out);
            width = 0;
        }
        fprintf(out, "%*s", (int)(column - width), "");
        print_wrapped(out, sentence, column, column, "");
    }
}

static size_t widest(const struct option *options, size_t count, size_t column)
{
    for (size_t i = 0; i < count; i++) {
        char left[256];
        size_t width = left_column(&options[i], left, sizeof left) + 2;
        if (width > column && width <= COLUMN_MAX)
            column = width;
    }
    return column;
}

/* A command stays in one line, to be copied; what it does goes to the next one
 * where there is no room. */
static void print_example(FILE *out, const char *text)
{
    const char *comment = strstr(text, " # ");
    if (comment == NULL || strlen(text) + 2 <= LINE_WIDTH)
        fprintf(out, "  %s\n", text);
    else
        fprintf(out, "  %.*s\n      %s\n", (int)(comment - text), text, comment + 1);
}

static void print_sentence(FILE *out, const char *text)
{
    fputs("  ", out);
    print_wrapped(out, text, 2, 4, "");
}

static void print_list(FILE *out, const char *title, const char *const *texts, void (*print)(FILE *, const char *))
{
    if (texts == NULL || *texts == NULL)
        return;
    fprintf(out, "\n%s:\n", title);
    for (; *texts != NULL; texts++)
        print(out, *texts);
}

static bool has_group(const struct program *program)
{
    for (size_t i = 0; i < program->options_count; i++)
        if (program->options[i].group != NULL)
            return true;
    return false;
}

void options_usage(const struct program *program, struct line *line)
{
    line_string(line, program->name);
    line_string(line, " [OPTION...]");
    if (program->usage != NULL && *program->usage != '\0') {
        line_char(line, ' ');
        line_string(line, program->usage);
    }
}

void options_help(const struct program *program, FILE *out)
{
    char text[512];
    struct line usage = line_on(text, sizeof text);
    print_wrapped(out, program->name, 0, 0, "");
    fputs("  ", out);
    print_wrapped(out, program->sentence, 2, 2, "");
    options_usage(program, &usage);
    fprintf(out, "\nUsage:\n  %s\n\nOptions:\n", text);
    size_t column = widest(program->options, program->options_count, widest(common, COMMON, 0));
    help_rows(program->options, program->options_count, column, out);
    help_rows(common, COMMON, column, out);
    if (strchr(program->name, ' ') == NULL)
        help_rows(&completion, 1, column, out);
    if (has_group(program))
        help_rows(&sample, 1, column, out);
    print_list(out, "Examples", program->examples, print_example);
    print_list(out, "Exit codes", program->exit_codes, print_sentence);
}

void options_version(const char *name, unsigned engine, FILE *out)
{
    int zmq[3], yaml[3];
    zmq_version(&zmq[0], &zmq[1], &zmq[2]);
    yaml_get_version(&yaml[0], &yaml[1], &yaml[2]);
    fprintf(out, "%s %s\ncontract %d\n", name, OREWATCH_VERSION, CONTRACT);
    if (engine > 0)
        fprintf(out, "engine %u\n", engine);
    fprintf(out, "libzmq %d.%d.%d, libuv %s, msgpack-c %s, jansson %s, libyaml %d.%d.%d\n", zmq[0], zmq[1], zmq[2],
            uv_version_string(), msgpack_version(), jansson_version_str(), yaml[0], yaml[1], yaml[2]);
}

static void sample_row(const struct option *option, FILE *out)
{
    char sentence[1024], argument[256];
    struct line line = line_on(sentence, sizeof sentence);
    describe(option, &line);
    struct line allowed = line_on(argument, sizeof argument);
    if (option->kind == OPTION_CHOICE)
        option_argument(option, &allowed);
    if (allowed.used > 0) {
        line_string(&line, ": ");
        line_string(&line, argument);
    }
    fputs("\n  # ", out);
    print_wrapped(out, sentence, 4, 4, "  #");
    bool texts = option->kind == OPTION_TEXT || option->kind == OPTION_TEXTS || option->kind == OPTION_ENDPOINT;
    bool unset = option->initial == NULL && texts;
    fputs(unset ? "  # " : "  ", out);
    for (const char *at = option->name; *at != '\0'; at++)
        fputc(*at == '-' ? '_' : *at, out);
    fputs(": ", out);
    if (option->initial != NULL)
        yaml_print_text(out, text_of(option->initial));
    else
        fputs(unset ? option->argument : option->kind == OPTION_FLAG ? "false" : "0", out);
    fputc('\n', out);
}

static void sample_group(const struct program *program, size_t first, FILE *out)
{
    const char *group = program->options[first].group;
    for (size_t i = 0; i < first; i++)
        if (program->options[i].group != NULL && strcmp(program->options[i].group, group) == 0)
            return; /* printed with its first row */
    fprintf(out, "\n%s:", group);
    for (size_t i = first; i < program->options_count; i++)
        if (program->options[i].group != NULL && strcmp(program->options[i].group, group) == 0)
            sample_row(&program->options[i], out);
}

void options_sample(const struct program *program, FILE *out)
{
    fprintf(out, "# Configuration of %s. Every option stands here with its default;\n"
                 "# what is left out keeps it, and a flag of the command line wins.\n", program->name);
    for (size_t i = 0; i < program->options_count; i++)
        if (program->options[i].group != NULL)
            sample_group(program, i, out);
    if (program->sample != NULL) {
        fputc('\n', out);
        program->sample(out);
    }
}

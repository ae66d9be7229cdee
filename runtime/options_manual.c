/* The manual page of a program, from its rows. */
#include "runtime/option_value.h"
#include "runtime/options.h"
#include "runtime/roff.h"

#include <string.h>

static void put_key(FILE *out, const struct option *option)
{
    fputs("In the file: ", out);
    roff_text(out, option->group);
    fputc('.', out);
    for (const char *at = option->name; *at != '\0'; at++)
        fputc(*at == '-' ? '_' : *at, out);
    fputs(".\n", out);
}

static void put_option(FILE *out, const struct option *option)
{
    char text[256];
    struct line argument = line_on(text, sizeof text);
    option_argument(option, &argument);
    fputs(".TP\n", out);
    if (option->letter != 0)
        fprintf(out, "\\fB\\-%c\\fR, ", option->letter);
    fputs("\\fB\\-\\-", out);
    if (option->kind == OPTION_FLAG && option->initial != NULL && strcmp(option->initial, "true") == 0)
        fputs("no\\-", out);
    roff_text(out, option->name);
    fputs("\\fR", out);
    if (argument.used > 0) {
        fputs(" \\fI", out);
        roff_text(out, text);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    roff_text(out, option->sentence);
    struct line limits = line_on(text, sizeof text);
    option_limits(option, &limits);
    if (limits.used > 0) {
        fputs(" (", out);
        roff_text(out, text);
        fputc(')', out);
    }
    fputs(".\n", out);
    if (option->group != NULL)
        put_key(out, option);
}

/* "orewatch tail" belongs to orewatch(1). */
static void put_parent(FILE *out, const char *name)
{
    const char *blank = strchr(name, ' ');
    if (blank == NULL)
        return;
    fprintf(out, ".SH SEE ALSO\n\\fB");
    for (; name < blank; name++)
        fputs(*name == '-' ? "\\-" : (const char[]){*name, '\0'}, out);
    fputs("\\fR(1)\n", out);
}

void options_manual(const struct program *program, FILE *out)
{
    roff_title(out, program->name, program->section > 0 ? program->section : 1, program->sentence);
    fputs(".SH SYNOPSIS\n\\fB", out);
    roff_text(out, program->name);
    fputs("\\fR [\\fIOPTION\\fR...]", out);
    if (program->usage != NULL && *program->usage != '\0') {
        fputc(' ', out);
        roff_text(out, program->usage);
    }
    fputs("\n.SH DESCRIPTION\n", out);
    roff_text(out, program->sentence);
    fputs("\n.SH OPTIONS\n", out);
    for (size_t i = 0; i < program->options_count; i++)
        put_option(out, &program->options[i]);
    roff_terms(out, "EXIT STATUS", program->exit_codes, " ");
    roff_terms(out, "EXAMPLES", program->examples, " # ");
    put_parent(out, program->name);
}

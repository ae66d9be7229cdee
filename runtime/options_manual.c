/* The manual page of a program, from its rows: roff by the macros of man(7). */
#include "runtime/option_value.h"
#include "runtime/options.h"

#include <ctype.h>
#include <string.h>

/* A minus is an ASCII one, so that what is copied from the page can be typed;
 * a line that begins with a dot or an apostrophe would be a request. */
static void put(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
    }
}

/* "orewatch tail" -> "orewatch-tail". */
static void put_name(FILE *out, const char *name, bool capitals)
{
    for (; *name != '\0'; name++) {
        char c = *name == ' ' ? '-' : *name;
        if (c == '-')
            fputs("\\-", out);
        else
            fputc(capitals ? toupper((unsigned char)c) : c, out);
    }
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
    put(out, option->name);
    fputs("\\fR", out);
    if (argument.used > 0) {
        fputs(" \\fI", out);
        put(out, text);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    put(out, option->sentence);
    struct line limits = line_on(text, sizeof text);
    option_limits(option, &limits);
    if (limits.used > 0) {
        fputs(" (", out);
        put(out, text);
        fputc(')', out);
    }
    fputs(".\n", out);
    if (option->group != NULL) {
        fputs("In the file: ", out);
        put(out, option->group);
        fputc('.', out);
        for (const char *at = option->name; *at != '\0'; at++)
            fputc(*at == '-' ? '_' : *at, out);
        fputs(".\n", out);
    }
}

/* "0 ok" and "command # what it does" are a term and its explanation. */
static void put_terms(FILE *out, const char *title, const char *const *texts, const char *between)
{
    if (texts == NULL || *texts == NULL)
        return;
    fprintf(out, ".SH %s\n", title);
    for (; *texts != NULL; texts++) {
        char term[512];
        const char *meaning = strstr(*texts, between);
        size_t size = meaning != NULL ? (size_t)(meaning - *texts) : strlen(*texts);
        snprintf(term, sizeof term, "%.*s", (int)size, *texts);
        fputs(".TP\n\\fB", out);
        put(out, term);
        fputs("\\fR\n", out);
        put(out, meaning != NULL ? meaning + strlen(between) : "");
        fputc('\n', out);
    }
}

/* The version stands where other pages have a date: the page of one source is
 * the same whenever it is built. */
void options_manual(const struct program *program, FILE *out)
{
    unsigned section = program->section > 0 ? program->section : 1;
    fputs(".TH ", out);
    put_name(out, program->name, true);
    fprintf(out, " %u \"\" \"orewatch %s\" \"Orewatch\"\n.SH NAME\n", section, OREWATCH_VERSION);
    put_name(out, program->name, false);
    fputs(" \\- ", out);
    put(out, program->sentence);
    fputs("\n.SH SYNOPSIS\n\\fB", out);
    put(out, program->name);
    fputs("\\fR [\\fIOPTION\\fR...]", out);
    if (program->usage != NULL && *program->usage != '\0') {
        fputc(' ', out);
        put(out, program->usage);
    }
    fputs("\n.SH OPTIONS\n", out);
    for (size_t i = 0; i < program->options_count; i++)
        put_option(out, &program->options[i]);
    put_terms(out, "EXIT STATUS", program->exit_codes, " ");
    put_terms(out, "EXAMPLES", program->examples, " # ");
}

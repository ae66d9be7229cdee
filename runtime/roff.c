#include "runtime/roff.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A minus is an ASCII one, so that what is copied from the page can be typed;
 * a line that begins with a dot or an apostrophe would be a request. */
static void put(FILE *out, const char *text, size_t size)
{
    if (size > 0 && (*text == '.' || *text == '\''))
        fputs("\\&", out);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\\')
            fputs("\\e", out);
        else if (text[i] == '-')
            fputs("\\-", out);
        else
            fputc(text[i], out);
    }
}

void roff_text(FILE *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_name(FILE *out, const char *name, bool capitals)
{
    for (; *name != '\0'; name++) {
        if (*name == ' ' || *name == '-')
            fputs("\\-", out);
        else
            fputc(capitals ? toupper((unsigned char)*name) : *name, out);
    }
}

void roff_name(FILE *out, const char *name)
{
    put_name(out, name, false);
}

void roff_title(FILE *out, const char *name, unsigned section, const char *sentence)
{
    fputs(".TH ", out);
    put_name(out, name, true);
    fprintf(out, " %u %s \"orewatch %s\" \"Orewatch\"\n.SH NAME\n", section, OREWATCH_DATE, OREWATCH_VERSION);
    put_name(out, name, false);
    fprintf(out, " \\- %c", tolower((unsigned char)sentence[0]));
    put(out, sentence + 1, strcspn(sentence, ";:.") - 1);
    fputc('\n', out);
}

static void put_term(FILE *out, const char *term, size_t size, const char *meaning)
{
    fputs(".TP\n\\fB", out);
    put(out, term, size);
    fputs("\\fR\n", out);
    roff_text(out, meaning);
    fputc('\n', out);
}

void roff_term(FILE *out, const char *term, const char *meaning)
{
    put_term(out, term, strlen(term), meaning);
}

void roff_terms(FILE *out, const char *title, const char *const *texts, const char *between)
{
    if (texts == NULL || *texts == NULL)
        return;
    fprintf(out, ".SH %s\n", title);
    for (; *texts != NULL; texts++) {
        const char *meaning = strstr(*texts, between);
        size_t size = meaning != NULL ? (size_t)(meaning - *texts) : strlen(*texts);
        put_term(out, *texts, size, meaning != NULL ? meaning + strlen(between) : "");
    }
}

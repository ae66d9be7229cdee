#include "consumers/start_point.h"

#include "runtime/moment.h"
#include "runtime/quantity.h"
#include "schemas/nearest.h"
#include "schemas/refusal.h"

static const struct { const char *word; enum start_kind kind; } words[] = {
    {"new", START_NEW}, {"last", START_LAST}, {"all", START_ALL},
};
static const struct { const char *prefix; enum start_kind kind; } forms[] = {
    {"offset:", START_OFFSET}, {"seq:", START_SEQ}, {"time:", START_TIME},
};
static const char *const names[] = {"new", "last", "all", "offset", "seq", "time"};

static bool parse_number(const char *text, uint64_t *number)
{
    int64_t value;
    if (!integer_parse(text, &value) || value < 0)
        return false;
    *number = (uint64_t)value;
    return true;
}

static bool parse_form(const char *text, struct start_point *start)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        size_t size = strlen(forms[i].prefix);
        if (strncmp(text, forms[i].prefix, size) != 0)
            continue;
        start->kind = forms[i].kind;
        return start->kind == START_TIME ? moment_parse(text + size, &start->time)
                                         : parse_number(text + size, &start->number);
    }
    start->kind = START_AGO;
    return text[0] == '-' && duration_parse(text + 1, &start->time);
}

/* The word that may have been meant: up to a colon. */
static const char *meant(const char *text)
{
    return nearest_name((struct text){text, (uint32_t)strcspn(text, ":")}, names, sizeof names / sizeof names[0]);
}

bool start_point_parse(const char *text, struct start_point *start, struct line *why)
{
    *start = (struct start_point){0};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i].word) == 0) {
            start->kind = words[i].kind;
            return true;
        }
    if (parse_form(text, start))
        return true;
    line_string(why, "--from ");
    line_quoted(why, text_of(text));
    line_string(why, " is none of " START_POINT_FORMS);
    if (meant(text) != NULL) {
        line_string(why, "; nearest ");
        line_string(why, meant(text));
    }
    line_string(why, "; T is " MOMENT_FORMS);
    return false;
}

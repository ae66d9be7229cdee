#include "schemas/refusal.h"

#include "schemas/nearest.h"

#define QUOTED_BYTES 40u
/* Longer lists hide what matters; the contract page has them. */
#define LISTED_BYTES 120u

/* What a terminal may take for a command: the control characters of ASCII, and
 * those of Latin 1, which UTF-8 writes as c2 80 .. c2 9f. */
static bool is_control(const unsigned char *at, uint32_t size)
{
    return *at < 0x20 || *at == 0x7f || (size == 2 && at[0] == 0xc2 && at[1] < 0xa0);
}

/* Control characters as `?`: a refusal is read on terminals. */
static void line_plain(struct line *line, struct text text)
{
    for (uint32_t i = 0, end; i < text.size; i = end) {
        end = i + 1;
        while (end < text.size && ((unsigned char)text.at[end] & 0xc0) == 0x80)
            end++;
        bool control = is_control((const unsigned char *)text.at + i, end - i);
        line_text(line, control ? TEXT("?") : (struct text){text.at + i, end - i});
    }
}

struct line refuse(struct refusal *refusal, enum status status, struct text field)
{
    refusal->status = status;
    struct line path = line_on(refusal->field, sizeof refusal->field);
    line_plain(&path, field);
    struct line line = line_on(refusal->text, sizeof refusal->text);
    line_text(&line, text_of(refusal->field));
    if (line.used > 0)
        line_string(&line, ": ");
    return line;
}

enum status refuse_because(struct refusal *refusal, enum status status, struct text field, const char *detail)
{
    struct line line = refuse(refusal, status, field);
    line_string(&line, detail);
    return status;
}

void line_quoted(struct line *line, struct text value)
{
    uint32_t size = text_cut(value, QUOTED_BYTES);
    line_char(line, '"');
    line_plain(line, (struct text){value.at, size});
    line_string(line, size < value.size ? "...\"" : "\"");
}

void line_not_allowed(struct line *line, struct text value, const char *const *names, uint32_t count)
{
    char list[LISTED_BYTES];
    struct line listed = line_on(list, sizeof list);
    for (uint32_t i = 0; i < count; i++) {
        line_char(&listed, ' ');
        line_string(&listed, names[i]);
    }
    line_quoted(line, value);
    line_string(line, " is not one of the allowed names");
    if (!listed.cut && count > 0) {
        line_char(line, ':');
        line_string(line, list);
    }
    const char *nearest = nearest_name(value, names, count);
    if (nearest != NULL) {
        line_string(line, "; nearest \"");
        line_string(line, nearest);
        line_char(line, '"');
    }
}

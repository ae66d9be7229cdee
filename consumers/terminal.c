#include "consumers/terminal.h"

#include "schemas/limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *const colour_choices[] = {"auto", "always", "never", NULL};

/* SGR sequences that read on dark and light grounds. */
static const char *const sequences[PAINTS] = {
    [PAINT_STRONG] = "\033[1m",      [PAINT_FAINT] = "\033[2m",   [PAINT_INFO] = "\033[36m",
    [PAINT_MODERATE] = "\033[34;1m", [PAINT_ELEVATED] = "\033[33;1m", [PAINT_HIGH] = "\033[31;1m",
    [PAINT_CRITICAL] = "\033[97;41;1m", [PAINT_RELIEF] = "\033[32;1m",
};

bool terminal_colour(int descriptor, enum colour_choice choice)
{
    switch (choice) {
    case COLOUR_ALWAYS:
        return true;
    case COLOUR_NEVER:
        return false;
    case COLOUR_AUTO:
        break;
    }
    const char *forbidden = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    if (forbidden != NULL && forbidden[0] != '\0')
        return false;
    return isatty(descriptor) && kind != NULL && strcmp(kind, "dumb") != 0;
}

size_t terminal_width(int descriptor)
{
    struct winsize size;
    return isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

struct page page_on(char *at, size_t capacity, bool colour)
{
    return (struct page){.line = line_on(at, capacity), .colour = colour};
}

void page_paint(struct page *page, enum paint paint)
{
    if (page->colour)
        line_string(&page->line, sequences[paint]);
}

void page_plain(struct page *page)
{
    if (page->colour)
        line_string(&page->line, "\033[0m");
}

void page_string(struct page *page, const char *text)
{
    line_string(&page->line, text);
}

void page_text(struct page *page, struct text text)
{
    line_text(&page->line, text);
}

void page_painted(struct page *page, enum paint paint, const char *text)
{
    page_paint(page, paint);
    line_string(&page->line, text);
    page_plain(page);
}

/* Characters between two places: no continuation bytes, no SGR sequences. */
static size_t characters(const char *at, const char *end)
{
    size_t count = 0;
    for (; at < end; at++) {
        if (*at == '\033')
            while (at < end && *at != 'm')
                at++;
        else if (((unsigned char)*at & 0xC0) != 0x80)
            count++;
    }
    return count;
}

/* Bytes of the first line of `text`: the words that fit into `width` characters,
 * at least one. */
static size_t first_line(struct text text, size_t width)
{
    size_t written = 0, fits = 0;
    for (size_t i = 0; i <= text.size; i++) {
        bool word_ends = i == text.size || text.at[i] == ' ';
        if (word_ends && written > width)
            return fits > 0 ? fits : i;
        if (word_ends)
            fits = i;
        written += i < text.size && ((unsigned char)text.at[i] & 0xC0) != 0x80;
    }
    return text.size;
}

void page_wrap(struct page *page, struct text text, size_t indent)
{
    page_right(page, TEXT(""), indent);
    page_hang(page, text, indent);
}

void page_hang(struct page *page, struct text text, size_t indent)
{
    size_t width = page->width > indent + 20 ? page->width - indent : SIZE_MAX;
    for (;;) {
        size_t size = first_line(text, width);
        page_text(page, (struct text){text.at, (uint32_t)size});
        if (size == text.size)
            return;
        text = (struct text){text.at + size + 1, (uint32_t)(text.size - size - 1)};
        page_string(page, "\n");
        page_right(page, TEXT(""), indent);
    }
}

void page_fill(struct page *page, size_t start, size_t width)
{
    size_t written = characters(page->line.at + start, page->line.at + page->line.used);
    do
        line_char(&page->line, ' ');
    while (++written < width);
}

void page_left(struct page *page, struct text text, size_t width)
{
    size_t written = characters(text.at, text.at + text.size);
    line_text(&page->line, text);
    for (; written < width; written++)
        line_char(&page->line, ' ');
}

void page_right(struct page *page, struct text text, size_t width)
{
    for (size_t written = characters(text.at, text.at + text.size); written < width; written++)
        line_char(&page->line, ' ');
    line_text(&page->line, text);
}

void page_number(struct page *page, double value, unsigned decimals, size_t width)
{
    char digits[64];
    assert(decimals <= 6);
    int size = snprintf(digits, sizeof digits, "%.*f", (int)decimals, value);
    if (strspn(digits, "-0.") == (size_t)size && digits[0] == '-') /* no -0.00 */
        memmove(digits, digits + 1, (size_t)size--);
    page_right(page, (struct text){digits, (uint32_t)size}, width);
}

void page_time(struct page *page, int64_t time)
{
    char text[40];
    struct line line = line_on(text, sizeof text);
    line_time(&line, time); /* 2025-02-24T12:00:00.000000000Z */
    text[10] = ' ';
    size_t size = line.used - 1;
    while (text[size - 1] == '0' && size > 20)
        size--;
    line_text(&page->line, (struct text){text, (uint32_t)(size == 20 ? 19 : size)});
}

void page_day(struct page *page, int64_t time)
{
    if (time % DAY_NS != 0)
        page_time(page, time);
    else
        line_day(&page->line, time / DAY_NS);
}

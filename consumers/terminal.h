/* What a page of text may look like where it goes: colour, columns.
 *
 * Colour is for terminals, and only when nobody forbade it (NO_COLOR, TERM=dumb,
 * --color never). Without it the same page comes out as plain text. */
#ifndef OREWATCH_CONSUMERS_TERMINAL_H
#define OREWATCH_CONSUMERS_TERMINAL_H

#include "schemas/text.h"

enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
/* In the order of enum colour_choice, for the --color option. */
extern const char *const colour_choices[];

enum paint {
    PAINT_STRONG, /* what the eye shall find first */
    PAINT_FAINT,  /* labels and what is said for completeness */
    PAINT_INFO, PAINT_MODERATE, PAINT_ELEVATED, PAINT_HIGH, PAINT_CRITICAL, /* in the order of enum severity */
    PAINT_RELIEF, /* risk falls */
    PAINTS
};

/* A page under construction. Its line is made larger as needed by nobody: the
 * writer of a page knows its bound. */
struct page {
    struct line line;
    bool colour;
    size_t width; /* long texts are wrapped at; 0: never */
};

bool terminal_colour(int descriptor, enum colour_choice choice);
/* Characters in a line of the terminal, 0 where there is none. */
size_t terminal_width(int descriptor);

struct page page_on(char *at, size_t capacity, bool colour);
void page_paint(struct page *page, enum paint paint);
void page_plain(struct page *page);
void page_string(struct page *page, const char *text);
void page_text(struct page *page, struct text text);
void page_painted(struct page *page, enum paint paint, const char *text);
/* `text` after `indent` blanks, wrapped between words where the page has a width;
 * further lines are indented alike. */
void page_wrap(struct page *page, struct text text, size_t indent);
/* The same from where the line stands; only the further lines are indented. */
void page_hang(struct page *page, struct text text, size_t indent);
/* Fills up with blanks to `width` characters since `start` bytes into the line;
 * UTF-8 counts by characters, colour not at all. Always at least one blank. */
void page_fill(struct page *page, size_t start, size_t width);
/* `text` in a column of `width` characters, at the left or at the right of it. */
void page_left(struct page *page, struct text text, size_t width);
void page_right(struct page *page, struct text text, size_t width);
/* 41.32: at most `decimals` places (0..6), always that many. */
void page_number(struct page *page, double value, unsigned decimals, size_t width);
/* 2025-02-24 12:00:00, with a fraction only when there is one. */
void page_time(struct page *page, int64_t time);
/* 2025-02-24 at midnight, else as page_time. */
void page_day(struct page *page, int64_t time);

#endif

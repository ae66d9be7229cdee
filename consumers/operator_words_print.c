#include "consumers/operator_words_print.h"

#include <stdio.h>
#include <unistd.h>

/* In JSON a byte may take six. */
#define LINE_BYTES (8u * (LIMIT_COMMENT + LIMIT_TITLE + LIMIT_TOPIC) + 1024u)

enum column { ID_WIDTH = 12, UNTIL_WIDTH = 21, COMMENT_INDENT = 12 };

static void write_word(struct page *page, const struct operator_view *word)
{
    size_t start = page->line.used;
    page_string(page, "  ");
    page_text(page, word->id);
    page_fill(page, start, ID_WIDTH);
    start = page->line.used;
    if (message_has(word->present, OPERATOR_VIEW_HAS_UNTIL))
        page_time(page, word->until);
    else
        page_string(page, word->type == EVENT_SILENCE ? "for good" : "it fires anew");
    page_fill(page, start, UNTIL_WIDTH);
    page_text(page, word->alert.size > 0 ? word->alert : word->prefix);
    page_string(page, "\n");
    page_fill(page, page->line.used, COMMENT_INDENT);
    page_text(page, word->author);
    page_string(page, ": ");
    page_hang(page, word->comment, COMMENT_INDENT);
    page_string(page, "\n");
}

bool operator_words_print(const struct operator_words *words, bool json, enum colour_choice colour)
{
    static char text[LINE_BYTES];
    for (uint32_t i = 0; i < words->count; i++) {
        struct page page = page_on(text, sizeof text, terminal_colour(STDOUT_FILENO, colour));
        page.width = terminal_width(STDOUT_FILENO);
        if (json) {
            rows_json(&operator_view_rows, &words->word[i], &page.line);
            page_string(&page, "\n");
        } else {
            if (i == 0)
                page_painted(&page, PAINT_FAINT, "  id        until                of\n");
            write_word(&page, &words->word[i]);
        }
        if (fwrite(page.line.at, 1, page.line.used, stdout) != page.line.used)
            return false;
    }
    return fflush(stdout) == 0;
}

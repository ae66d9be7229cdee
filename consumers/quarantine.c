/* orewatch quarantine: what a broker refused; to look at, and to send again. */
#include "consumers/refused_items.h"
#include "consumers/terminal.h"
#include "consumers/tools.h"
#include "consumers/value_text.h"
#include "runtime/options.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE_BYTES (VALUE_TEXT_BYTES(LIMIT_QUARANTINE_KEPT) + BYTES_TEXT_BYTES(LIMIT_QUARANTINE_KEPT) + 4096u)

enum quarantine_output { QUARANTINE_TEXT, QUARANTINE_JSON };
static const char *const outputs[] = {"text", "json", NULL};

struct quarantine_options {
    const char *history, *ingest;
    int output, color;
    bool all;
    int64_t timeout;
};

static const struct option rows[] = {
    {.name = "history", .kind = OPTION_TEXT, .offset = offsetof(struct quarantine_options, history),
     .argument = "ENDPOINT", .initial = "tcp://127.0.0.1:7704", .sentence = "where the broker is asked"},
    {.name = "ingest", .kind = OPTION_TEXT, .offset = offsetof(struct quarantine_options, ingest),
     .argument = "ENDPOINT", .initial = "tcp://127.0.0.1:7701", .sentence = "where resend publishes"},
    {.name = "all", .kind = OPTION_FLAG, .offset = offsetof(struct quarantine_options, all),
     .sentence = "resend everything that is kept"},
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct quarantine_options, timeout),
     .argument = "TIME", .initial = "5s", .low = 1e6, .high = 1e15,
     .sentence = "without an answer for so long, nobody is there"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct quarantine_options, output), .initial = "text",
     .choices = outputs, .sentence = "text: to read; json: one line an item, of show with its bytes in hexadecimal"},
    {.name = "color", .kind = OPTION_CHOICE, .offset = offsetof(struct quarantine_options, color), .initial = "auto",
     .choices = colour_choices, .sentence = "auto: on a terminal, unless NO_COLOR is set"},
};

static const char *const examples[] = {
    "orewatch quarantine list",
    "orewatch quarantine show 17 # the reason, the event as far as it can be read, every byte",
    "orewatch quarantine resend 17 18 # once what refused them is mended",
    "orewatch quarantine resend --all",
    NULL,
};

static const char *const exit_codes[] = {
    "0 done; of resend: all accepted, or there already", "1 failure: a number that is not kept, too", "2 usage",
    "3 some of what was sent again was refused again", "5 no broker answers",
    "6 all of what was sent again was refused again", NULL,
};

static const struct program program = {
    .name = "orewatch quarantine",
    .usage = "list | show NUMBER... | resend NUMBER...|--all",
    .sentence = "Shows what a broker refused, with the reason, and sends it again. Numbers count from 1 since the "
                "broker started; when 64 MiB are full the oldest are pushed out, and list says how many.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 64,
};

struct tool {
    const struct quarantine_options *options;
    struct refused_items items;
    bool colour;
    bool unread;                                    /* nobody reads the output any more: a quiet end */
    uint64_t shown;                                 /* items */
    uint64_t accepted, duplicate, refused, skipped; /* of resend */
    char text[PAGE_BYTES];
};

static void complain(const char *what)
{
    fprintf(stderr, "orewatch quarantine: %s\n", what);
}

static enum exit_code print(struct tool *tool, const struct line *line)
{
    if (fwrite(line->at, 1, line->used, stdout) == line->used)
        return EXIT_OK;
    tool->unread = errno == EPIPE;
    if (!tool->unread)
        complain("cannot write to standard output");
    return EXIT_FAILED;
}

static struct page page_of(struct tool *tool)
{
    return page_on(tool->text, sizeof tool->text, tool->colour);
}

/* ---- list ---------------------------------------------------------------------- */

enum column { NUMBER_WIDTH = 7, TIME_WIDTH = 20, REASON_WIDTH = 15, KEY_WIDTH = 28 };

static void write_key(struct line *line, const struct quarantined *says)
{
    line_text(line, says->source.size > 0 ? says->source : TEXT("?"));
    line_char(line, ' ');
    line_text(line, says->id.size > 0 ? says->id : TEXT("?"));
    if (message_has(says->present, QUARANTINED_HAS_REVISION)) {
        line_string(line, " revision ");
        line_uint(line, says->revision);
    }
}

static void write_row(struct page *page, const struct quarantined *says)
{
    char number[24], key[256];
    struct line digits = line_on(number, sizeof number), who = line_on(key, sizeof key);
    line_uint(&digits, says->number);
    write_key(&who, says);
    page_right(page, (struct text){number, (uint32_t)digits.used}, NUMBER_WIDTH);
    page_string(page, "  ");
    size_t start = page->line.used;
    page_time(page, says->time / SECOND_NS * SECOND_NS);
    page_fill(page, start, TIME_WIDTH);
    start = page->line.used;
    page_text(page, says->reason);
    page_fill(page, start, REASON_WIDTH);
    page_left(page, (struct text){key, (uint32_t)who.used}, KEY_WIDTH);
    page_string(page, " ");
    page_text(page, says->text);
    page_string(page, "\n");
}

static enum exit_code list_item(void *self, const struct quarantined *says, struct frame bytes)
{
    struct tool *tool = self;
    struct page page = page_of(tool);
    (void)bytes;
    if (tool->options->output == QUARANTINE_JSON) {
        rows_json(&quarantined_rows, says, &page.line);
        page_string(&page, "\n");
    } else {
        if (tool->shown == 0)
            page_painted(&page, PAINT_FAINT,
                         " number  refused at          reason         source and id                why\n");
        write_row(&page, says);
    }
    tool->shown++;
    return print(tool, &page.line);
}

static enum exit_code list(struct tool *tool, char **numbers, size_t count)
{
    (void)numbers;
    if (count > 0) {
        complain("list takes no numbers; show does");
        return EXIT_USAGE;
    }
    enum exit_code code = refused_items_walk(&tool->items, 0, 0, list_item, tool);
    if (code == EXIT_OK && tool->shown == 0)
        complain("nothing was refused");
    if (code == EXIT_OK && tool->items.floor > 1)
        fprintf(stderr, "orewatch quarantine: %" PRIu64 " older ones were pushed out\n", tool->items.floor - 1);
    return code;
}

/* ---- show ---------------------------------------------------------------------- */

static void write_label(struct page *page, const char *label)
{
    size_t start = page->line.used;
    page_painted(page, PAINT_FAINT, label);
    page_fill(page, start, 10);
}

static void write_texts(struct page *page, const struct quarantined *says)
{
    page_painted(page, PAINT_STRONG, "number ");
    line_uint(&page->line, says->number);
    page_string(page, "\n");
    write_label(page, "reason");
    page_text(page, says->reason);
    page_string(page, "\n");
    write_label(page, "text");
    page_text(page, says->text);
    page_string(page, "\n");
    write_label(page, "key");
    write_key(&page->line, says);
    page_string(page, "\n");
    write_label(page, "came");
    page_time(page, says->time);
    page_string(page, " through ");
    page_text(page, says->endpoint);
    page_string(page, ", index ");
    line_uint(&page->line, says->index);
    page_string(page, ", ");
    line_uint(&page->line, says->size);
    page_string(page, " bytes\n");
}

static void write_bytes(struct page *page, struct frame bytes, uint64_t size)
{
    write_label(page, "reads");
    size_t made_sense = value_text(&page->line, bytes.bytes, bytes.size);
    page_string(page, "\n");
    if (made_sense < bytes.size) {
        write_label(page, "");
        page_string(page, "up to byte ");
        line_uint(&page->line, made_sense);
        page_string(page, "\n");
    }
    if (bytes.size < size) {
        write_label(page, "");
        page_string(page, "the first ");
        line_uint(&page->line, bytes.size);
        page_string(page, " bytes were kept\n");
    }
    bytes_text(&page->line, bytes.bytes, bytes.size);
}

/* The map of the item, and its bytes as one more field. */
static void write_json(struct line *line, const struct quarantined *says, struct frame bytes)
{
    rows_json(&quarantined_rows, says, line);
    line->used--;
    line_string(line, ",\"bytes\":\"");
    line_hex(line, bytes.bytes, bytes.size);
    line_string(line, "\"}\n");
}

static enum exit_code show_item(void *self, const struct quarantined *says, struct frame bytes)
{
    struct tool *tool = self;
    struct page page = page_of(tool);
    if (tool->options->output == QUARANTINE_JSON) {
        write_json(&page.line, says, bytes);
    } else {
        write_texts(&page, says);
        write_bytes(&page, bytes, says->size);
    }
    tool->shown++;
    return print(tool, &page.line);
}

/* ---- resend -------------------------------------------------------------------- */

static void on_receipt_of(void *self, uint64_t number, const struct receipt *receipt)
{
    struct tool *tool = self;
    tool->accepted += receipt->accepted;
    tool->duplicate += receipt->duplicate;
    tool->refused += receipt->refused_count;
    if (receipt->accepted > 0)
        printf("%" PRIu64 " accepted, offset %" PRIu64 "\n", number, receipt->offset);
    if (receipt->duplicate > 0)
        printf("%" PRIu64 " was there already\n", number);
    for (uint32_t i = 0; i < receipt->refused_count; i++) {
        const struct refused *refused = &receipt->refused[i];
        printf("%" PRIu64 " refused again: %.*s: %.*s\n", number, (int)refused->reason.size, refused->reason.at,
               (int)refused->text.size, refused->text.at);
    }
}

static enum exit_code resend_item(void *self, const struct quarantined *says, struct frame bytes)
{
    struct tool *tool = self;
    tool->shown++;
    if (bytes.size < says->size) {
        printf("%" PRIu64 " cannot be sent again: %zu of its %" PRIu64 " bytes were kept\n", says->number, bytes.size,
               says->size);
        tool->skipped++;
        return EXIT_OK;
    }
    return refused_items_send(&tool->items, says->number, bytes, on_receipt_of, tool);
}

static enum exit_code sum_up(const struct tool *tool)
{
    uint64_t good = tool->accepted + tool->duplicate, bad = tool->refused + tool->skipped;
    fprintf(stderr,
            "orewatch quarantine: %" PRIu64 " accepted, %" PRIu64 " there already, %" PRIu64 " refused again\n",
            tool->accepted, tool->duplicate, bad);
    if (bad == 0)
        return EXIT_OK;
    return good > 0 ? EXIT_WARNINGS : EXIT_REFUSED;
}

/* ---- numbers ------------------------------------------------------------------- */

static bool parse_number(const char *text, uint64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    if (*text >= '1' && *text <= '9' && *end == '\0' && errno == 0)
        return true;
    fprintf(stderr, "orewatch quarantine: '%s' is no number of `list`; they count from 1\n", text);
    return false;
}

static enum exit_code each(struct tool *tool, char **numbers, size_t count,
                           enum exit_code (*on_item)(void *, const struct quarantined *, struct frame))
{
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; i < count && code == EXIT_OK; i++) {
        uint64_t number, shown = tool->shown;
        if (!parse_number(numbers[i], &number))
            return EXIT_USAGE;
        code = refused_items_walk(&tool->items, number, number, on_item, tool);
        if (code != EXIT_OK || tool->shown > shown)
            continue;
        fprintf(stderr, "orewatch quarantine: there is no number %" PRIu64 " yet\n", number);
        code = EXIT_FAILED;
    }
    return code;
}

static enum exit_code show(struct tool *tool, char **numbers, size_t count)
{
    if (count > 0)
        return each(tool, numbers, count, show_item);
    complain("show which? give the numbers that list shows");
    return EXIT_USAGE;
}

static enum exit_code resend(struct tool *tool, char **numbers, size_t count)
{
    if (tool->options->all == (count > 0)) {
        complain(count > 0 ? "give numbers or --all, not both"
                           : "resend which? give the numbers that list shows, or --all");
        return EXIT_USAGE;
    }
    enum exit_code code = tool->options->all ? refused_items_walk(&tool->items, 0, 0, resend_item, tool)
                                             : each(tool, numbers, count, resend_item);
    enum exit_code settled = refused_items_settle(&tool->items, on_receipt_of, tool);
    if (code == EXIT_OK)
        code = settled;
    return code == EXIT_OK ? sum_up(tool) : code;
}

/* ---- the command line ---------------------------------------------------------- */

static const struct verb {
    const char *name;
    enum exit_code (*run)(struct tool *tool, char **numbers, size_t count);
} verbs[] = {{"list", list}, {"show", show}, {"resend", resend}};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    fprintf(stderr, "orewatch quarantine: there is no '%s'; it is list, show or resend\n", name);
    return NULL;
}

static enum exit_code run(struct tool *tool, const struct verb *verb, const struct arguments *arguments)
{
    tool->items = (struct refused_items){.history = tool->options->history,
                                         .ingest = verb->run == resend ? tool->options->ingest : NULL,
                                         .patience = tool->options->timeout};
    enum exit_code code = refused_items_open(&tool->items)
                              ? verb->run(tool, arguments->texts + 1, arguments->count - 1)
                              : EXIT_FAILED;
    if (tool->items.why[0] != '\0')
        complain(tool->items.why);
    refused_items_close(&tool->items);
    if (fflush(stdout) != 0)
        return errno == EPIPE ? EXIT_OK : EXIT_FAILED;
    return tool->unread ? EXIT_OK : code;
}

int tool_quarantine(int argc, char **argv)
{
    struct quarantine_options options;
    struct arguments arguments;
    switch (options_parse(&program, argc, argv, &options, &arguments)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    const struct verb *verb = find_verb(arguments.texts[0]);
    if (verb == NULL)
        return EXIT_USAGE;
    struct tool *tool = calloc(1, sizeof *tool);
    if (tool == NULL) {
        complain("no memory");
        return EXIT_FAILED;
    }
    signal(SIGPIPE, SIG_IGN); /* a closed pipe shows as EPIPE: a quiet end */
    tool->options = &options;
    tool->colour = terminal_colour(STDOUT_FILENO, (enum colour_choice)options.color);
    enum exit_code code = run(tool, verb, &arguments);
    free(tool);
    return (int)code;
}

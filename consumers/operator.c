#include "consumers/operator.h"

#include "consumers/live_publish.h"
#include "consumers/operator_words.h"
#include "consumers/operator_words_print.h"
#include "consumers/terminal.h"
#include "runtime/moment.h"
#include "schemas/nearest.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define ALERT_ID_DIGITS 16u
#define EVENT_ID_DIGITS 8u
#define EVENT_BYTES     (2u * (LIMIT_COMMENT + LIMIT_TITLE + LIMIT_TOPIC) + 512u)
#define LINE_BYTES      (LIMIT_TOPIC + 512u)
#define BIT(row)        (UINT64_C(1) << (row))

const char *const operator_outputs[] = {"auto", "text", "json", NULL};

struct operator {
    const struct operator_tool *tool;
    const struct operator_options *options;
    struct operator_words words;
    struct event event;
    char line[LINE_BYTES];
};

static void complain(const struct operator *operator, const char *what)
{
    fprintf(stderr, "%s: %s\n", operator->tool->program->name, what);
}

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* ---- publishing ---------------------------------------------------------------------- */

static enum exit_code publish(struct operator *operator, uint64_t *offset)
{
    uint8_t bytes[EVENT_BYTES];
    struct live_receipt receipt;
    size_t size = rows_encode(event_rows[operator->tool->type], &operator->event, bytes, sizeof bytes);
    if (size == 0) {
        fprintf(stderr, "%s: author and comment have %zu and %zu bytes, allowed are %u and %u\n",
                operator->tool->program->name, (size_t)operator->event.operator.author.size,
                (size_t)operator->event.operator.comment.size, LIMIT_TITLE, LIMIT_COMMENT);
        return EXIT_USAGE;
    }
    enum exit_code code =
        live_publish(operator->options->ingest, (struct frame){bytes, size}, operator->options->timeout, &receipt);
    if (code != EXIT_OK)
        complain(operator, receipt.why);
    *offset = receipt.offset;
    return code;
}

static const char *user_name(char *room, size_t size)
{
    const struct passwd *user = getpwuid(geteuid());
    if (user != NULL && given(user->pw_name))
        return user->pw_name;
    snprintf(room, size, "uid %u", (unsigned)geteuid());
    return room;
}

/* ---- of what it speaks --------------------------------------------------------------- */

static bool is_alert_id(struct text text)
{
    for (uint32_t i = 0; i < text.size; i++)
        if (strchr("0123456789abcdef", text.at[i]) == NULL)
            return false;
    return text.size == ALERT_ID_DIGITS;
}

/* Alert or prefix of the event; false: it is neither. */
static bool take_target(struct operator *operator, const char *target)
{
    struct text text = text_of(target);
    bool alert = is_alert_id(text), prefix = text_starts_with(text, TEXT("alert."));
    if (text.size > LIMIT_TOPIC) {
        fprintf(stderr, "%s: the prefix has %u bytes, allowed are %u\n", operator->tool->program->name, text.size,
                LIMIT_TOPIC);
        return false;
    }
    *(alert ? &operator->event.operator.alert : &operator->event.operator.prefix) = text;
    operator->event.present |= BIT(alert ? OPERATOR_HAS_ALERT : OPERATOR_HAS_PREFIX);
    if (alert || (prefix && text.at[text.size - 1] == '.'))
        return true;
    fprintf(stderr, "%s: '%s' ", operator->tool->program->name, target);
    if (prefix)
        fprintf(stderr, "does not end in a dot, as every topic does; did you mean '%s.'?\n", target);
    else
        fprintf(stderr,
                "is neither the id of an alert (16 digits 0..9a..f, as tail prints it) nor a prefix of its topics "
                "(alert.MATERIAL.REGION.KIND.), nor list or remove\n");
    return false;
}

/* ---- how long ------------------------------------------------------------------------ */

/* What can be said of it without knowing the log's clock. */
static bool check_end(const struct operator *operator, int64_t *until)
{
    const struct operator_options *options = operator->options;
    int ways = (options->lasts > 0) + given(options->until) + options->for_good;
    if (ways > 1)
        complain(operator, "--for, --until and --for-good exclude each other");
    else if (ways == 0 && operator->tool->needs_end)
        complain(operator, "how long? give --for 2h, --until TIME or --for-good");
    else if (!given(options->until) || moment_parse(options->until, until))
        return true;
    else
        fprintf(stderr, "%s: --until '%s' is no time: " MOMENT_FORMS "\n", operator->tool->program->name,
                options->until);
    return false;
}

static bool take_end(struct operator *operator, int64_t now, int64_t until)
{
    char text[200];
    struct line line = line_on(text, sizeof text);
    if (operator->options->lasts > 0 && now > INT64_MAX - operator->options->lasts) {
        complain(operator, "--for reaches beyond the end of time; --for-good holds until it is removed");
        return false;
    }
    if (operator->options->lasts > 0)
        until = now + operator->options->lasts;
    if (until == INT64_MIN)
        return true;
    operator->event.operator.until = until;
    operator->event.present |= BIT(OPERATOR_HAS_UNTIL);
    if (until > now)
        return true;
    line_string(&line, "--until lies in the past: the log's clock says ");
    line_time(&line, now);
    complain(operator, text);
    return false;
}

/* ---- saying it ----------------------------------------------------------------------- */

static bool take_texts(struct operator *operator, char *id, char *room, size_t room_size)
{
    const struct operator_options *options = operator->options;
    uint32_t number;
    if (!given(options->comment)) {
        complain(operator, "why? give --comment TEXT");
        return false;
    }
    if (getrandom(&number, sizeof number, 0) != sizeof number) {
        complain(operator, "no random number for an id");
        return false;
    }
    snprintf(id, EVENT_ID_DIGITS + 1, "%08" PRIx32, number);
    operator->event.id = text_of(id);
    operator->event.operator.comment = text_of(options->comment);
    operator->event.operator.author =
        text_of(given(options->author) ? options->author : user_name(room, room_size));
    operator->event.present |= BIT(OPERATOR_HAS_AUTHOR) | BIT(OPERATOR_HAS_COMMENT);
    return true;
}

static void tell_said(struct operator *operator, const char *id, const char *target, uint64_t offset, uint32_t fires)
{
    struct line line = line_on(operator->line, sizeof operator->line);
    line_string(&line, operator->tool->noun);
    line_char(&line, ' ');
    line_string(&line, id);
    line_string(&line, ", offset ");
    line_uint(&line, offset);
    line_string(&line, ": ");
    line_string(&line, target);
    if (message_has(operator->event.present, OPERATOR_HAS_UNTIL)) {
        line_string(&line, " until ");
        line_time(&line, operator->event.operator.until);
    }
    line_string(&line, "; alerts that fire now: ");
    line_uint(&line, fires);
    printf("%s\n", operator->line);
}

static enum exit_code say(struct operator *operator, char **arguments, size_t count)
{
    const struct operator_options *options = operator->options;
    char id[EVENT_ID_DIGITS + 1], room[32];
    int64_t until = INT64_MIN;
    uint64_t offset;
    struct spoken_of spoken = {0};
    operator->event = (struct event){.present = BIT(EVENT_HAS_TYPE) | BIT(EVENT_HAS_SOURCE) | BIT(EVENT_HAS_ID) |
                                                BIT(EVENT_HAS_TIME),
                                     .type = operator->tool->type,
                                     .source = text_of(options->source)};
    if (count != 1) {
        complain(operator, "one alert or prefix at a time");
        return EXIT_USAGE;
    }
    if (!take_target(operator, arguments[0]) || !check_end(operator, &until) ||
        !take_texts(operator, id, room, sizeof room))
        return EXIT_USAGE;
    enum exit_code code = operator_spoken_of(&spoken, operator->event.operator.alert, operator->event.operator.prefix,
                                             options->history, options->timeout);
    if (code != EXIT_OK) {
        complain(operator, spoken.why);
        return code;
    }
    if (spoken.count == 0 && operator->tool->needs_alert) {
        fprintf(stderr, "%s: nothing fires of '%s'; `orewatch tail --from last --no-follow` shows what does\n",
                operator->tool->program->name, arguments[0]);
        return EXIT_FAILED;
    }
    operator->event.time = spoken.time;
    if (!take_end(operator, spoken.time, until))
        return EXIT_USAGE;
    code = publish(operator, &offset);
    if (code == EXIT_OK)
        tell_said(operator, id, arguments[0], offset, spoken.count);
    return code;
}

/* ---- list ---------------------------------------------------------------------------- */

static enum exit_code ask_words(struct operator *operator)
{
    enum exit_code code = operator_words_ask(&operator->words, operator->tool->type, operator->options->history,
                                             operator->options->timeout);
    if (code != EXIT_OK)
        complain(operator, operator->words.why);
    return code;
}

static enum exit_code list(struct operator *operator, char **arguments, size_t count)
{
    const struct operator_options *options = operator->options;
    bool people = isatty(STDOUT_FILENO) || options->color == COLOUR_ALWAYS;
    bool json = options->output == OPERATOR_JSON || (options->output == OPERATOR_AUTO && !people);
    (void)arguments;
    if (count > 0) {
        complain(operator, "list takes no arguments");
        return EXIT_USAGE;
    }
    enum exit_code code = ask_words(operator);
    if (code != EXIT_OK)
        return code;
    if (operator->words.count == 0)
        fprintf(stderr, "%s: no %s holds now\n", operator->tool->program->name, operator->tool->noun);
    if (operator_words_print(&operator->words, json, (enum colour_choice)options->color) || errno == EPIPE)
        return EXIT_OK;
    fprintf(stderr, "%s: cannot write to standard output: %s\n", operator->tool->program->name, strerror(errno));
    return EXIT_FAILED;
}

/* ---- remove -------------------------------------------------------------------------- */

static const struct operator_view *find_word(struct operator *operator, const char *id)
{
    const struct operator_words *words = &operator->words;
    const struct operator_view *nearest = NULL;
    for (uint32_t i = 0; i < words->count; i++) {
        if (text_is(words->word[i].id, id))
            return &words->word[i];
        if (nearest == NULL || nearest_distance(text_of(id), words->word[i].id) <
                                   nearest_distance(text_of(id), nearest->id))
            nearest = &words->word[i];
    }
    fprintf(stderr, "%s: no %s '%s' holds now", operator->tool->program->name, operator->tool->noun, id);
    if (nearest != NULL)
        fprintf(stderr, "; the nearest is '%.*s'", (int)nearest->id.size, nearest->id.at);
    fputs("\n", stderr);
    return NULL;
}

static enum exit_code remove_word(struct operator *operator, const struct operator_view *word)
{
    uint64_t offset;
    operator->event = (struct event){
        .present = BIT(EVENT_HAS_TYPE) | BIT(EVENT_HAS_SOURCE) | BIT(EVENT_HAS_ID) | BIT(EVENT_HAS_REVISION) |
                   BIT(EVENT_HAS_WITHDRAWN) | BIT(EVENT_HAS_TIME),
        .type = operator->tool->type,
        .source = word->source,
        .id = word->id,
        .revision = word->revision + 1,
        .withdrawn = true,
        .time = operator->words.time,
    };
    enum exit_code code = publish(operator, &offset);
    if (code == EXIT_OK)
        printf("%s %.*s removed, offset %" PRIu64 "\n", operator->tool->noun, (int)word->id.size, word->id.at, offset);
    return code;
}

static enum exit_code remove_words(struct operator *operator, char **arguments, size_t count)
{
    if (count == 0) {
        complain(operator, "remove which? give the ids that list shows");
        return EXIT_USAGE;
    }
    enum exit_code code = ask_words(operator);
    for (size_t i = 0; i < count && code == EXIT_OK; i++) {
        const struct operator_view *word = find_word(operator, arguments[i]);
        code = word != NULL ? remove_word(operator, word) : EXIT_FAILED;
    }
    return code;
}

/* ---- the command line ---------------------------------------------------------------- */

static enum exit_code dispatch(struct operator *operator, const struct arguments *arguments)
{
    if (strcmp(arguments->texts[0], "list") == 0)
        return list(operator, arguments->texts + 1, arguments->count - 1);
    if (strcmp(arguments->texts[0], "remove") == 0)
        return remove_words(operator, arguments->texts + 1, arguments->count - 1);
    return say(operator, arguments->texts, arguments->count);
}

int operator_run(const struct operator_tool *tool, int argc, char **argv)
{
    struct operator_options options = {0}; /* one of the programs lacks a row */
    struct arguments arguments;
    switch (options_parse(tool->program, argc, argv, &options, &arguments)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    struct operator *operator = calloc(1, sizeof *operator);
    if (operator == NULL) {
        fprintf(stderr, "%s: no memory\n", tool->program->name);
        return EXIT_FAILED;
    }
    operator->tool = tool;
    operator->options = &options;
    enum exit_code code = dispatch(operator, &arguments);
    operator_words_close(&operator->words);
    free(operator);
    return (int)code;
}

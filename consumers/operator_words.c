#include "consumers/operator_words.h"

#include <stdio.h>
#include <stdlib.h>

struct listening { struct operator_words *words; enum event_type type; };

void operator_words_close(struct operator_words *words)
{
    kept_texts_forget(&words->kept);
    words->count = 0;
}

/* A copy whose texts stay. */
static void keep(struct operator_words *words, struct frame body)
{
    struct refusal refusal;
    const void *kept = kept_texts_copy(&words->kept, body);
    if (kept == NULL) {
        snprintf(words->why, sizeof words->why, "no memory");
        return;
    }
    if (rows_decode(&operator_view_rows, kept, body.size, &words->word[words->count], NULL, &refusal) == STATUS_OK)
        words->count++;
}

static void on_word(void *self, const struct history_item *item)
{
    struct listening *listening = self;
    struct operator_view view;
    struct refusal refusal;
    if (text_is(item->topic, "note.") && listening->words->count < LIMIT_NOTES &&
        rows_decode(&operator_view_rows, item->body.bytes, item->body.size, &view, NULL, &refusal) == STATUS_OK &&
        view.type == listening->type)
        keep(listening->words, item->body);
}

static void on_again(void *self)
{
    operator_words_close(((struct listening *)self)->words);
}

/* The broker lists by the time of its last entry; its clock may be further. */
static void drop_ended(struct operator_words *words)
{
    uint32_t left = 0;
    for (uint32_t i = 0; i < words->count; i++)
        if (!message_has(words->word[i].present, OPERATOR_VIEW_HAS_UNTIL) || words->word[i].until > words->time)
            words->word[left++] = words->word[i];
    words->count = left;
}

enum exit_code operator_words_ask(struct operator_words *words, enum event_type type, const char *history,
                                  int64_t patience)
{
    struct listening listening = {words, type};
    struct live_answer answer;
    struct live_request request = {.endpoint = history,
                                   .request = {.present = 1u << HISTORY_REQUEST_HAS_OP, .op = HISTORY_STATE},
                                   .patience = patience,
                                   .on_item = on_word,
                                   .on_again = on_again,
                                   .self = &listening};
    enum exit_code code = live_ask(&request, &answer);
    if (code != EXIT_OK)
        snprintf(words->why, sizeof words->why, "%s", answer.why);
    else if (words->why[0] != '\0')
        code = EXIT_FAILED;
    words->time = answer.page.time;
    drop_ended(words);
    return code;
}

/* ---- alerts -------------------------------------------------------------------------- */

struct search { struct text alert; uint32_t count; struct alert_output output; };

static void on_alert(void *self, const struct history_item *item)
{
    struct search *search = self;
    struct refusal refusal;
    if (search->alert.size == 0)
        search->count++;
    else if (rows_decode(&alert_rows, item->body.bytes, item->body.size, &search->output, NULL, &refusal) == STATUS_OK)
        search->count += text_equal(search->output.id, search->alert);
}

static void forget(void *self)
{
    ((struct search *)self)->count = 0;
}

enum exit_code operator_spoken_of(struct spoken_of *spoken, struct text alert, struct text prefix, const char *history,
                                  int64_t patience)
{
    struct search *search = calloc(1, sizeof *search);
    struct live_answer answer;
    struct live_request request = {
        .endpoint = history,
        .request = {.present = 1u << HISTORY_REQUEST_HAS_OP | 1u << HISTORY_REQUEST_HAS_PREFIX,
                    .op = HISTORY_ALERTS,
                    .prefix = alert.size > 0 ? TEXT("alert.") : prefix},
        .patience = patience,
        .on_item = on_alert,
        .on_again = forget,
        .self = search};
    if (search == NULL) {
        snprintf(spoken->why, sizeof spoken->why, "no memory");
        return EXIT_FAILED;
    }
    search->alert = alert;
    enum exit_code code = live_ask(&request, &answer);
    snprintf(spoken->why, sizeof spoken->why, "%s", answer.why);
    spoken->count = search->count;
    spoken->time = answer.page.time;
    free(search);
    return code;
}

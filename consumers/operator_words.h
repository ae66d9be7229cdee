/* What operators have said of alerts and still holds, and the alerts of which they
 * may speak: asked of a live broker. */
#ifndef OREWATCH_CONSUMERS_OPERATOR_WORDS_H
#define OREWATCH_CONSUMERS_OPERATOR_WORDS_H

#include "consumers/kept_texts.h"
#include "consumers/live.h"

struct operator_words {
    int64_t time;               /* of the log's clock */
    uint32_t count;
    struct operator_view word[LIMIT_NOTES];
    struct kept_texts kept;     /* what their texts point into */
    char why[512];              /* after a failure */
};

/* The words of this type (EVENT_ACKNOWLEDGE or EVENT_SILENCE) that hold now. */
enum exit_code operator_words_ask(struct operator_words *words, enum event_type type, const char *history,
                                  int64_t patience);
void operator_words_close(struct operator_words *words);

/* How many alerts that are not resolved an id or a prefix of topics speaks of now. */
struct spoken_of { uint32_t count; int64_t time; char why[512]; };
enum exit_code operator_spoken_of(struct spoken_of *spoken, struct text alert, struct text prefix, const char *history,
                                  int64_t patience);

#endif

/* Messages of any kind, by their rows: thrown at random and compared. */
#ifndef OREWATCH_TESTS_SUPPORT_MESSAGES_H
#define OREWATCH_TESTS_SUPPORT_MESSAGES_H

#include "schemas/messages.h"
#include "tests/support/dice.h"

#define MESSAGE_MOST (512u * 1024u) /* bytes of the largest struct, a receipt */

/* Where the texts of a random message lie, until it is emptied (`used` = 0). */
struct text_pool { char bytes[256 * 1024]; size_t used; };

/* Fills `message` within the ranges of its rows, required fields always,
 * optional ones every other time; lists are short. */
void message_throw(struct dice *dice, const struct rows *rows, void *message, struct text_pool *pool);
/* Same fields present, same values; doubles to the bit. */
bool message_equal(const struct rows *rows, const void *a, const void *b);

#endif

/* The words of operators on standard output: a table for people, one line each for
 * programs. */
#ifndef OREWATCH_CONSUMERS_OPERATOR_WORDS_PRINT_H
#define OREWATCH_CONSUMERS_OPERATOR_WORDS_PRINT_H

#include "consumers/operator_words.h"
#include "consumers/terminal.h"

/* False: it does not take a line (errno tells). */
bool operator_words_print(const struct operator_words *words, bool json, enum colour_choice colour);

#endif

/* The ledger of measures as a page: those that act, those whose effect lies
 * beyond every horizon or behind a bar (`forward`), and those that have ended. */
#ifndef OREWATCH_CONSUMERS_LEDGER_TEXT_H
#define OREWATCH_CONSUMERS_LEDGER_TEXT_H

#include "consumers/board_parts.h"
#include "consumers/pair_filter.h"
#include "consumers/terminal.h"

/* Bytes that no ledger exceeds: 1,024 measures of sixteen legs of 100 bytes. */
#define LEDGER_BYTES (4u * MIB)

void ledger_text(struct page *page, const struct board_parts *parts, const struct pair_filter *filter);
/* Does the measure touch a pair that is meant? */
bool ledger_takes(const struct board_measure *measure, const struct names *names, const struct pair_filter *filter);

#endif

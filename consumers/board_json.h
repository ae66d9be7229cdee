/* The board for programs: each indicator in the contract's text form, one line
 * each, then each measure of the ledger as {"type":"measure",...}. */
#ifndef OREWATCH_CONSUMERS_BOARD_JSON_H
#define OREWATCH_CONSUMERS_BOARD_JSON_H

#include "consumers/board.h"

#include <stdio.h>

/* False when `out` does not take a line (errno tells). */
bool board_json(const struct board_parts *parts, const struct pair_filter *filter, FILE *out);
/* {"type":"change","material":...,"region":...,"before":...,"after":...} each. */
bool board_changes_json(const struct change *changes, uint32_t count, FILE *out);

#endif

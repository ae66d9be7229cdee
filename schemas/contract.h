/* The generated parts of README.md, the contract's page. Tools only: they print. */
#ifndef OREWATCH_SCHEMAS_CONTRACT_H
#define OREWATCH_SCHEMAS_CONTRACT_H

#include "schemas/rows.h"

#include <stdio.h>

/* The table of a message; an event without the rows that all events share, which
 * contract_head prints once. False when there is no such message. */
bool contract_table(struct text name, FILE *out);
void contract_head(FILE *out);
/* Every list of names, and every status. */
void contract_names(FILE *out);
void contract_statuses(FILE *out);
/* The lines of limits.h with their reasons. */
void contract_limits(FILE *limits, FILE *out);
/* An ingest exchange, byte by byte. */
void contract_exchange(FILE *out);

#endif

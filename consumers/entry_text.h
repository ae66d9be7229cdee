/* An entry of a log for a person: one line of JSON. */
#ifndef OREWATCH_CONSUMERS_ENTRY_TEXT_H
#define OREWATCH_CONSUMERS_ENTRY_TEXT_H

#include "runtime/log.h"

#include <stdio.h>

/* event, tick, configuration, rules. */
const char *entry_kind_name(enum entry_kind kind);
/* An event with all it says, of the others kind and size. */
void entry_print(const struct log_entry *entry, FILE *out);
/* Prints entry `number` of a log, counted from 1, or from its base on. NOT_FOUND: it
 * has fewer. */
MUST_CHECK enum status entry_print_number(const char *log, uint64_t number, FILE *out, char *why, size_t why_size);

#endif

/* The page /status: the facts as one JSON object, by rows. */
#ifndef OREWATCH_BROKER_STATUS_PAGE_H
#define OREWATCH_BROKER_STATUS_PAGE_H

#include "broker/facts.h"

extern const struct rows facts_rows;

/* Written with a newline at its end; `line->cut` when it did not fit. */
void status_page(const struct facts *facts, struct line *line);

#endif

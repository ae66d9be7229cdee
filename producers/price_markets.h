/* The markets of a configuration: those of a file, or the engine's own. */
#ifndef OREWATCH_PRODUCERS_PRICE_MARKETS_H
#define OREWATCH_PRODUCERS_PRICE_MARKETS_H

#include "producers/report.h"
#include "schemas/messages.h"

struct price_markets {
    const struct config *config; /* after price_markets_read; its texts point into `bytes` */
    struct config *own;          /* NULL: the engine's */
    void *bytes;
};

/* `path` NULL: the engine's own. False when the file is none that the engine
 * would take: said on standard error. */
bool price_markets_read(struct price_markets *markets, const char *path, const struct report *report);
void price_markets_close(struct price_markets *markets);

#endif

/* The market: the state of every series that the configuration names.
 *
 * step.c feeds it prices and fires its timers; indicators read it by way of the
 * outlook, judges by the series that a moment is about. */
#ifndef OREWATCH_ENGINE_MARKET_H
#define OREWATCH_ENGINE_MARKET_H

#include "engine/series.h"

struct market {
    int64_t due;          /* the earliest timer of all series */
    struct series series[LIMIT_MARKETS]; /* as in the settings */
};

/* No series has seen anything. */
void market_init(struct market *market);
/* After another configuration: what is known of a series goes on under its new
 * index; one that is described otherwise, or no more, begins anew. */
void market_carry(struct market *market, const struct settings *old, const struct settings *new);
/* Takes a price event; `series` gets its index. NO_INDEX: no row names it, or, of
 * a price taken back, none holds it. */
unsigned market_take(struct market *market, const struct settings *settings, const struct event *event,
                     uint64_t offset, int64_t now, uint32_t *series);
/* Fires the timers of the first series that is due at `now`. */
unsigned market_fire(struct market *market, const struct settings *settings, int64_t now, uint32_t *series);

#endif

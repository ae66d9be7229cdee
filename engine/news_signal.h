/* How far a signal of a story concerns a region: 0 not at all, 1 wholly.
 *
 *   regions named    1 in those, 0 elsewhere
 *   none named       c(share of its origins in the region's foreign supply), with
 *                    the curve of the gap: who buys 5 % there is concerned by .37
 *   own origins only 0: what a region makes itself is no supply from abroad
 *
 * Shares are those of the table at the time the story is heard. Mine and shipper
 * both count, but for measures at a border, which see the shipper alone. */
#ifndef OREWATCH_ENGINE_NEWS_SIGNAL_H
#define OREWATCH_ENGINE_NEWS_SIGNAL_H

#include "engine/supply.h"

/* The signal with its names looked up. */
struct signal_read {
    uint32_t material;           /* NO_INDEX: not configured */
    bool everywhere;             /* no regions named */
    uint32_t regions;            /* bits of those named */
    bool all;                    /* origins: ALL */
    struct country_set origins;  /* a region stands for its members */
    bool shippers_only;
};

struct signal_read signal_look_up(const struct signal *signal, const struct settings *settings);
double signal_concerns(const struct signal_read *signal, const struct settings *settings,
                       const struct supply_table *table, uint32_t region);

#endif

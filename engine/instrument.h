/* What each instrument does, as rows (domain section 8.2): on whose side it
 * acts, what its leg's value means, and where the tonne goes. */
#ifndef OREWATCH_ENGINE_INSTRUMENT_H
#define OREWATCH_ENGINE_INSTRUMENT_H

#include "schemas/messages.h"

enum side {
    SIDE_EXPORTER, /* the tonne stays at home: slack of the exporter's own region */
    SIDE_IMPORTER, /* the tonne goes to the regions still open to that origin */
    SIDE_PHYSICAL, /* the tonne is lost, for all regions and WORLD */
    SIDE_REROUTE,  /* the tonne takes another way: not lost, counted as re-routed */
    SIDE_ADD,      /* tonnes come in addition */
    SIDE_NONE,     /* shown only */
};

struct instrument_row {
    enum side side;
    double missing;   /* the part cut when a leg gives no value */
    bool duty;        /* import duty: judged against the mean of all duties */
    bool delayed;     /* works two years after `from` */
    bool eases;       /* announces relief, not risk */
    bool at_home;     /* adds to the implementer's own region */
};

extern const struct instrument_row instrument_table[INSTRUMENTS];

/* The part of demand that survives a price higher by `tau`: (1 + tau)^-2. */
static inline double kept_at_price(double tau)
{
    return 1 / ((1 + tau) * (1 + tau));
}

#endif

/* What the indicators of one pair read: the balance now, the losses and covers at
 * the horizons; prices and stories.
 *
 * An indicator sees nothing else, so this header lists all that can move one.
 * Balances are worked out when a policy, a table or a date touches a material;
 * what prices and stories move is read again at grid points, without them. */
#ifndef OREWATCH_ENGINE_OUTLOOK_H
#define OREWATCH_ENGINE_OUTLOOK_H

#include "engine/balance.h"
#include "engine/news_reading.h"

struct market;
struct quote;

struct outlook {
    const struct settings *settings;
    const struct supply_table *table;
    const struct governance_table *governance;
    bool world;
    /* FROM_BALANCE only. */
    const struct balance *now;
    double loss[1 + LIMIT_HORIZONS];  /* now, then each horizon; 0..1 */
    double cover[1 + LIMIT_HORIZONS]; /* of demand */
    /* Not FROM_BALANCE. */
    uint32_t material, region;
    int64_t time;                     /* the engine's now */
    struct news_reading news;         /* what outlets tell of the pair */
    const struct market *market;      /* all series */
    const struct feeds *feeds;        /* which of them are the pair's */
    bool young;                       /* FROM_QUOTES: channels not long enough seen weigh, too */
    const struct quote *quotes;       /* by indicator: those earlier in the table are read */
};

/* The outlook of every region of one material; `balances` is the room for those
 * of `now`. Unknown tables give an outlook with table->known false. */
void outlook_make(const struct view *view, struct balance *balances, struct outlook *outlooks);

/* (lost - refilled) / D. */
double balance_gap(const struct balance *balance);
/* min(1, gap + rerouted_weight * rerouted): a replaced tonne comes late and dear. */
double balance_loss(const struct balance *balance, const struct settings *settings);
/* Mean over the horizons by their weights; the value of now counts 1 when
 * `with_now`. */
double horizon_mean(const struct settings *settings, const double *values, bool with_now);

#endif

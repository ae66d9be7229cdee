/* The indicators: one file each, one public symbol each.
 *
 * A new one is a file in this folder, a row in table.c, a weight in
 * engine/defaults.c and a golden vector. */
#ifndef OREWATCH_ENGINE_INDICATORS_INDICATORS_H
#define OREWATCH_ENGINE_INDICATORS_INDICATORS_H

#include "engine/market.h"
#include "engine/outlook.h"
#include "engine/reasons.h"

/* What an indicator says of a pair. */
struct quote {
    bool present;           /* false: never seen, or it does not apply */
    bool inapplicable;      /* it never can be present for this pair */
    double value;           /* in the indicator's own unit */
    double x;               /* 0..1, what the composite weighs */
    bool bounded;           /* low and high are set */
    double low, high;       /* bounds of value when the truth is not known better */
    uint8_t state;          /* enum value_state; unknown: value and x are not set */
    uint8_t reason;         /* enum reason, of a state that is not ok */
    bool moving;            /* it decays: another value a while later, without an event */
    bool silent;            /* what it reads has stopped coming: it weighs, and is not covered */
    bool young;             /* not long enough seen to reassure: it weighs only where that raises C */
};

enum channel_group { GROUP_STRUCTURAL, GROUP_POLICY, GROUP_NEWS, GROUP_MARKET, GROUP_CHOKEPOINT, GROUPS };

/* What has to happen for an indicator to be read again. */
enum reads {
    FROM_BALANCE,           /* a policy, a table or one of their dates; by scenario */
    FROM_MARKET,            /* a price */
    FROM_NEWS,              /* a story */
    FROM_QUOTES,            /* any of them: it reads the other indicators */
};

struct indicator_row {
    enum indicator name;
    enum channel_group group;
    enum reads from;
    const char *unit;       /* of value */
    const char *looks_at;   /* for people */
    const char *source;     /* of the method */
    void (*read)(const struct outlook *outlook, struct quote *quote);
};

extern const struct indicator_row indicator_concentration, indicator_governance, indicator_reliance, indicator_gap,
    indicator_pipeline, indicator_tariff_cost, indicator_cover, indicator_news_intensity, indicator_news_tone,
    indicator_news_acts, indicator_volatility, indicator_jump, indicator_drift, indicator_coverage;

/* Those that are built, in the order of enum indicator. */
extern const struct indicator_row *const indicator_table[];
extern const uint32_t indicator_table_count;

/* Marks a quote as present with ok. */
void quote_live(struct quote *quote, double value, double x);
/* The same, or indicative for what the pair's table lacks. */
void quote_set(struct quote *quote, const struct outlook *outlook, bool needs_spare, double value, double x);
/* Marks it unknown, with bounds. */
void quote_unknown(struct quote *quote, enum reason reason, double low, double high);
/* Of the series that tell the pair its price, the one that `read` gives the
 * largest x; absent while none has enough returns. */
void quote_prices(struct quote *quote, const struct outlook *outlook,
                  void (*read)(const struct series *series, int64_t time, struct quote *quote));
/* XX holds so much of demand that shares by country say nothing. */
bool rest_hides_shares(const struct outlook *outlook);

#endif

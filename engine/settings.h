/* The configuration and rules as the engine keeps them: names copied, lists
 * indexed, no pointers, so that the state stays one block.
 *
 * Made from a decoded message by settings_from / rulebook_from, which judge what
 * no single row can: names given twice, weights that add up to nothing. */
#ifndef OREWATCH_ENGINE_SETTINGS_H
#define OREWATCH_ENGINE_SETTINGS_H

#include "schemas/messages.h"

#include <assert.h>

struct name { char at[LIMIT_TOKEN + 1]; uint8_t size; };

struct name name_of(struct text text);
struct text name_text(const struct name *name);
bool name_is(const struct name *name, struct text text);

struct region {
    struct name name;
    struct country_set members; /* their rows are the region's own output */
    bool world;                 /* holds output by country, has no own rows */
};

struct tier { struct name source; uint32_t tier; };

/* A series of prices as the configuration describes it. */
struct series_row {
    struct name name;
    uint8_t unit, zone;        /* enum price_unit, enum zone */
    int32_t close_min;         /* of the local day */
    bool priced;               /* in the role of a price: its returns count */
    int64_t bar, interval;     /* ns; a bar divides a day */
    uint32_t holidays; int32_t holiday[LIMIT_HOLIDAYS]; /* local days since 1970, rising */
};

/* What all series are told. */
struct series_limits {
    int64_t close_grace;      /* after its close a bar is closed, if no price does it */
    double stale_intervals;   /* of trading time, without a price */
    uint32_t frozen_bars;     /* unchanged */
    uint32_t rebase_bars;     /* off by one factor in a row: it is the new basis */
    double watch;             /* |z| from which a price is judged: the lowest threshold of a jump rule */
};

/* What a series means: to one pair, or to every region of a material. */
struct market_kept { uint32_t material, region, series; uint8_t role; }; /* region: NO_INDEX: all */

#define NO_SERIES UINT8_MAX
/* Which series tell a pair what. Rows of its own region take the place of those
 * of all regions, role by role. */
struct feeds { uint8_t count[ROLES], series[ROLES][LIMIT_FEEDS]; };
/* Whom a series tells anything: materials, and of each the regions, as bits. */
struct fed { uint32_t materials, regions[LIMIT_MATERIALS], said[LIMIT_MATERIALS]; }; /* said: in whose name it alerts */
static_assert(LIMIT_MARKETS <= NO_SERIES, "a series fits a byte");

#define SERIES_SLOTS 256u /* twice LIMIT_MARKETS: a search ends after few steps */

/* How stories are weighed; `listens` false: they are recorded, no more. */
struct news_settings {
    bool listens;
    double fast_ns, slow_ns, tone_ns; /* half-lives */
    double enough, silence;           /* stories; usual intervals */
    int64_t settled_ns;
    uint32_t tiers; double tier_weight[LIMIT_NEWS_TIERS];
};

struct settings {
    uint32_t materials, regions, tiers, horizons, markets, series;
    struct name material[LIMIT_MATERIALS];
    struct region region[LIMIT_REGIONS];
    struct tier tier[LIMIT_TIERS];
    double weight[INDICATORS];
    double credibility[POLICY_STATUSES];
    struct { int64_t ahead; double weight; } horizon[LIMIT_HORIZONS];
    double offer_credibility, unresolved, licence_cut;
    double anticipation, divertible, share_cap, rerouted_weight, curve_half, cover_half, tariff_full;
    double unknown_governance, unknown_share, indicative_coverage, emit_delta;
    int64_t anticipation_ns, delayed_ns, emit_every, decay_every;
    uint32_t bands; double band[SEVERITIES - 1];
    struct market_kept market[LIMIT_MARKETS];
    struct series_row series_row[LIMIT_MARKETS];
    uint8_t series_slot[SERIES_SLOTS];       /* by hash of the name; NO_SERIES: empty */
    struct feeds feeds[LIMIT_MATERIALS][LIMIT_REGIONS];
    struct fed fed[LIMIT_MARKETS];           /* by series */
    struct news_settings news;
    struct series_limits limits;
};

#define NO_INDEX UINT32_MAX
#define ALWAYS INT64_MAX /* of an end: never; of a beginning: not yet */

struct rule_kept {
    struct name name;
    uint8_t kind, severity;
    uint32_t material, region; /* NO_INDEX: all */
    double threshold, clear;
    int64_t hold, clear_for, keep, cooldown, window, flap_window;
    uint32_t flap_count;
    uint32_t steps; double ladder[SEVERITIES - 1];
    uint64_t hash;
};

struct rulebook { uint32_t count; struct rule_kept rule[LIMIT_RULES]; };

MUST_CHECK enum status settings_from(const struct config *config, struct settings *settings, struct refusal *refusal);
MUST_CHECK enum status rulebook_from(const struct rules *rules, const struct settings *settings,
                                     struct rulebook *rulebook, struct refusal *refusal);

/* NO_INDEX when there is none. */
uint32_t settings_material(const struct settings *settings, struct text name);
uint32_t settings_region(const struct settings *settings, struct text name);
/* The series of this name; NO_INDEX when no row of `markets` names it. */
uint32_t settings_series(const struct settings *settings, struct text name);
/* A region named among countries stands for its members: EU adds them. */
void settings_spread_regions(const struct settings *settings, struct country_set *set);
/* The tier of a source: that of its longest listed prefix; below all of them
 * when none is listed. 1 is best. */
uint32_t settings_tier(const struct settings *settings, struct text source);
/* What a story of a source of this tier weighs; tiers beyond the list, and sources
 * without a tier, weigh like the last of it. */
double news_tier_weight(const struct news_settings *news, uint32_t tier);
/* The first rule of this kind that speaks of the pair, or NULL. */
const struct rule_kept *rulebook_find(const struct rulebook *rulebook, enum alert_kind kind, uint32_t material,
                                      uint32_t region);
/* Does this rule hold for the pair? The first of its kind that speaks of it does;
 * of `delta` and `divergence`, the first of each window. */
bool rulebook_holds(const struct rulebook *rulebook, const struct rule_kept *rule, enum alert_kind kind,
                    uint32_t material, uint32_t region);
/* The rule of this name, or NULL. */
const struct rule_kept *rulebook_named(const struct rulebook *rulebook, const struct name *name);
/* The severity that |size| reaches on the rule's ladder; the rule's own when it
 * has none. */
uint8_t rule_severity(const struct rule_kept *rule, double size);

#endif

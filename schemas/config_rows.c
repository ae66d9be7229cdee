#include "schemas/fields.h"

#define UNIT(type, member) NUMBER(type, member, 0, 1)
/* Days of the model: a century is beyond every horizon. */
#define DAYS(type, member) NUMBER(type, member, 0, 36525)
/* A duration that steps time forward: a nanosecond at least. */
#define PERIOD(type, member) INT(type, member, 1, DURATION_MOST)
#define DURATION(type, member) INT(type, member, 0, DURATION_MOST)
/* Nothing is expected more seldom than once a year. */
#define YEAR (366 * DAY_NS)
#define FIGURE(type, member) NUMBER(type, member, -NUMBER_MOST, NUMBER_MOST)
/* The half point of a curve, by which it divides. */
#define HALF(type, member) NUMBER(type, member, 1e-6, 1)

static const struct field region_row_fields[] = {
    [REGION_HAS_NAME]    = FIELD("name", REQUIRED, TOKEN(struct region_row, name, LIMIT_NAME), "", ""),
    [REGION_HAS_MEMBERS] = FIELD("members", OPTIONAL, LIST_OF_PLACES(struct region_row, members), "",
                                 "countries whose rows are its own output; none for `WORLD`"),
};
ROWS(region_row_rows, "region", struct region_row, "An importing region.", region_row_fields);

static const struct field tier_row_fields[] = {
    [TIER_HAS_SOURCE] = FIELD("source", REQUIRED, TOKEN(struct tier_row, source, LIMIT_TOKEN), "",
                              "prefix; the longest one wins"),
    [TIER_HAS_TIER]   = FIELD("tier", REQUIRED, UINT(struct tier_row, tier, 1, 64), "", "1 is best"),
};
ROWS(tier_row_rows, "tier", struct tier_row, "How far a source is believed when sources differ.", tier_row_fields);

static const struct field weight_row_fields[] = {
    [WEIGHT_HAS_INDICATOR] = FIELD("indicator", REQUIRED, NAME(struct weight_row, indicator, indicator_names), "", ""),
    [WEIGHT_HAS_WEIGHT]    = FIELD("weight", REQUIRED, UNIT(struct weight_row, weight), "1", ""),
};
ROWS(weight_row_rows, "weight", struct weight_row, "What a channel weighs in the composite.", weight_row_fields);

static const struct field credibility_row_fields[] = {
    [CREDIBILITY_HAS_STATUS]      = FIELD("status", REQUIRED,
                                          NAME(struct credibility_row, status, policy_status_names), "", ""),
    [CREDIBILITY_HAS_PROBABILITY] = FIELD("probability", REQUIRED, UNIT(struct credibility_row, probability), "1", ""),
};
ROWS(credibility_row_rows, "credibility", struct credibility_row, "How probable a status makes a measure.",
     credibility_row_fields);

static const struct field horizon_row_fields[] = {
    [HORIZON_HAS_DAYS]   = FIELD("days", REQUIRED, NUMBER(struct horizon_row, days, 1, 36525), "d", "how far ahead"),
    [HORIZON_HAS_WEIGHT] = FIELD("weight", REQUIRED, UNIT(struct horizon_row, weight), "1", ""),
};
ROWS(horizon_row_rows, "horizon", struct horizon_row, "A point of the forward curve.", horizon_row_fields);

static const struct field market_row_fields[] = {
    [MARKET_HAS_MATERIAL] = FIELD("material", REQUIRED, TOKEN(struct market_row, material, LIMIT_NAME), "", ""),
    [MARKET_HAS_REGION]   = FIELD("region", REQUIRED, TEXT_OF(struct market_row, region, LIMIT_NAME), "",
                                  "a name, or `*`"),
    [MARKET_HAS_ROLE]     = FIELD("role", REQUIRED, NAME(struct market_row, role, role_names), "",
                                  "what it tells of the pair"),
    [MARKET_HAS_SERIES]   = FIELD("series", REQUIRED, TOKEN(struct market_row, series, LIMIT_TOKEN), "",
                                  "rows of one series agree in all that follows"),
    [MARKET_HAS_UNIT]     = FIELD("unit", REQUIRED, NAME(struct market_row, unit, price_unit_names), "",
                                  "as published; others are converted to it"),
    [MARKET_HAS_BAR]      = FIELD("bar", OPTIONAL, INT(struct market_row, bar, MINUTE_NS, DAY_NS), "ns",
                                  "between two closes, a part of a day; absent: a day"),
    [MARKET_HAS_CLOSE]    = FIELD("close", REQUIRED, TOKEN(struct market_row, close, 5), "",
                                  "`HH:MM` on the clocks of `zone`"),
    [MARKET_HAS_ZONE]     = FIELD("zone", REQUIRED, NAME(struct market_row, zone, zone_names), "", ""),
    [MARKET_HAS_INTERVAL] = FIELD("interval", OPTIONAL, INT(struct market_row, interval, 1, YEAR), "ns",
                                  "expected from one price to the next; absent: `bar`"),
    [MARKET_HAS_HOLIDAYS] = FIELD("holidays", OPTIONAL, LIST_OF_DAYS(struct market_row, holidays), "",
                                  "days without a close, besides Saturdays and Sundays"),
};
ROWS(market_row_rows, "market", struct market_row, "What a series of prices means to a pair.", market_row_fields);
/* A half-life: an hour at least, so that a story ahead of its time by the door's
 * skew weighs as one of now. */
#define HALF_LIFE(type, member) NUMBER(type, member, 1. / 24, 36525)

static const struct field news_row_fields[] = {
    [NEWS_ROW_HAS_FAST_DAYS]    = FIELD("fast_days", REQUIRED, HALF_LIFE(struct news_row, fast_days), "d",
                                        "half-life of what an outlet tells now"),
    [NEWS_ROW_HAS_SLOW_DAYS]    = FIELD("slow_days", REQUIRED, HALF_LIFE(struct news_row, slow_days), "d",
                                        "half-life of its habit"),
    [NEWS_ROW_HAS_TONE_DAYS]    = FIELD("tone_days", REQUIRED, HALF_LIFE(struct news_row, tone_days), "d",
                                        "half-life of a signal in the tone"),
    [NEWS_ROW_HAS_ENOUGH]       = FIELD("enough", REQUIRED, NUMBER(struct news_row, enough, 1, 1e6), "stories",
                                        "of an outlet, by the slow half-life, before it has a habit"),
    [NEWS_ROW_HAS_SETTLED_DAYS] = FIELD("settled_days", REQUIRED, DAYS(struct news_row, settled_days), "d",
                                        "from its first story to its newest, before it has one"),
    [NEWS_ROW_HAS_SILENCE]      = FIELD("silence", REQUIRED, NUMBER(struct news_row, silence, 1, 1e6), "intervals",
                                        "between its stories, usually, after which an outlet is silent (never "
                                        "before the fast half-life)"),
    [NEWS_ROW_HAS_TIER_WEIGHTS] = FIELD("tier_weights", REQUIRED,
                                        LIST_OF_NUMBERS(struct news_row, tier_weights, 0, 1), "1",
                                        "of stories from sources of tier 1, 2 ...; the last holds for the rest"),
};
ROWS(news_row_rows, "newsroom", struct news_row, "How stories are weighed.", news_row_fields);

static const struct field config_fields[] = {
    [CONFIG_HAS_MATERIALS]           = FIELD("materials", REQUIRED,
                                             LIST_OF_TOKENS(struct config, materials, LIMIT_NAME), "", ""),
    [CONFIG_HAS_REGIONS]             = FIELD("regions", REQUIRED,
                                             LIST_OF_MAPS(struct config, regions, region_row_rows), "", ""),
    [CONFIG_HAS_TIERS]               = FIELD("tiers", REQUIRED, LIST_OF_MAPS(struct config, tiers, tier_row_rows), "",
                                             ""),
    [CONFIG_HAS_WEIGHTS]             = FIELD("weights", REQUIRED,
                                             LIST_OF_MAPS(struct config, weights, weight_row_rows), "", ""),
    [CONFIG_HAS_CREDIBILITY]         = FIELD("credibility", REQUIRED,
                                             LIST_OF_MAPS(struct config, credibility, credibility_row_rows), "", ""),
    [CONFIG_HAS_OFFER_CREDIBILITY]   = FIELD("offer_credibility", REQUIRED, UNIT(struct config, offer_credibility),
                                             "1", "of an offer without a legal act"),
    [CONFIG_HAS_ANTICIPATION]        = FIELD("anticipation", REQUIRED, UNIT(struct config, anticipation), "1",
                                             "what an announced measure does before it begins"),
    [CONFIG_HAS_ANTICIPATION_DAYS]   = FIELD("anticipation_days", REQUIRED, DAYS(struct config, anticipation_days),
                                             "d", "how far ahead it is felt"),
    [CONFIG_HAS_HORIZONS]            = FIELD("horizons", REQUIRED,
                                             LIST_OF_MAPS(struct config, horizons, horizon_row_rows), "", ""),
    [CONFIG_HAS_LICENCE_CUT]         = FIELD("licence_cut", REQUIRED, UNIT(struct config, licence_cut), "1",
                                             "of a licence without an approval rate"),
    [CONFIG_HAS_UNRESOLVED]          = FIELD("unresolved", REQUIRED, UNIT(struct config, unresolved), "1",
                                             "probability of a suspension whose date passed without a word"),
    [CONFIG_HAS_DELAYED_DAYS]        = FIELD("delayed_days", REQUIRED, DAYS(struct config, delayed_days), "d",
                                             "a technology ban and a price floor work so much later"),
    [CONFIG_HAS_DIVERTIBLE]          = FIELD("divertible", REQUIRED, UNIT(struct config, divertible), "1",
                                             "of an exporter's capacity, to an offer"),
    [CONFIG_HAS_SHARE_CAP]           = FIELD("share_cap", REQUIRED, UNIT(struct config, share_cap), "1",
                                             "an offer's part of demand at most"),
    [CONFIG_HAS_REROUTED_WEIGHT]     = FIELD("rerouted_weight", REQUIRED, UNIT(struct config, rerouted_weight), "1",
                                             "of a replaced tonne in the loss"),
    [CONFIG_HAS_CURVE_HALF]          = FIELD("curve_half", REQUIRED, HALF(struct config, curve_half), "1",
                                             "h of c(g) = (1 + h) g / (g + h)"),
    [CONFIG_HAS_COVER_HALF]          = FIELD("cover_half", REQUIRED, HALF(struct config, cover_half), "1",
                                             "cover at which x is one half"),
    [CONFIG_HAS_TARIFF_FULL]         = FIELD("tariff_full", REQUIRED, NUMBER(struct config, tariff_full, 1, 10000),
                                             "%", "duty at which x is 1"),
    [CONFIG_HAS_UNKNOWN_GOVERNANCE]  = FIELD("unknown_governance", REQUIRED, UNIT(struct config, unknown_governance),
                                             "1", "g of `XX` and of countries without an estimate"),
    [CONFIG_HAS_UNKNOWN_SHARE]       = FIELD("unknown_share", REQUIRED, UNIT(struct config, unknown_share), "1",
                                             "`XX` above it: concentration and governance are unknown"),
    [CONFIG_HAS_INDICATIVE_COVERAGE] = FIELD("indicative_coverage", REQUIRED,
                                             UNIT(struct config, indicative_coverage), "1",
                                             "coverage below it: the composite is indicative"),
    [CONFIG_HAS_BANDS]               = FIELD("bands", REQUIRED, LIST_OF_NUMBERS(struct config, bands, 0, 100),
                                             "points", "from which moderate, elevated, high, critical"),
    [CONFIG_HAS_EMIT_DELTA]          = FIELD("emit_delta", REQUIRED, UNIT(struct config, emit_delta), "1",
                                             "an indicator goes out when x moved by it"),
    [CONFIG_HAS_EMIT_EVERY]          = FIELD("emit_every", REQUIRED, PERIOD(struct config, emit_every), "ns",
                                             "grid on which prices and stories show"),
    [CONFIG_HAS_DECAY_EVERY]         = FIELD("decay_every", REQUIRED, PERIOD(struct config, decay_every), "ns",
                                             "grid on which untouched pairs are computed again"),
    [CONFIG_HAS_MARKETS]             = FIELD("markets", OPTIONAL,
                                             LIST_OF_MAPS(struct config, markets, market_row_rows), "",
                                             "absent: prices are recorded and counted, no more"),
    [CONFIG_HAS_NEWS]                = FIELD("news", OPTIONAL, MAP(struct config, news, news_row_rows), "",
                                             "absent: stories are recorded and counted, no more"),
    [CONFIG_HAS_CLOSE_GRACE]         = FIELD("close_grace", OPTIONAL, INT(struct config, close_grace, 1, DAY_NS), "ns",
                                             "a bar without a later price is closed so long after its close; "
                                             "absent: 15 minutes"),
    [CONFIG_HAS_STALE_INTERVALS]     = FIELD("stale_intervals", OPTIONAL,
                                             NUMBER(struct config, stale_intervals, 1, 100), "intervals",
                                             "of trading time without a price: the series is stale; absent: 3"),
    [CONFIG_HAS_FROZEN_BARS]         = FIELD("frozen_bars", OPTIONAL, UINT(struct config, frozen_bars, 2, 1000),
                                             "bars", "closed unchanged: the series is frozen; absent: 5"),
    [CONFIG_HAS_REBASE_BARS]         = FIELD("rebase_bars", OPTIONAL, UINT(struct config, rebase_bars, 2, 1000),
                                             "bars", "off by one known factor: a new basis; absent: 3"),
};
ROWS(config_rows, "config", struct config, "Everything the engine may be told.", config_fields);

static const struct field rule_fields[] = {
    [RULE_HAS_NAME]      = FIELD("name", REQUIRED, TOKEN(struct rule, name, LIMIT_TOKEN), "", ""),
    [RULE_HAS_KIND]      = FIELD("kind", REQUIRED, NAME(struct rule, kind, alert_kind_names), "", ""),
    [RULE_HAS_MATERIAL]  = FIELD("material", REQUIRED, TEXT_OF(struct rule, material, LIMIT_NAME), "",
                                 "a name, or `*`"),
    [RULE_HAS_REGION]    = FIELD("region", REQUIRED, TEXT_OF(struct rule, region, LIMIT_NAME), "", "a name, or `*`"),
    [RULE_HAS_THRESHOLD] = FIELD("threshold", OPTIONAL, FIGURE(struct rule, threshold), "the kind's", "fires at it"),
    [RULE_HAS_CLEAR]     = FIELD("clear", OPTIONAL, FIGURE(struct rule, clear), "the kind's", "resolves below it"),
    [RULE_HAS_FOR]       = FIELD("for", OPTIONAL, DURATION(struct rule, hold), "ns",
                                 "how long the threshold must be met"),
    [RULE_HAS_KEEP]      = FIELD("keep", OPTIONAL, DURATION(struct rule, keep), "ns",
                                 "how long an alert that fires once stays"),
    [RULE_HAS_COOLDOWN]  = FIELD("cooldown", OPTIONAL, DURATION(struct rule, cooldown), "ns",
                                 "silence after a resolve"),
    [RULE_HAS_SEVERITY]  = FIELD("severity", OPTIONAL, NAME(struct rule, severity, severity_names), "",
                                 "at least; absent: info"),
    [RULE_HAS_LADDER]    = FIELD("ladder", OPTIONAL, LIST_OF_NUMBERS(struct rule, ladder, 0, NUMBER_MOST), "points",
                                 "size from which moderate, elevated, high, critical"),
    [RULE_HAS_CLEAR_FOR] = FIELD("clear_for", OPTIONAL, DURATION(struct rule, clear_for), "ns",
                                 "how long the clear threshold must be met; absent: as `for`"),
    [RULE_HAS_WINDOW]    = FIELD("window", OPTIONAL, DURATION(struct rule, window), "ns",
                                 "`delta`: how far back a change is looked for"),
    [RULE_HAS_FLAP_COUNT] = FIELD("flap_count", OPTIONAL, UINT(struct rule, flap_count, 0, LIMIT_FLAPS - 1), "",
                                  "more changes of state than this within `flap_window`: it flaps; 0: never"),
    [RULE_HAS_FLAP_WINDOW] = FIELD("flap_window", OPTIONAL, DURATION(struct rule, flap_window), "ns",
                                   "and how long what flaps must be stable"),
};
ROWS(rule_rows, "rule", struct rule, "When an alert of one kind fires.", rule_fields);

static const struct field rules_fields[] = {
    [RULES_HAS_RULES] = FIELD("rules", REQUIRED, LIST_OF_MAPS(struct rules, rules, rule_rows), "",
                              "the first that fits a kind and a pair holds"),
};
ROWS(rules_rows, "rules", struct rules, "All rules, replaced as a whole.", rules_fields);

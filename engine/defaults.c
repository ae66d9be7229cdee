#include "engine/engine.h"

/* The configuration and rules of an engine that was told nothing. Weights, bands
 * and half-lives are the proposal of the domain notes, section 8; they are
 * configuration, and their hash stands in every alert. */

/* The 27 members of 2020 stand for the region EU. */
#define EU_MEMBERS                                                                                                  \
    COUNTRY_EU, COUNTRY('A', 'T'), COUNTRY('B', 'E'), COUNTRY('B', 'G'), COUNTRY('C', 'Y'), COUNTRY('C', 'Z'),      \
    COUNTRY('D', 'E'), COUNTRY('D', 'K'), COUNTRY('E', 'E'), COUNTRY('E', 'S'), COUNTRY('F', 'I'),                  \
    COUNTRY('F', 'R'), COUNTRY('G', 'R'), COUNTRY('H', 'R'), COUNTRY('H', 'U'), COUNTRY('I', 'E'),                  \
    COUNTRY('I', 'T'), COUNTRY('L', 'T'), COUNTRY('L', 'U'), COUNTRY('L', 'V'), COUNTRY('M', 'T'),                  \
    COUNTRY('N', 'L'), COUNTRY('P', 'L'), COUNTRY('P', 'T'), COUNTRY('R', 'O'), COUNTRY('S', 'E'),                  \
    COUNTRY('S', 'I'), COUNTRY('S', 'K')

#define TEXT_ROW(literal) {literal, sizeof(literal) - 1}
#define REGION(name, count, ...) {0x3, TEXT_ROW(name), count, {__VA_ARGS__}}
#define NATION(a, b) {0x3, {(const char[]){a, b, 0}, 2}, 1, {COUNTRY(a, b)}}
#define PRESENT UINT64_MAX
/* One series of a market: a bar a day, without holidays, which are the operator's to list. */
#define MARKET(material, region, role, series, unit, close, zone, interval) \
    {PRESENT, TEXT_ROW(material), TEXT_ROW(region), ROLE_##role, TEXT_ROW(series), PRICE_UNIT_##unit, DAY_NS, \
     TEXT_ROW(close), ZONE_##zone, interval, 0, {0}}

static const struct config default_config = {
    .present = PRESENT,
    .materials_count = 5,
    .materials = {TEXT_ROW("aluminum"), TEXT_ROW("aluminum-feed"), TEXT_ROW("rare-earths"),
                  TEXT_ROW("rare-earths-magnet"), TEXT_ROW("rare-earths-heavy")},
    .regions_count = 8,
    .regions = {NATION('U', 'S'), REGION("EU", 28, EU_MEMBERS), NATION('J', 'P'), NATION('C', 'N'), NATION('K', 'R'),
                NATION('G', 'B'), NATION('I', 'N'), {0x3, TEXT_ROW("WORLD"), 0, {0}}},
    .tiers_count = 2,
    .tiers = {{0x3, TEXT_ROW("official/"), 1}, {0x3, TEXT_ROW("press/"), 2}},
    .weights_count = 18,
    .weights = {{0x3, INDICATOR_CONCENTRATION, .10},
                {0x3, INDICATOR_GOVERNANCE, .08},
                {0x3, INDICATOR_EU_SUPPLY_RISK, 0}, /* a published comparator */
                {0x3, INDICATOR_RELIANCE, .07},
                {0x3, INDICATOR_GAP, .18},
                {0x3, INDICATOR_PIPELINE, .10},
                {0x3, INDICATOR_TARIFF_COST, .04},
                {0x3, INDICATOR_COVER, .03},
                {0x3, INDICATOR_NEWS_INTENSITY, .09},
                {0x3, INDICATOR_NEWS_TONE, .06},
                {0x3, INDICATOR_VOLATILITY, .03},
                {0x3, INDICATOR_JUMP, .05},
                {0x3, INDICATOR_DRIFT, .03},
                {0x3, INDICATOR_SPREAD, .04},
                {0x3, INDICATOR_PREMIUM, .03},
                {0x3, INDICATOR_STOCKS, .02},
                {0x3, INDICATOR_DISLOCATION, .10},
                {0x3, INDICATOR_CHOKEPOINT, .05}},
    .credibility_count = POLICY_STATUSES,
    .credibility = {{0x3, POLICY_RUMOUR, .15},
                    {0x3, POLICY_PROPOSED, .35},
                    {0x3, POLICY_ANNOUNCED, .80},
                    {0x3, POLICY_ADOPTED, 1},
                    {0x3, POLICY_IN_FORCE, 1},
                    {0x3, POLICY_SUSPENDED, .25},
                    {0x3, POLICY_EXPIRED, 0},
                    {0x3, POLICY_REVOKED, 0},
                    {0x3, POLICY_UNRESOLVED, .5}},
    .offer_credibility = .05,
    .anticipation = .15,
    .anticipation_days = 365,
    .horizons_count = 4,
    .horizons = {{0x3, 30, 1}, {0x3, 90, .7}, {0x3, 365, .4}, {0x3, 1095, .2}},
    .licence_cut = .5,
    .unresolved = .5,
    .delayed_days = 730,
    .divertible = .15,
    .share_cap = .15,
    .rerouted_weight = .25,
    .curve_half = .1,
    .cover_half = .1,
    .tariff_full = 60,
    .unknown_governance = .5,
    .unknown_share = .30,
    .indicative_coverage = .60,
    .bands_count = 4,
    .bands = {25, 45, 65, 80},
    .emit_delta = .0005,
    .emit_every = SECOND_NS,
    .decay_every = HOUR_NS,
    .markets_count = 17,
    /* Closes: when the venue, or the assessment that goes by this name, has its figure of the day. */
    .markets = {
        MARKET("aluminum", "*", PRICE, "LME.AL.3M", USD_T, "17:00", LONDON, DAY_NS),
        MARKET("aluminum", "*", FORWARD, "LME.AL.3M", USD_T, "17:00", LONDON, DAY_NS),
        MARKET("aluminum", "*", CASH, "LME.AL.CASH", USD_T, "17:00", LONDON, DAY_NS),
        MARKET("aluminum", "*", STOCK, "LME.AL.STOCK", TONNE, "09:00", LONDON, DAY_NS),
        MARKET("aluminum", "*", CANCELLED, "LME.AL.CANCELLED", TONNE, "09:00", LONDON, DAY_NS),
        MARKET("aluminum", "CN", PRICE, "SHFE.AL", CNY_T, "15:00", SHANGHAI, DAY_NS),
        MARKET("aluminum", "US", PREMIUM, "US.MWP", USC_LB, "17:00", NEW_YORK, DAY_NS),
        MARKET("aluminum", "EU", PREMIUM, "EU.DUTYPAID", USD_T, "16:30", LONDON, DAY_NS),
        MARKET("rare-earths", "*", PRICE, "REMX", INDEX, "16:00", NEW_YORK, DAY_NS),
        MARKET("rare-earths", "*", FX, "FX.USDCNY", CNY_USD, "16:30", SHANGHAI, DAY_NS),
        MARKET("rare-earths-magnet", "*", PRICE, "CN.NDPR.OXIDE", CNY_T, "17:00", SHANGHAI, DAY_NS),
        MARKET("rare-earths-magnet", "*", FX, "FX.USDCNY", CNY_USD, "16:30", SHANGHAI, DAY_NS),
        MARKET("rare-earths-heavy", "*", PRICE, "EU.DY.OXIDE", USD_KG, "16:30", LONDON, 7 * DAY_NS),
        MARKET("rare-earths-heavy", "*", PRICE, "EU.TB.OXIDE", USD_KG, "16:30", LONDON, 7 * DAY_NS),
        MARKET("rare-earths-heavy", "CN", PRICE, "CN.DY.OXIDE", CNY_T, "17:00", SHANGHAI, DAY_NS),
        MARKET("rare-earths-heavy", "CN", PRICE, "CN.TB.OXIDE", CNY_T, "17:00", SHANGHAI, DAY_NS),
        MARKET("rare-earths-heavy", "*", FX, "FX.USDCNY", CNY_USD, "16:30", SHANGHAI, DAY_NS),
    },
    .close_grace = 15 * MINUTE_NS, /* a feed of every minute has come by then; one of a day closes its bar itself */
    .stale_intervals = 3,          /* one price may be missed, two are bad luck */
    .frozen_bars = 5,              /* a week: no exchange leaves a traded price alone for longer */
    .rebase_bars = 3,              /* one may be a slip of the hand, and the next its repetition */
};

#define EVERY TEXT_ROW("*"), TEXT_ROW("*")

static const struct rules default_rules = {
    .present = PRESENT,
    .rules_count = 6,
    .rules = {
        /* present, name, kind, material, region, threshold, clear, for, keep, cool-down, severity, ladder */
        {PRESENT, TEXT_ROW("level"), ALERT_KIND_LEVEL, EVERY, 0, 3, 30 * MINUTE_NS, 0, 30 * MINUTE_NS, SEVERITY_INFO,
         0, {0}},
        {PRESENT, TEXT_ROW("jump"), ALERT_KIND_JUMP, EVERY, 3, 0, 0, 2 * DAY_NS, 0, SEVERITY_INFO,
         3, {3, 4, 6}},
        {PRESENT, TEXT_ROW("state"), ALERT_KIND_STATE, EVERY, 0, 0, 0, 7 * DAY_NS, 0, SEVERITY_INFO,
         4, {.5, 2, 5, 10}},
        {PRESENT, TEXT_ROW("gap"), ALERT_KIND_GAP, EVERY, .3, .25, 0, 0, 30 * MINUTE_NS, SEVERITY_ELEVATED,
         4, {0, .3, .6, .85}},
        {PRESENT, TEXT_ROW("relief"), ALERT_KIND_RELIEF, EVERY, 0, 0, 0, 7 * DAY_NS, 0, SEVERITY_INFO, 0, {0}},
        {PRESENT, TEXT_ROW("data"), ALERT_KIND_DATA, EVERY, 2, 2, 0, 0, 0, SEVERITY_MODERATE, 0, {0}},
    },
};

const struct config *engine_default_config(void)
{
    return &default_config;
}

const struct rules *engine_default_rules(void)
{
    return &default_rules;
}

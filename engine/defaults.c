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
    .news = {PRESENT_ALL, .fast_days = 3, .slow_days = 180, .tone_days = 5, .enough = 30, .settled_days = 12,
             .silence = 20, .tier_weights_count = 3, .tier_weights = {1, .7, .4}},
    .close_grace = 15 * MINUTE_NS, /* a feed of every minute has come by then; one of a day closes its bar itself */
    .stale_intervals = 3,          /* one price may be missed, two are bad luck */
    .frozen_bars = 5,              /* a week: no exchange leaves a traded price alone for longer */
    .rebase_bars = 3,              /* one may be a slip of the hand, and the next its repetition */
};

/* Of what lasts: more than six changes of state in six hours flap. */
#define STEADY .flap_count = 6, .flap_window = 6 * HOUR_NS
#define LADDER(...) .ladder_count = sizeof((double[]){__VA_ARGS__}) / sizeof(double), .ladder = {__VA_ARGS__}
#define RULE(called, of_kind) .present = PRESENT, .name = TEXT_ROW(called), .kind = (of_kind), EVERY_PAIR
#define EVERY_PAIR .material = TEXT_ROW("*"), .region = TEXT_ROW("*")

static const struct rules default_rules = {
    .present = PRESENT,
    .rules_count = 11,
    .rules = {
        {RULE("level", ALERT_KIND_LEVEL), .clear = 3, .hold = 30 * MINUTE_NS, .clear_for = 30 * MINUTE_NS,
         .cooldown = 30 * MINUTE_NS, STEADY},
        {RULE("delta-day", ALERT_KIND_DELTA), .threshold = 8, .clear = 6, .window = 24 * HOUR_NS,
         .cooldown = 30 * MINUTE_NS, .severity = SEVERITY_MODERATE, LADDER(0, 12, 18, 25), STEADY},
        {RULE("delta-hour", ALERT_KIND_DELTA), .threshold = 5, .clear = 4, .window = HOUR_NS,
         .cooldown = 30 * MINUTE_NS, .severity = SEVERITY_MODERATE, LADDER(0, 8, 12, 18), STEADY},
        {RULE("jump", ALERT_KIND_JUMP), .threshold = 3, .keep = 2 * DAY_NS, LADDER(3, 4, 6)},
        {RULE("state", ALERT_KIND_STATE), .keep = 7 * DAY_NS, LADDER(.5, 2, 5, 10)},
        {RULE("share", ALERT_KIND_SHARE), .threshold = .65, .clear = .60, .clear_for = 30 * MINUTE_NS,
         .cooldown = 30 * MINUTE_NS, LADDER(.65, .80, .95), STEADY},
        {RULE("gap", ALERT_KIND_GAP), .threshold = .3, .clear = .25, .cooldown = 30 * MINUTE_NS,
         .severity = SEVERITY_ELEVATED, LADDER(0, .3, .6, .85), STEADY},
        {RULE("divergence", ALERT_KIND_DIVERGENCE), .threshold = .5, .clear = .45, .hold = 2 * DAY_NS,
         .cooldown = 30 * MINUTE_NS, .severity = SEVERITY_MODERATE, STEADY},
        {RULE("untold", ALERT_KIND_DIVERGENCE), .threshold = 4, .clear = 4, .hold = 6 * HOUR_NS, .window = 6 * HOUR_NS,
         .severity = SEVERITY_MODERATE, STEADY},
        {RULE("relief", ALERT_KIND_RELIEF), .keep = 7 * DAY_NS},
        {RULE("data", ALERT_KIND_DATA), .threshold = 2, .clear = 2, .severity = SEVERITY_MODERATE, STEADY},
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

/* The configuration and the rules. */
#include "engine/settings.h"
#include "engine/state/parts.h"

static const struct state_field name_state[] = {TOKEN_IN(struct name, at, size)};
SHARED_PART(name, struct name);

static const struct state_field region_state[] = {
    PART(struct region, name, name_part),
    VALUE(struct region, members),
    VALUE(struct region, world),
};
STATE_PART(region, struct region);

static const struct state_field tier_state[] = {
    PART(struct tier, source, name_part),
    VALUE(struct tier, tier),
};
STATE_PART(tier, struct tier);

static const struct state_field series_row_state[] = {
    PART(struct series_row, name, name_part),
    BELOW(struct series_row, unit, PRICE_UNITS),
    BELOW(struct series_row, zone, ZONE_COUNT),
    VALUE(struct series_row, close_min),
    VALUE(struct series_row, priced),
    VALUE(struct series_row, bar),
    VALUE(struct series_row, interval),
    VALUE(struct series_row, holidays),
    VALUES(struct series_row, holiday, holidays),
};
STATE_PART(series_row, struct series_row);

static const struct state_field market_state[] = {
    BELOW(struct market_kept, material, LIMIT_MATERIALS),
    BELOW_OR_NONE(struct market_kept, region, LIMIT_REGIONS),
    BELOW(struct market_kept, series, LIMIT_MARKETS),
    BELOW(struct market_kept, role, ROLES),
};
STATE_PART(market, struct market_kept);

static const struct state_field feeds_state[] = {
    ALL_BELOW(struct feeds, count, uint8_t, LIMIT_FEEDS + 1),
    ALL_BELOW(struct feeds, series, uint8_t, LIMIT_MARKETS),
};
STATE_PART(feeds, struct feeds);

static const struct state_field fed_state[] = {
    VALUE(struct fed, materials),
    VALUE(struct fed, regions),
    VALUE(struct fed, said),
};
STATE_PART(fed, struct fed);

static const struct state_field news_settings_state[] = {
    VALUE(struct news_settings, listens),
    VALUE(struct news_settings, fast_ns),
    VALUE(struct news_settings, slow_ns),
    VALUE(struct news_settings, tone_ns),
    VALUE(struct news_settings, enough),
    VALUE(struct news_settings, silence),
    VALUE(struct news_settings, settled_ns),
    VALUE(struct news_settings, tiers),
    VALUES(struct news_settings, tier_weight, tiers),
};
STATE_PART(news_settings, struct news_settings);

static const struct state_field series_limits_state[] = {
    VALUE(struct series_limits, close_grace),
    VALUE(struct series_limits, stale_intervals),
    VALUE(struct series_limits, frozen_bars),
    VALUE(struct series_limits, rebase_bars),
    VALUE(struct series_limits, watch),
};
STATE_PART(series_limits, struct series_limits);

static const struct state_field settings_state[] = {
    VALUE(struct settings, materials),
    VALUE(struct settings, regions),
    VALUE(struct settings, tiers),
    VALUE(struct settings, horizons),
    VALUE(struct settings, markets),
    VALUE(struct settings, series),
    LIST(struct settings, material, materials, name_part),
    LIST(struct settings, region, regions, region_part),
    LIST(struct settings, tier, tiers, tier_part),
    VALUE(struct settings, weight),
    VALUE(struct settings, credibility),
    VALUES(struct settings, horizon, horizons),
    VALUE(struct settings, offer_credibility),
    VALUE(struct settings, unresolved),
    VALUE(struct settings, licence_cut),
    VALUE(struct settings, anticipation),
    VALUE(struct settings, divertible),
    VALUE(struct settings, share_cap),
    VALUE(struct settings, rerouted_weight),
    VALUE(struct settings, curve_half),
    VALUE(struct settings, cover_half),
    VALUE(struct settings, tariff_full),
    VALUE(struct settings, unknown_governance),
    VALUE(struct settings, unknown_share),
    VALUE(struct settings, indicative_coverage),
    VALUE(struct settings, emit_delta),
    VALUE(struct settings, anticipation_ns),
    VALUE(struct settings, delayed_ns),
    VALUE(struct settings, emit_every),
    VALUE(struct settings, decay_every),
    VALUE(struct settings, bands),
    VALUES(struct settings, band, bands),
    LIST(struct settings, market, markets, market_part),
    LIST(struct settings, series_row, series, series_row_part),
    ALL_BELOW_OR_NONE(struct settings, series_slot, uint8_t, LIMIT_MARKETS),
    GRID(struct settings, feeds, materials, regions, feeds_part),
    LIST(struct settings, fed, series, fed_part),
    PART(struct settings, news, news_settings_part),
    PART(struct settings, limits, series_limits_part),
};
SHARED_PART(settings, struct settings);

static const struct state_field rule_state[] = {
    PART(struct rule_kept, name, name_part),
    BELOW(struct rule_kept, kind, ALERT_KINDS),
    BELOW(struct rule_kept, severity, SEVERITIES),
    BELOW_OR_NONE(struct rule_kept, material, LIMIT_MATERIALS),
    BELOW_OR_NONE(struct rule_kept, region, LIMIT_REGIONS),
    VALUE(struct rule_kept, threshold),
    VALUE(struct rule_kept, clear),
    VALUE(struct rule_kept, hold),
    VALUE(struct rule_kept, clear_for),
    VALUE(struct rule_kept, keep),
    VALUE(struct rule_kept, cooldown),
    VALUE(struct rule_kept, window),
    VALUE(struct rule_kept, flap_window),
    VALUE(struct rule_kept, flap_count),
    VALUE(struct rule_kept, steps),
    VALUES(struct rule_kept, ladder, steps),
    VALUE(struct rule_kept, hash),
};
STATE_PART(rule, struct rule_kept);

static const struct state_field rulebook_state[] = {
    VALUE(struct rulebook, count),
    LIST(struct rulebook, rule, count, rule_part),
};
SHARED_PART(rulebook, struct rulebook);

#include "engine/state_rows.h"

#include "engine/state.h"

#define MEMBER(type, member) ((type *)0)->member
#define PLACE(type, member) .name = #member, .offset = offsetof(type, member)
#define ONE .capacity = 1, .count_at = NO_COUNT, .across = 1, .across_at = NO_COUNT
#define AS_LONG_AS(type, member, counted) \
    .size = sizeof MEMBER(type, member)[0], .capacity = sizeof MEMBER(type, member) / sizeof MEMBER(type, member)[0], \
    .count_at = (counted), .across = 1, .across_at = NO_COUNT

/* Numbers, also an array of them that is always whole. */
#define VALUE(type, member) {PLACE(type, member), .kind = STATE_VALUES, .size = sizeof MEMBER(type, member), ONE}
/* The first `counted` of an array. */
#define VALUES(type, member, counted) \
    {PLACE(type, member), .kind = STATE_VALUES, AS_LONG_AS(type, member, offsetof(type, counted))}
#define TEXT_IN(type, member, sized) \
    {PLACE(type, member), .kind = STATE_TEXT, .size = sizeof MEMBER(type, member), ONE, \
     .size_at = offsetof(type, sized), .size_width = sizeof MEMBER(type, sized)}
#define WORDS(type, member) {PLACE(type, member), .kind = STATE_WORDS, .size = sizeof MEMBER(type, member), ONE}
#define PART(type, member, of) \
    {PLACE(type, member), .kind = STATE_PARTS, .size = sizeof MEMBER(type, member), ONE, .part = &(of)}
/* All of an array of structs, its first `counted`, and a grid by material and region. */
#define PARTS(type, member, of) \
    {PLACE(type, member), .kind = STATE_PARTS, AS_LONG_AS(type, member, NO_COUNT), .part = &(of)}
#define LIST(type, member, counted, of) \
    {PLACE(type, member), .kind = STATE_PARTS, AS_LONG_AS(type, member, offsetof(type, counted)), .part = &(of)}
/* All places of a table of which most are empty, of two or three dimensions too. */
#define PLACES(type, member, item, of) \
    {PLACE(type, member), .kind = STATE_PARTS, .size = sizeof(item), \
     .capacity = sizeof MEMBER(type, member) / sizeof(item), .count_at = NO_COUNT, .across = 1, \
     .across_at = NO_COUNT, .part = &(of), .sparse = true}
#define GRID(type, member, materials, regions, of) \
    {PLACE(type, member), .kind = STATE_PARTS, .size = sizeof MEMBER(type, member)[0][0], \
     .capacity = LIMIT_MATERIALS, .count_at = offsetof(type, materials), .across = LIMIT_REGIONS, \
     .across_at = offsetof(type, regions), .part = &(of)}
#define BY_PAIR(member, of) GRID(struct engine, member, settings.materials, settings.regions, of)

#define STATE_PART(symbol, type) \
    static const struct state_part symbol##_part = { \
        .name = #symbol, .fields = symbol##_state, .count = sizeof symbol##_state / sizeof symbol##_state[0], \
        .size = sizeof(type)}

/* ---- settings -------------------------------------------------------------------- */

static const struct state_field name_state[] = {TEXT_IN(struct name, at, size)};
STATE_PART(name, struct name);

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
    VALUE(struct series_row, unit),
    VALUE(struct series_row, zone),
    VALUE(struct series_row, close_min),
    VALUE(struct series_row, priced),
    VALUE(struct series_row, bar),
    VALUE(struct series_row, interval),
    VALUE(struct series_row, holidays),
    VALUES(struct series_row, holiday, holidays),
};
STATE_PART(series_row, struct series_row);

static const struct state_field market_state[] = {
    VALUE(struct market_kept, material),
    VALUE(struct market_kept, region),
    VALUE(struct market_kept, series),
    VALUE(struct market_kept, role),
};
STATE_PART(market, struct market_kept);

static const struct state_field feeds_state[] = {
    VALUE(struct feeds, count),
    VALUE(struct feeds, series),
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
    VALUE(struct settings, series_slot),
    GRID(struct settings, feeds, materials, regions, feeds_part),
    LIST(struct settings, fed, series, fed_part),
    PART(struct settings, news, news_settings_part),
    PART(struct settings, limits, series_limits_part),
};
STATE_PART(settings, struct settings);

static const struct state_field rule_state[] = {
    PART(struct rule_kept, name, name_part),
    VALUE(struct rule_kept, kind),
    VALUE(struct rule_kept, severity),
    VALUE(struct rule_kept, material),
    VALUE(struct rule_kept, region),
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
STATE_PART(rulebook, struct rulebook);

/* ---- tables ---------------------------------------------------------------------- */

static const struct state_field origin_state[] = {
    PART(struct table_origin, source, name_part),
    PART(struct table_origin, id, name_part),
    VALUE(struct table_origin, revision),
    VALUE(struct table_origin, offset),
    VALUE(struct table_origin, vintage),
};
STATE_PART(origin, struct table_origin);

static const struct state_field supplier_state[] = {
    VALUE(struct supplier, supplier),
    VALUE(struct supplier, origin),
    VALUE(struct supplier, own),
    VALUE(struct supplier, quantity_t),
    VALUE(struct supplier, spare_t),
    VALUE(struct supplier, capacity_t),
};
STATE_PART(supplier, struct supplier);

static const struct state_field supply_state[] = {
    VALUE(struct supply_table, known),
    VALUE(struct supply_table, estimate),
    PART(struct supply_table, from, origin_part),
    VALUE(struct supply_table, count),
    LIST(struct supply_table, row, count, supplier_part),
    VALUE(struct supply_table, demand_t),
    VALUE(struct supply_table, foreign_t),
    VALUE(struct supply_table, own_t),
    VALUE(struct supply_table, rest_t),
};
STATE_PART(supply, struct supply_table);

static const struct state_field governance_state[] = {
    VALUE(struct governance_table, known),
    PART(struct governance_table, from, origin_part),
    VALUE(struct governance_table, g),
};
STATE_PART(governance, struct governance_table);

/* ---- the ledger ------------------------------------------------------------------ */

static const struct state_field leg_state[] = {
    VALUE(struct leg, present),
    VALUE(struct leg, from),
    VALUE(struct leg, until),
    VALUE(struct leg, announced),
    VALUE(struct leg, full),
    VALUE(struct leg, instrument),
    VALUE(struct leg, value),
    VALUE(struct leg, unit),
};
STATE_PART(leg, struct leg);

static const struct state_field leg_kept_state[] = {
    VALUE(struct leg_kept, instrument),
    VALUE(struct leg_kept, unit),
    VALUE(struct leg_kept, valued),
    VALUE(struct leg_kept, value),
    VALUE(struct leg_kept, announced),
    VALUE(struct leg_kept, from),
    VALUE(struct leg_kept, full),
    VALUE(struct leg_kept, until),
    PART(struct leg_kept, shown, leg_part),
};
STATE_PART(leg_kept, struct leg_kept);

static const struct state_field quantity_state[] = {
    VALUE(struct quantity, present),
    VALUE(struct quantity, value),
    VALUE(struct quantity, unit),
};
STATE_PART(quantity, struct quantity);

static const struct state_field title_state[] = {TEXT_IN(struct text_kept, at, size)};
STATE_PART(title, struct text_kept);

static const struct state_field measure_state[] = {
    PART(struct measure, policy, name_part),
    PART(struct measure, source, name_part),
    PART(struct measure, id, name_part),
    PART(struct measure, title, title_part),
    VALUE(struct measure, revision),
    VALUE(struct measure, offset),
    VALUE(struct measure, time),
    VALUE(struct measure, received),
    VALUE(struct measure, withdrawn),
    VALUE(struct measure, unresolved),
    VALUE(struct measure, has_probability),
    VALUE(struct measure, status),
    VALUE(struct measure, instrument),
    VALUE(struct measure, implementer),
    VALUE(struct measure, origins),
    VALUE(struct measure, targets),
    VALUE(struct measure, materials),
    VALUE(struct measure, probability),
    VALUE(struct measure, ends),
    PART(struct measure, claimed, quantity_part),
    PART(struct measure, observed, quantity_part),
    VALUE(struct measure, legs),
    LIST(struct measure, leg, legs, leg_kept_part),
};
STATE_PART(measure, struct measure);

static const struct state_field policy_state[] = {
    PART(struct policy_entry, policy, name_part),
    VALUE(struct policy_entry, first),
    VALUE(struct policy_entry, acting),
};
STATE_PART(policy, struct policy_entry);

static const struct state_field ledger_state[] = {
    VALUE(struct ledger, policies),
    VALUE(struct ledger, words),
    LIST(struct ledger, policy, policies, policy_part),
    LIST(struct ledger, word, words, measure_part),
    VALUES(struct ledger, word_policy, words),
};
STATE_PART(ledger, struct ledger);

/* ---- pairs ----------------------------------------------------------------------- */

static const struct state_field quote_state[] = {
    VALUE(struct quote, present),
    VALUE(struct quote, inapplicable),
    VALUE(struct quote, value),
    VALUE(struct quote, x),
    VALUE(struct quote, bounded),
    VALUE(struct quote, low),
    VALUE(struct quote, high),
    VALUE(struct quote, state),
    WORDS(struct quote, reason),
    VALUE(struct quote, moving),
    VALUE(struct quote, silent),
    VALUE(struct quote, young),
};
STATE_PART(quote, struct quote);

static const struct state_field contribution_state[] = {
    VALUE(struct contribution, present),
    VALUE(struct contribution, name),
    VALUE(struct contribution, x),
    VALUE(struct contribution, weight),
    VALUE(struct contribution, points),
};
STATE_PART(contribution, struct contribution);

static const struct state_field standing_state[] = {
    VALUE(struct standing, known),
    PARTS(struct standing, quote, quote_part),
    VALUE(struct standing, parts),
    LIST(struct standing, part, parts, contribution_part),
    VALUE(struct standing, top_share),
    VALUE(struct standing, top),
    VALUE(struct standing, composite),
    VALUE(struct standing, coverage),
    VALUE(struct standing, state),
    WORDS(struct standing, reason),
};
STATE_PART(standing, struct standing);

static const struct state_field shown_state[] = {
    VALUE(struct shown, out),
    VALUE(struct shown, x),
    VALUE(struct shown, value),
    VALUE(struct shown, state),
};
STATE_PART(shown, struct shown);

static const struct state_field level_state[] = {
    VALUE(struct level, settled),
    VALUE(struct level, leaning),
    VALUE(struct level, due),
};
STATE_PART(level, struct level);

static const struct state_field stood_state[] = {
    VALUE(struct stood, value),
    VALUE(struct stood, until),
};
STATE_PART(stood, struct stood);

static const struct state_field stretch_state[] = {
    VALUE(struct stretch, used),
    VALUE(struct stretch, number),
    PART(struct stretch, low, stood_part),
    PART(struct stretch, high, stood_part),
};
STATE_PART(stretch, struct stretch);

static const struct state_field past_state[] = {
    VALUE(struct past, known),
    VALUE(struct past, ever),
    VALUE(struct past, value),
    VALUE(struct past, since),
    VALUE(struct past, begun),
    VALUE(struct past, due),
    PLACES(struct past, fine, struct stretch, stretch_part),
    PLACES(struct past, coarse, struct stretch, stretch_part),
};
STATE_PART(past, struct past);

static const struct state_field pair_state[] = {
    PART(struct pair, standing, standing_part),
    PART(struct pair, shown, shown_part),
    PART(struct pair, level, level_part),
    PART(struct pair, past, past_part),
};
STATE_PART(pair, struct pair);

/* ---- prices ---------------------------------------------------------------------- */

static const struct state_field price_said_state[] = {
    PART(struct price_said, source, name_part),
    PART(struct price_said, id, name_part),
    VALUE(struct price_said, offset),
    VALUE(struct price_said, revision),
    VALUE(struct price_said, time),
    VALUE(struct price_said, value),
};
STATE_PART(price_said, struct price_said);

static const struct state_field spread_state[] = {
    VALUE(struct spread, squares),
    VALUE(struct spread, weight),
};
STATE_PART(spread, struct spread);

static const struct state_field returns_state[] = {
    VALUE(struct returns, count),
    PART(struct returns, fast, spread_part),
    PART(struct returns, fast_up, spread_part),
    PART(struct returns, slow_up, spread_part),
    VALUE(struct returns, drift),
    VALUE(struct returns, z),
    VALUE(struct returns, last),
    VALUE(struct returns, jumped),
    VALUE(struct returns, size),
    VALUE(struct returns, zeros),
};
STATE_PART(returns, struct returns);

static const struct state_field series_state[] = {
    VALUE(struct series, seen),
    PART(struct series, last, price_said_part),
    VALUE(struct series, bar),
    VALUE(struct series, open),
    VALUE(struct series, closed),
    PART(struct series, close, price_said_part),
    VALUE(struct series, close_bar),
    VALUE(struct series, previous),
    VALUE(struct series, previous_bar),
    PART(struct series, returns, returns_part),
    PART(struct series, before, returns_part),
    VALUE(struct series, rise),
    VALUE(struct series, rise_before),
    VALUE(struct series, rise_time),
    VALUE(struct series, held_since),
    VALUE(struct series, up),
    VALUE(struct series, down),
    VALUE(struct series, spread),
    PART(struct series, judged, price_said_part),
    VALUE(struct series, judged_bar),
    VALUE(struct series, z),
    VALUE(struct series, from),
    VALUE(struct series, judged_close),
    VALUE(struct series, unchanged),
    VALUE(struct series, unchanged_before),
    VALUE(struct series, troubled),
    PARTS(struct series, trouble, price_said_part),
    VALUE(struct series, trouble_unit),
    VALUE(struct series, factor),
    VALUE(struct series, consistent),
    VALUE(struct series, consistent_bar),
    VALUE(struct series, close_due),
    VALUE(struct series, stale_due),
};
STATE_PART(series, struct series);

static const struct state_field prices_state[] = {
    VALUE(struct market, due),
    PARTS(struct market, series, series_part),
};
STATE_PART(prices, struct market);

/* ---- alerts and notes ------------------------------------------------------------ */

static const struct state_field life_state[] = {
    VALUE(struct life, state),
    VALUE(struct life, severity),
    VALUE(struct life, flapping),
    VALUE(struct life, met),
    VALUE(struct life, clear),
    VALUE(struct life, missing),
    VALUE(struct life, left),
    VALUE(struct life, quiet),
    VALUE(struct life, turns),
    VALUE(struct life, turned),
};
STATE_PART(life, struct life);

static const struct state_field jump_said_state[] = {
    VALUE(struct jump_said, bar),
    VALUE(struct jump_said, up),
    VALUE(struct jump_said, down),
};
STATE_PART(jump_said, struct jump_said);

static const struct state_field alert_state[] = {
    VALUE(struct alert, id),
    VALUE(struct alert, transition),
    VALUE(struct alert, rule_hash),
    PART(struct alert, rule, name_part),
    VALUE(struct alert, kind),
    VALUE(struct alert, cause),
    VALUE(struct alert, material),
    VALUE(struct alert, region),
    VALUE(struct alert, policy),
    PART(struct alert, name, name_part),
    PART(struct alert, life, life_part),
    PART(struct alert, said, jump_said_part),
    VALUE(struct alert, since),
    VALUE(struct alert, expires),
    VALUE(struct alert, due),
    VALUE(struct alert, from),
    VALUE(struct alert, rests_on),
    VALUE(struct alert, value),
    VALUE(struct alert, before),
    VALUE(struct alert, threshold),
    VALUE(struct alert, fires_at),
    VALUE(struct alert, clears_at),
    VALUE(struct alert, say),
    VALUE(struct alert, number),
    VALUE(struct alert, basis),
};
STATE_PART(alert, struct alert);

static const struct state_field alerts_state[] = {
    VALUE(struct alerts, count),
    VALUE(struct alerts, forgotten),
    LIST(struct alerts, alert, count, alert_part),
    VALUE(struct alerts, slot),
};
STATE_PART(alerts, struct alerts);

static const struct state_field health_state[] = {
    PART(struct health_kept, source, name_part),
    PART(struct health_kept, id, name_part),
    VALUE(struct health_kept, revision),
    VALUE(struct health_kept, offset),
    VALUE(struct health_kept, time),
    VALUE(struct health_kept, health),
    VALUE(struct health_kept, withdrawn),
    TEXT_IN(struct health_kept, reason, reason_size),
    TEXT_IN(struct health_kept, text, text_size),
};
STATE_PART(health, struct health_kept);

static const struct state_field healths_state[] = {
    VALUE(struct healths, count),
    LIST(struct healths, health, count, health_part),
};
STATE_PART(healths, struct healths);

static const struct state_field note_state[] = {
    PART(struct note_kept, source, name_part),
    PART(struct note_kept, id, name_part),
    VALUE(struct note_kept, revision),
    VALUE(struct note_kept, offset),
    VALUE(struct note_kept, type),
    VALUE(struct note_kept, said),
    VALUE(struct note_kept, until),
    PART(struct note_kept, alert, name_part),
    TEXT_IN(struct note_kept, prefix, prefix_size),
    TEXT_IN(struct note_kept, author, author_size),
    TEXT_IN(struct note_kept, comment, comment_size),
};
STATE_PART(note, struct note_kept);

static const struct state_field notebook_state[] = {
    VALUE(struct notebook, count),
    LIST(struct notebook, note, count, note_part),
};
STATE_PART(notebook, struct notebook);

/* ---- the newsroom ---------------------------------------------------------------- */

static const struct state_field told_state[] = {
    VALUE(struct told, kept),
    VALUE(struct told, at),
    VALUE(struct told, fast),
    VALUE(struct told, squares),
    VALUE(struct told, slow),
};
STATE_PART(told, struct told);

static const struct state_field outlet_state[] = {
    PART(struct outlet, name, name_part),
    VALUE(struct outlet, tier),
    VALUE(struct outlet, tenure),
    VALUE(struct outlet, first),
    PART(struct outlet, told, told_part),
};
STATE_PART(outlet, struct outlet);

static const struct state_field outlet_pair_state[] = {
    PART(struct outlet_pair, before, told_part),
    VALUE(struct outlet_pair, kept),
    VALUE(struct outlet_pair, at),
    VALUE(struct outlet_pair, fast),
    VALUE(struct outlet_pair, slow),
};
STATE_PART(outlet_pair, struct outlet_pair);

static const struct state_field cited_state[] = {
    PART(struct story_cited, source, name_part),
    PART(struct story_cited, id, name_part),
    VALUE(struct story_cited, key),
    VALUE(struct story_cited, offset),
    VALUE(struct story_cited, time),
    VALUE(struct story_cited, outlet),
    VALUE(struct story_cited, tenure),
    VALUE(struct story_cited, risk),
    VALUE(struct story_cited, tone),
};
STATE_PART(cited, struct story_cited);

static const struct state_field news_pair_state[] = {
    VALUE(struct news_pair, listens),
    VALUE(struct news_pair, since),
    VALUE(struct news_pair, tenure),
    VALUE(struct news_pair, signals),
    VALUE(struct news_pair, kept),
    VALUE(struct news_pair, at),
    VALUE(struct news_pair, tone),
    VALUE(struct news_pair, acts),
    VALUE(struct news_pair, threats),
    VALUE(struct news_pair, cited),
    LIST(struct news_pair, cite, cited, cited_part),
};
STATE_PART(news_pair, struct news_pair);

static const struct state_field story_state[] = {
    VALUE(struct story_kept, key),
    VALUE(struct story_kept, revision),
    VALUE(struct story_kept, order),
    VALUE(struct story_kept, time),
    VALUE(struct story_kept, withdrawn),
    VALUE(struct story_kept, outlet),
    VALUE(struct story_kept, tenure),
    VALUE(struct story_kept, first),
    VALUE(struct story_kept, marks),
};
STATE_PART(story, struct story_kept);

static const struct state_field mark_state[] = {
    VALUE(struct story_mark, material),
    VALUE(struct story_mark, region),
    VALUE(struct story_mark, tenure),
    VALUE(struct story_mark, risk),
    VALUE(struct story_mark, tone),
    VALUE(struct story_mark, act),
    VALUE(struct story_mark, threat),
};
STATE_PART(mark, struct story_mark);

static const struct state_field stories_state[] = {
    VALUE(struct stories, entered),
    VALUE(struct stories, marked),
    PLACES(struct stories, story, struct story_kept, story_part),
    PLACES(struct stories, mark, struct story_mark, mark_part),
};
STATE_PART(stories, struct stories);

static const struct state_field newsroom_state[] = {
    VALUE(struct newsroom, outlets),
    LIST(struct newsroom, outlet, outlets, outlet_part),
    PLACES(struct newsroom, heard, struct outlet_pair, outlet_pair_part),
    PLACES(struct newsroom, pair, struct news_pair, news_pair_part),
    PART(struct newsroom, stories, stories_part),
};
STATE_PART(newsroom, struct newsroom);

/* ---- the grid -------------------------------------------------------------------- */

static const struct state_field grid_state[] = {
    VALUE(struct grid, touched),
    VALUE(struct grid, moving),
    VALUE(struct grid, due),
    VALUE(struct grid, decay_due),
};
STATE_PART(grid, struct grid);

/* ---- all ------------------------------------------------------------------------- */

static const struct state_field engine_fields[] = {
    PART(struct engine, settings, settings_part),
    PART(struct engine, rulebook, rulebook_part),
    VALUE(struct engine, config_hash),
    VALUE(struct engine, rules_hash),
    BY_PAIR(supply, supply_part),
    PART(struct engine, governance, governance_part),
    PART(struct engine, ledger, ledger_part),
    BY_PAIR(pair, pair_part),
    PART(struct engine, alerts, alerts_part),
    PART(struct engine, notebook, notebook_part),
    PART(struct engine, healths, healths_part),
    PART(struct engine, market, prices_part),
    PART(struct engine, newsroom, newsroom_part),
    VALUE(struct engine, now),
    VALUE(struct engine, offset),
    VALUE(struct engine, part),
    VALUES(struct engine, told, settings.materials),
    VALUES(struct engine, policy_due, ledger.policies),
    VALUES(struct engine, material_due, settings.materials),
    PART(struct engine, grid, grid_part),
    VALUE(struct engine, due),
    VALUE(struct engine, counter),
};

const struct state_part engine_state = {.name = "engine",
                                        .fields = engine_fields,
                                        .count = sizeof engine_fields / sizeof engine_fields[0],
                                        .size = sizeof(struct engine)};

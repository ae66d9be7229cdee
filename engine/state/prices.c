/* The series of prices. */
#include "engine/market.h"
#include "engine/state/parts.h"

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
    BELOW(struct series, trouble_unit, PRICE_UNITS),
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
SHARED_PART(prices, struct market);

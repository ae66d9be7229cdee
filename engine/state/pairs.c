/* Pairs: what they stand at, what was said of them, what they were. */
#include "engine/state.h"
#include "engine/state/parts.h"

static const struct state_field quote_state[] = {
    VALUE(struct quote, present),
    VALUE(struct quote, inapplicable),
    VALUE(struct quote, value),
    VALUE(struct quote, x),
    VALUE(struct quote, bounded),
    VALUE(struct quote, low),
    VALUE(struct quote, high),
    BELOW(struct quote, state, VALUE_STATES),
    BELOW(struct quote, reason, REASONS),
    VALUE(struct quote, moving),
    VALUE(struct quote, silent),
    VALUE(struct quote, young),
};
STATE_PART(quote, struct quote);

static const struct state_field contribution_state[] = {
    VALUE(struct contribution, present),
    BELOW(struct contribution, name, INDICATORS),
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
    BELOW(struct standing, top, COUNTRY_CODES),
    VALUE(struct standing, composite),
    VALUE(struct standing, coverage),
    BELOW(struct standing, state, VALUE_STATES),
    BELOW(struct standing, reason, REASONS),
};
STATE_PART(standing, struct standing);

static const struct state_field shown_state[] = {
    VALUE(struct shown, out),
    VALUE(struct shown, x),
    VALUE(struct shown, value),
    ALL_BELOW(struct shown, state, uint8_t, VALUE_STATES),
};
STATE_PART(shown, struct shown);

static const struct state_field level_state[] = {
    VALUE(struct level, settled),
    BELOW(struct level, leaning, SEVERITIES),
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
SHARED_PART(pair, struct pair);

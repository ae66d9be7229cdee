/* The newsroom: outlets, stories and their marks. */
#include "engine/newsroom.h"
#include "engine/state/parts.h"

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
    BELOW_OR_NONE(struct story_cited, outlet, LIMIT_OUTLETS),
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
    BELOW_OR_NONE(struct story_kept, outlet, LIMIT_OUTLETS),
    VALUE(struct story_kept, tenure),
    VALUE(struct story_kept, first),
    BELOW(struct story_kept, marks, LIMIT_PAIRS + 1),
};
STATE_PART(story, struct story_kept);

static const struct state_field mark_state[] = {
    BELOW(struct story_mark, material, LIMIT_MATERIALS),
    BELOW(struct story_mark, region, LIMIT_REGIONS),
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
SHARED_PART(newsroom, struct newsroom);

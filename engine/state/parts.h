/* How the rows of the state are written, and the parts that one file has and
 * another names; used by the files of this folder alone.
 *
 * A new member is a row in the file of its struct; one that says where something is
 * read, an index or the number of an enum, is BELOW its limit. */
#ifndef OREWATCH_ENGINE_STATE_PARTS_H
#define OREWATCH_ENGINE_STATE_PARTS_H

#include "engine/state_rows.h"

#define MEMBER(type, member) ((type *)0)->member
#define PLACE(type, member) .name = #member, .offset = offsetof(type, member)
#define ONE .capacity = 1, .count_at = NO_COUNT, .across = 1, .across_at = NO_COUNT
#define AS_LONG_AS(type, member, counted) \
    .size = sizeof MEMBER(type, member)[0], .capacity = sizeof MEMBER(type, member) / sizeof MEMBER(type, member)[0], \
    .count_at = (counted), .across = 1, .across_at = NO_COUNT

#define NUMBERS(type, member, wide, below, none) \
    {PLACE(type, member), .kind = STATE_VALUES, .size = sizeof MEMBER(type, member), ONE, \
     .width = (wide), .limit = (below), .or_none = (none)}
/* A bool that is neither 0 nor 1 is none. */
#define BOOL_LIMIT(type, member) _Generic(MEMBER(type, member), bool: 2, bool *: 2, default: 0)

/* Numbers, also an array of them that is always whole. */
#define VALUE(type, member) NUMBERS(type, member, sizeof(bool), BOOL_LIMIT(type, member), false)
/* An index, or the number of an enum: what some table is read at. */
#define BELOW(type, member, limit) NUMBERS(type, member, sizeof MEMBER(type, member), limit, false)
#define BELOW_OR_NONE(type, member, limit) NUMBERS(type, member, sizeof MEMBER(type, member), limit, true)
/* Arrays of them. */
#define ALL_BELOW(type, member, item, limit) NUMBERS(type, member, sizeof(item), limit, false)
#define ALL_BELOW_OR_NONE(type, member, item, limit) NUMBERS(type, member, sizeof(item), limit, true)
/* The first `counted` of an array. */
#define VALUES(type, member, counted) \
    {PLACE(type, member), .kind = STATE_VALUES, AS_LONG_AS(type, member, offsetof(type, counted))}
#define VALUES_BELOW(type, member, counted, below) \
    {PLACE(type, member), .kind = STATE_VALUES, AS_LONG_AS(type, member, offsetof(type, counted)), \
     .width = sizeof MEMBER(type, member)[0], .limit = (below)}
#define TEXT_UP_TO(type, member, sized, bytes) \
    {PLACE(type, member), .kind = STATE_TEXT, .size = (bytes), ONE, \
     .size_at = offsetof(type, sized), .size_width = sizeof MEMBER(type, sized)}
#define TEXT_IN(type, member, sized) TEXT_UP_TO(type, member, sized, sizeof MEMBER(type, member))
/* A text with a zero behind it. */
#define TOKEN_IN(type, member, sized) TEXT_UP_TO(type, member, sized, sizeof MEMBER(type, member) - 1)
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

#define SHARED_PART(symbol, type) \
    const struct state_part symbol##_part = { \
        .name = #symbol, .fields = symbol##_state, .count = sizeof symbol##_state / sizeof symbol##_state[0], \
        .size = sizeof(type)}
#define STATE_PART(symbol, type) static SHARED_PART(symbol, type)

extern const struct state_part name_part, settings_part, rulebook_part, supply_part, governance_part, ledger_part,
    pair_part, alerts_part, notebook_part, healths_part, prices_part, newsroom_part;

#endif

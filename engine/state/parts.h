/* How the rows of the state are written, and the parts that one file has and
 * another names; used by the files of this folder alone.
 *
 * A new member is a row in the file of its struct. */
#ifndef OREWATCH_ENGINE_STATE_PARTS_H
#define OREWATCH_ENGINE_STATE_PARTS_H

#include "engine/state_rows.h"

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

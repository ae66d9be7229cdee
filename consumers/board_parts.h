/* What a board is made of: pairs with their indicators, measures, bands. Taken from
 * an engine here, or asked of a live broker (board_live.h); who writes pages and
 * lines needs not know which. */
#ifndef OREWATCH_CONSUMERS_BOARD_PARTS_H
#define OREWATCH_CONSUMERS_BOARD_PARTS_H

#include "consumers/kept_texts.h"
#include "engine/engine.h"

/* Composites from which a band begins: moderate, elevated, high, critical. */
struct bands { double from[SEVERITIES - 1]; uint32_t count; };

struct board_parts {
    struct name_list list;           /* the texts of `names` */
    struct names names;
    struct bands bands;
    uint64_t offset;                 /* of the last event that is in it */
    int64_t time;                    /* of the log's clock */
    uint32_t pairs_count, measures_count;
    struct board_pair *pairs;        /* by material, then region, as configured */
    struct board_measure *measures;
    struct kept_texts texts;         /* of a live board: what the others point into */
};

/* Takes pairs and measures; texts go on pointing into the engine. False: no memory. */
bool board_parts_take(struct board_parts *parts, const struct engine *engine);
void board_parts_close(struct board_parts *parts);

/* Room for these pairs, without indicators, in place of what was there. */
bool board_parts_resize(struct board_parts *parts, uint32_t pairs, uint32_t measures);

#endif

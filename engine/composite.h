/* The composite, 0..100, and its exact parts.
 *
 *   C = 100 * SUM w'_k x_k,  w'_k = w_k * W_group / (weights present in the
 *   group) / (weights of the groups present)
 *
 * What was never seen passes its weight on: inside its group, or, when the whole
 * group is absent, to the other groups. What is young (seen, but not for long
 * enough to tell calm from chance) counts as seen where that raises C, else as
 * never seen: so the first warning does not lower C by the weight it brings.
 * Contributions are integers of micro-points, and their sum is the composite. */
#ifndef OREWATCH_ENGINE_COMPOSITE_H
#define OREWATCH_ENGINE_COMPOSITE_H

#include "engine/indicators/indicators.h"

#define POINT 1000000 /* micro-points of one point */

struct standing {
    bool known;                       /* the pair has a table, and a composite */
    struct quote quote[INDICATORS];
    uint32_t parts;
    struct contribution part[INDICATORS];
    int64_t composite;                /* micro-points */
    double coverage;                  /* as the indicator of this name says */
    uint8_t state;
    uint8_t reason;                   /* enum reason */
    double top_share;                 /* of the largest foreign supplier that is a country, and who it is */
    country top;
};

/* Reads what balances move, of every region of a material. The rest of a standing
 * is zeroed. */
void standings_read(const struct view *view, struct standing *standings);
/* Reads what prices and stories move, of one pair: cheap, without balances. */
void standing_read(const struct outlook *outlook, struct standing *standing);
/* Takes over what prices and stories move from another standing of the pair. */
void standing_adopt(struct standing *standing, const struct standing *other);
/* Weighs what was read into composite and parts. A pair without a table has none. */
void standing_weigh(const struct settings *settings, const struct supply_table *table, struct standing *standing);

#endif

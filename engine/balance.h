/* The balance of one material at one time: for each region what is lost, what
 * replaces it, and the vector of suppliers that results (domain section 8.2,
 * re-normalisation).
 *
 *   lost --> refilled from spare (own lanes, the exporters' budgets)
 *        --> then from tonnes turned away elsewhere, booked as XX
 *        --> then from offers;  what is left is the gap
 *   offers that are not needed displace imports pro rata
 *
 * All regions are balanced together, for they share the exporters' spare, and
 * what one turns away reaches the others. */
#ifndef OREWATCH_ENGINE_BALANCE_H
#define OREWATCH_ENGINE_BALANCE_H

#include "engine/flow.h"

/* A table's rows, and those that offers and diverted tonnes add. */
#define VECTOR_ROWS (LIMIT_SUPPLIERS + 8u)

struct vector {
    uint32_t count;
    struct { country supplier; bool own; double quantity_t; } row[VECTOR_ROWS];
};

struct balance {
    struct vector delivered; /* after losses, refill and offers */
    struct vector unharmed;  /* with the offers, without the losses */
    double demand_t;         /* D: all rows of the table, own ones included */
    double lost_t, refilled_t, delisted_t, cover_t;
    double duty;             /* import-weighted expected duty above the vintage's, ad valorem */
    bool spare_known;        /* of some foreign lane */
};

/* Balances every region whose table is known, at `t`. `balances`: one for each
 * region of the settings. */
void balance_all(const struct view *view, int64_t t, struct balance *balances);

/* Tonnes of a country in a vector. */
double vector_tonnes(const struct vector *vector, country supplier);
/* Sum over foreign rows; over own rows. */
double vector_foreign(const struct vector *vector);
double vector_own(const struct vector *vector);

#endif

/* The parts of a series; used by series.c alone.
 *
 * series_trouble.c: what is wrong, and what it stops. series_bars.c: bars, and the
 * test of a price against the last close. */
#ifndef OREWATCH_ENGINE_SERIES_PARTS_H
#define OREWATCH_ENGINE_SERIES_PARTS_H

#include "engine/series.h"

/* ---- series_trouble.c ------------------------------------------------------------- */

/* x of a jump at a time, from what it was at rise_time. */
double rise_decayed(const struct series *series, double rise, int64_t time);
/* A trouble is there, shown by this price; or is over. 0 when that was so before. */
unsigned trouble_begin(struct series *series, enum trouble trouble, const struct price_said *said, int64_t now);
unsigned trouble_end(struct series *series, enum trouble trouble, const struct price_said *said, int64_t now);
/* Sets a price aside for a unit that does not convert. */
unsigned trouble_unit_of(struct series *series, const struct price_said *said, enum price_unit unit, int64_t now);
/* Sets a price aside that is off by a known factor; 0 when it is not, or has been
 * for so long that it is the new basis. */
unsigned trouble_factor_of(struct series *series, const struct series_row *row, const struct series_limits *limits,
                           const struct price_said *said, int64_t now);

/* ---- series_bars.c ------------------------------------------------------------------ */

/* Starts the test of live prices from the last close; ends it: nothing is far. */
void test_start(struct series *series, const struct series_row *row, const struct series_limits *limits);
void test_end(struct series *series);
/* EFFECT_JUDGE when the last price is far from the last close. */
unsigned test_price(struct series *series);
/* Opens the bar of a time, closing the one before; closes the open one. */
unsigned bar_open(struct series *series, const struct series_row *row, const struct series_limits *limits,
                  int64_t time, int64_t now);
unsigned bar_close(struct series *series, const struct series_row *row, const struct series_limits *limits,
                   int64_t now);
/* Another price for the last closed bar: it came late, or anew. */
unsigned bar_replace(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     const struct price_said *said, int64_t now);

#endif

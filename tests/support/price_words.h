/* Prices in the domain's words, in a live world (supply_words.h).
 *
 *   new_live_world("2025-01-06", &listener);
 *   closes("LME.AL.3M", 40, 2500);          40 trading days, a per cent up and down
 *   close_at("LME.AL.3M", 2700);            the next day's
 *   later(15 * HOUR_NS), price("LME.AL.3M", 2690);  in the morning after it */
#ifndef OREWATCH_TESTS_SUPPORT_PRICE_WORDS_H
#define OREWATCH_TESTS_SUPPORT_PRICE_WORDS_H

#include "tests/support/told_world.h"

/* A price of now, in the unit of the series. */
void price(const char *series, double value);
/* The same as another publishes it. */
void price_in(enum price_unit unit, const char *series, double value);
/* Of the price said last. */
void about(const char *region);
void priced_at(int64_t time);
/* So many closes from the next trading day on, in turns at a value and one per
 * cent above it. */
void closes(const char *series, uint32_t count, double value);
/* Moves the clock to the next close of the series, and publishes its price then. */
void close_at(const char *series, double value);
/* Moves the clock to the next close without a price. */
void no_close(const char *series);
void later(int64_t by);
const struct series *series_of(const char *series);

#endif

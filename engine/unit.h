/* Units of prices: what converts into what, and by which factors a unit is
 * mistaken for another. */
#ifndef OREWATCH_ENGINE_UNIT_H
#define OREWATCH_ENGINE_UNIT_H

#include "schemas/messages.h"

/* The factor from one unit to another; 0 when none leads there (another currency,
 * another quantity). */
double unit_factor(enum price_unit from, enum price_unit to);
/* The known factor by which `value` is off from `reference`, as if its unit were
 * another: 1000, 22.0462, 1.13 (Chinese prices with and without value-added tax)
 * or an inverse; 0 when it is off by none of them. Both are above 0. */
double unit_mistaken(enum price_unit unit, double reference, double value);

#endif

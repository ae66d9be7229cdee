/* When a market closes: by the clocks of its zone, not on Saturdays, Sundays and
 * its holidays.
 *
 * A trading day is the 24 hours up to its close; what lies between two of them (a
 * weekend) is no trading time. Bars shorter than a day end at its close and the
 * steps before it. */
#ifndef OREWATCH_ENGINE_SESSION_H
#define OREWATCH_ENGINE_SESSION_H

#include "engine/settings.h"

/* The first close of a bar at or after t: the bar to which t belongs. */
int64_t session_close(const struct series_row *series, int64_t t);
/* Trading time from one moment to a later one. */
int64_t session_span(const struct series_row *series, int64_t from, int64_t to);
/* The moment at which so much trading time has passed. */
int64_t session_after(const struct series_row *series, int64_t from, int64_t span);

#endif

/* Where to begin: `--from` of tail and record.
 *
 *   new       what is said from now on          offset:N  from this offset on
 *   last      the last output of each topic     seq:N     from this number of one topic on
 *   all       all that is kept                  time:T    from this time on, T as 2025-02-24
 *   -1h       the last hour of the log's clock            or 2025-02-24T07:00:00Z */
#ifndef OREWATCH_CONSUMERS_START_POINT_H
#define OREWATCH_CONSUMERS_START_POINT_H

#include "schemas/text.h"

enum start_kind { START_NEW, START_LAST, START_ALL, START_OFFSET, START_SEQ, START_TIME, START_AGO };

struct start_point {
    enum start_kind kind;
    uint64_t number; /* offset or seq */
    int64_t time;    /* or how long ago, ns */
};

/* For help and refusals. */
#define START_POINT_FORMS "offset:N, seq:N, time:T, last, new, all or -1h"

/* False: `why` says what it may look like, and the nearest word. */
bool start_point_parse(const char *text, struct start_point *start, struct line *why);

#endif

/* Which pairs are meant: "aluminum/EU" one, "aluminum" or "EU" all of a material
 * or a region, nothing all. */
#ifndef OREWATCH_CONSUMERS_PAIR_FILTER_H
#define OREWATCH_CONSUMERS_PAIR_FILTER_H

#include "schemas/messages.h"

struct pair_filter { struct text material, region; }; /* empty: any */

/* Parses against the names of a configuration. False for a name it does not
 * know; `why` then names the nearest. */
bool pair_filter_parse(struct pair_filter *filter, const char *text, const struct names *names, char *why,
                       size_t why_size);
bool pair_filter_takes(const struct pair_filter *filter, struct text material, struct text region);
/* One pair is meant: it is shown in full. */
bool pair_filter_single(const struct pair_filter *filter);

#endif

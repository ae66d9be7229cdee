/* The nearest allowed name, for every refusal that has a list of names. */
#ifndef OREWATCH_SCHEMAS_NEAREST_H
#define OREWATCH_SCHEMAS_NEAREST_H

#include "schemas/text.h"

/* Damerau-Levenshtein distance without case, at most 64 bytes of each looked
 * at. Ties go to the earlier name. NULL when nothing is nearer than half of
 * the name's length plus one: a far guess helps nobody. */
const char *nearest_name(struct text name, const char *const *names, size_t count);
unsigned nearest_distance(struct text a, struct text b);

#endif

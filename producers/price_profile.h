/* Where a saved profile lies.
 *
 * A text with a slash or the ending .yaml is a path; any other is the name of a
 * profile that came with the programs: from the folder share/orewatch/profiles
 * beside the program's own, or data/profiles of the tree it was built in. */
#ifndef OREWATCH_PRODUCERS_PRICE_PROFILE_H
#define OREWATCH_PRODUCERS_PRICE_PROFILE_H

#include "schemas/status.h"
#include "schemas/text.h"

#include <limits.h>

/* NOT_FOUND, for a name: `why` says where it was looked for, and the nearest. */
MUST_CHECK enum status price_profile_path(const char *profile, char path[PATH_MAX], char *why, size_t why_size);
/* A file's name without folder and ending: "lme" of "my/lme.yaml". */
struct text price_profile_stem(const char *path);

#endif

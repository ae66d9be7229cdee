/* How much disk the journal takes. */
#ifndef OREWATCH_BROKER_JOURNAL_SIZE_H
#define OREWATCH_BROKER_JOURNAL_SIZE_H

#include <stdint.h>

struct journal_size { uint64_t segments, bytes; };

/* Zeros for what cannot be read. A look at each file: ask now and then, not for
 * every event. */
struct journal_size journal_size(const char *folder);

#endif

/* Where a socket is bound or connects to, as text: tcp://HOST:PORT, ipc://PATH.
 *
 * ZeroMQ takes port 99999 for 34463 and says of everything else that the
 * argument is invalid: what a person typed is judged here, before. */
#ifndef OREWATCH_RUNTIME_ENDPOINT_H
#define OREWATCH_RUNTIME_ENDPOINT_H

#include "schemas/text.h"

#include <stdbool.h>
#include <stdint.h>

/* False: `why` gets what is wrong, the port's limits and what may have been
 * meant. `lowest` is 0 where any free port will do, else 1. */
bool endpoint_check(const char *endpoint, uint32_t lowest, struct line *why);
/* Does it keep what goes over it inside this machine? */
bool endpoint_is_local(const char *endpoint);

#endif

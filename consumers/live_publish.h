/* One event through a broker's ingest, and its receipt: blocking, as live.h. */
#ifndef OREWATCH_CONSUMERS_LIVE_PUBLISH_H
#define OREWATCH_CONSUMERS_LIVE_PUBLISH_H

#include "runtime/exit_code.h"
#include "runtime/frame.h"

#include <stdint.h>

struct live_receipt {
    uint64_t offset; /* that the event took */
    char why[1024];  /* unless it was taken */
};

/* EXIT_OK: it is in the log. EXIT_REFUSED with the broker's reason. EXIT_CANNOT_CONNECT
 * after `patience` (ns) without a receipt; the event may still be taken then. */
enum exit_code live_publish(const char *ingest, struct frame event, int64_t patience, struct live_receipt *receipt);

#endif

/* The epoch that consumers know the outputs by.
 *
 * A log has an epoch of its own. Its outputs are derived again when a broker starts
 * with another engine, and may be others, or more, or fewer: whoever holds "1..7 of a
 * topic" of the former ones holds nothing of these. So the epoch on the wire is of the
 * log and of the engine that folds it, and consumers begin anew by the rule that they
 * have for another log. */
#ifndef OREWATCH_BROKER_EPOCH_H
#define OREWATCH_BROKER_EPOCH_H

#include <stdint.h>

/* An epoch fits into a double, so that JSON and JavaScript keep it whole; it is not 0. */
#define EPOCH_MASK ((UINT64_C(1) << 53) - 1)

/* `log`: drawn at random when the log began. `engine`: ENGINE_VERSION. */
uint64_t epoch_of_outputs(uint64_t log, uint64_t engine);

#endif

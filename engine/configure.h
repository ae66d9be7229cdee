/* Configuration and rules: from their messages into the state. */
#ifndef OREWATCH_ENGINE_CONFIGURE_H
#define OREWATCH_ENGINE_CONFIGURE_H

#include "engine/state.h"

/* Takes over a configuration or rules entry, whole or not at all. */
MUST_CHECK enum status configure(struct engine *engine, const struct entry *entry, const struct outputs *outputs,
                                 struct refusal *refusal);
MUST_CHECK enum status configure_rules(struct engine *engine, const struct entry *entry,
                                       const struct outputs *outputs, struct refusal *refusal);

#endif

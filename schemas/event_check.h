/* What no single row can say of an event: fields that need or contradict each
 * other. Asked by event_decode after the rows have had their say. */
#ifndef OREWATCH_SCHEMAS_EVENT_CHECK_H
#define OREWATCH_SCHEMAS_EVENT_CHECK_H

#include "schemas/messages.h"

MUST_CHECK enum status event_check(const struct event *event, struct refusal *refusal);

#endif

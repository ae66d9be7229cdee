#include "runtime/holding.h"

#include "schemas/fields.h"

#define NUMBER_OF(member) UINT(struct holding, member, 0, WHOLE_MOST)

static const struct field holding_fields[] = {
    [HOLDING_HAS_TOPIC]        = FIELD("topic", REQUIRED, TEXT_OF(struct holding, topic, LIMIT_TOPIC), "", ""),
    [HOLDING_HAS_FROM]         = FIELD("from", REQUIRED, NUMBER_OF(from), "", "the first that was or will be given"),
    [HOLDING_HAS_TO]           = FIELD("to", REQUIRED, NUMBER_OF(to), "", "the last that was given"),
    [HOLDING_HAS_MISSING]      = FIELD("missing", OPTIONAL, NUMBER_OF(missing), "", "told as lost, of them"),
    [HOLDING_HAS_MISSING_FROM] = FIELD("missing_from", OPTIONAL, NUMBER_OF(missing_from), "", "the first of these"),
    [HOLDING_HAS_MISSING_TO]   = FIELD("missing_to", OPTIONAL, NUMBER_OF(missing_to), "", "the last of these"),
    [HOLDING_HAS_AWAITED]      = FIELD("awaited", OPTIONAL, NUMBER_OF(awaited), "", "being asked for, behind `to`"),
    [HOLDING_HAS_NONE]         = FIELD("none", OPTIONAL, BOOL(struct holding, none), "", "nothing was said from `from` on"),
};
ROWS(holding_rows, "holding", struct holding, "How a consumer stands with one topic.", holding_fields);

#include "broker/refusals.h"

void refusals_sum_up(struct refusals *refusals, const struct world *world)
{
    if (world->now(world->self) < refusals->second_ends)
        return;
    if (refusals->withheld > 0)
        WORLD_SAY(world, WARNING, "refusals_withheld", LOG_NUMBER("count", refusals->withheld));
    refusals->said = refusals->withheld = 0;
    refusals->second_ends = world->now(world->self) + SECOND_NS;
}

void refusals_say(struct refusals *refusals, const struct world *world, enum endpoint endpoint, uint32_t index,
                  const struct refusal *refusal)
{
    refusals_sum_up(refusals, world);
    if (refusals->said >= REFUSALS_A_SECOND) {
        refusals->withheld++;
        return;
    }
    refusals->said++;
    WORLD_SAY(world, WARNING, "refused", LOG_TEXT("endpoint", endpoint_names[endpoint]), LOG_NUMBER("index", index),
              LOG_TEXT("reason", status_name(refusal->status)), LOG_TEXT("field", refusal->field),
              LOG_TEXT("text", refusal->text));
}

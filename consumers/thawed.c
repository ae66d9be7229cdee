#include "consumers/thawed.h"

#include "engine/frozen.h"

#include <inttypes.h>
#include <stdio.h>

static enum status thaw(struct engine *engine, const struct checkpoint *checkpoint, struct refusal *refusal)
{
    size_t size;
    const void *bytes = checkpoint_section(checkpoint, CHECKPOINT_ENGINE, &size);
    if (bytes != NULL)
        return engine_thaw(engine, bytes, size, refusal);
    snprintf(refusal->text, sizeof refusal->text, "it has no section `" CHECKPOINT_ENGINE "`");
    return STATUS_DAMAGED;
}

enum status thawed_engine(struct engine **engine, const struct checkpoint *checkpoint, char *why, size_t why_size)
{
    struct refusal refusal = {0};
    struct engine *made = engine_create();
    if (made == NULL) {
        snprintf(why, why_size, "no memory for the engine");
        return STATUS_NO_MEMORY;
    }
    enum status status = thaw(made, checkpoint, &refusal);
    if (status == STATUS_OK) {
        *engine = made;
        return STATUS_OK;
    }
    engine_destroy(&made);
    snprintf(why, why_size, "the engine in the checkpoint at offset %" PRIu64 " %s: %s%s%s",
             checkpoint_head(checkpoint)->position.next_offset - 1,
             status == STATUS_NEWER_VERSION ? "is of another version" : "cannot be taken", refusal.field,
             refusal.field[0] != '\0' ? ": " : "", refusal.text);
    return status;
}

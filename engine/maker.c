#include "engine/engine.h"
#include "engine/state.h"

#include <stdlib.h>
#include <string.h>

/* The one object of the engine that allocates. */

struct engine *engine_create(void)
{
    struct engine *engine = malloc(sizeof *engine);
    if (engine == NULL)
        return NULL;
    memset(engine, 0, sizeof *engine);
    engine_init(engine);
    return engine;
}

void engine_destroy(struct engine **engine)
{
    free(*engine);
    *engine = NULL;
}

size_t engine_size(void)
{
    return sizeof(struct engine);
}

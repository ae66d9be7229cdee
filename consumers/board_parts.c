#include "consumers/board_parts.h"

#include <stdlib.h>

void board_parts_close(struct board_parts *parts)
{
    kept_texts_forget(&parts->texts);
    free(parts->pairs);
    free(parts->measures);
    *parts = (struct board_parts){0};
}

bool board_parts_resize(struct board_parts *parts, uint32_t pairs, uint32_t measures)
{
    free(parts->pairs);
    free(parts->measures);
    parts->pairs = calloc(pairs > 0 ? pairs : 1, sizeof *parts->pairs);
    parts->measures = calloc(measures > 0 ? measures : 1, sizeof *parts->measures);
    parts->pairs_count = pairs;
    parts->measures_count = measures;
    return parts->pairs != NULL && parts->measures != NULL;
}

bool board_parts_take(struct board_parts *parts, const struct engine *engine)
{
    if (!board_parts_resize(parts, engine_pairs(engine), engine_measures(engine)))
        return false;
    parts->names = engine_names(engine, &parts->list);
    for (uint32_t i = 0; i < parts->pairs_count; i++)
        engine_board_pair(engine, i, &parts->pairs[i]);
    for (uint32_t i = 0; i < parts->measures_count; i++)
        engine_board_measure(engine, i, &parts->measures[i]);
    return true;
}

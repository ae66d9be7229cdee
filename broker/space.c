#include "broker/space.h"

const char *const space_names[SPACES] = {"ok", "low", "full"};

enum space space_judge(enum space before, uint64_t free_bytes, uint64_t threshold, bool starved, bool refused)
{
    if (refused)
        return SPACE_FULL;
    if (starved || free_bytes < threshold)
        return SPACE_LOW;
    if (before != SPACE_OK && free_bytes < threshold + threshold / 10)
        return SPACE_LOW;
    return SPACE_OK;
}

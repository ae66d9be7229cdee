#include "engine/grid.h"

#include "engine/measure.h"

int64_t grid_after(int64_t t, int64_t step)
{
    int64_t past = t % step;
    return t - past + (past < 0 ? 0 : step);
}

void grid_touch(struct grid *grid, const struct settings *settings, uint32_t material, uint32_t regions, int64_t now)
{
    grid->touched[material] |= regions;
    if (grid->due == ALWAYS)
        grid->due = grid_after(now, settings->emit_every);
}

void grid_move(struct grid *grid, uint32_t material, uint32_t region, bool moving)
{
    uint32_t bit = UINT32_C(1) << region;
    grid->moving[material] = moving ? grid->moving[material] | bit : grid->moving[material] & ~bit;
}

void grid_schedule(struct grid *grid, const struct settings *settings, int64_t now)
{
    uint32_t any = 0;
    for (uint32_t m = 0; m < settings->materials; m++)
        any |= grid->moving[m];
    grid->decay_due = any != 0 ? grid_after(now, settings->decay_every) : ALWAYS;
}

uint32_t grid_take(struct grid *grid, uint32_t material, int64_t now)
{
    uint32_t regions = grid->decay_due <= now ? grid->moving[material] : 0;
    if (grid->due <= now) {
        regions |= grid->touched[material];
        grid->touched[material] = 0;
    }
    return regions;
}

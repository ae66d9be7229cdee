/* Seeded chance for property tests: the same seed throws the same numbers on
 * every machine (SplitMix64, Steele, Lea and Flood 2014). */
#ifndef OREWATCH_TESTS_SUPPORT_DICE_H
#define OREWATCH_TESTS_SUPPORT_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice { uint64_t state; };

static inline uint64_t dice_throw(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 .. count - 1. */
static inline uint32_t dice_below(struct dice *dice, uint32_t count)
{
    return (uint32_t)(dice_throw(dice) % count);
}

/* [0, 1). */
static inline double dice_unit(struct dice *dice)
{
    return (double)(dice_throw(dice) >> 11) * 0x1p-53;
}

static inline double dice_between(struct dice *dice, double low, double high)
{
    return low + (high - low) * dice_unit(dice);
}

static inline bool dice_chance(struct dice *dice, double probability)
{
    return dice_unit(dice) < probability;
}

#endif

#include "runtime/backoff.h"

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t next_chance(struct backoff *backoff)
{
    uint64_t z = backoff->chance += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void choose_wait(struct backoff *backoff)
{
    unsigned doublings = backoff->tries < BACKOFF_DOUBLINGS ? backoff->tries : BACKOFF_DOUBLINGS;
    uint64_t least = backoff->first_ms << doublings;
    backoff->wait_ms = least + next_chance(backoff) % (least / 2 + 1);
}

void backoff_init(struct backoff *backoff, uint64_t first_ms, uint64_t seed)
{
    *backoff = (struct backoff){.first_ms = first_ms, .chance = seed};
    choose_wait(backoff);
}

void backoff_tried(struct backoff *backoff)
{
    backoff->tries++;
    choose_wait(backoff);
}

void backoff_worked(struct backoff *backoff)
{
    backoff->tries = 0;
    choose_wait(backoff);
}

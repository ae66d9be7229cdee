#include "engine/past.h"

#include <string.h>

/* The number of the stretch that holds t: rounded down, also before 1970. */
static int64_t number_of(int64_t t, int64_t length)
{
    return t / length - (t % length < 0);
}

static void widen(struct stretch *stretch, int64_t number, const struct stood *stood)
{
    if (!stretch->used || stretch->number != number) {
        *stretch = (struct stretch){true, number, *stood, *stood};
        return;
    }
    if (stood->value <= stretch->low.value)
        stretch->low = *stood;
    if (stood->value >= stretch->high.value)
        stretch->high = *stood;
}

/* Enters what stood from `since` to its end into each stretch that it passed, but
 * for those that are overwritten anyway. */
static void enter(struct stretch *stretches, uint32_t count, int64_t length, int64_t since, const struct stood *stood)
{
    int64_t last = number_of(stood->until - 1, length), first = number_of(since, length);
    if (first <= last - (int64_t)count)
        first = last - (int64_t)count + 1;
    for (int64_t number = first; number <= last; number++) {
        int64_t end = (number + 1) * length;
        struct stood part = {stood->value, end < stood->until ? end : stood->until};
        widen(&stretches[(uint64_t)number % count], number, &part);
    }
}

void past_move(struct past *past, int64_t now, int64_t composite)
{
    if (!past->known) {
        int64_t begun = past->ever ? now : INT64_MIN;
        memset(past, 0, sizeof *past);
        *past = (struct past){.known = true, .ever = true, .value = composite, .since = now, .begun = begun,
                              .due = ALWAYS};
        return;
    }
    if (composite == past->value)
        return;
    if (now > past->since) {
        struct stood stood = {past->value, now};
        enter(past->fine, PAST_FINE, PAST_FINE_NS, past->since, &stood);
        enter(past->coarse, PAST_COARSE, PAST_COARSE_NS, past->since, &stood);
    }
    past->value = composite;
    past->since = now;
}

static void shift(struct stretch *stretches, uint32_t count, int64_t by)
{
    for (uint32_t i = 0; i < count; i++) {
        stretches[i].low.value += by;
        stretches[i].high.value += by;
    }
}

void past_rebase(struct past *past, int64_t now, int64_t composite)
{
    if (!past->known) {
        past_move(past, now, composite);
        return;
    }
    shift(past->fine, PAST_FINE, composite - past->value);
    shift(past->coarse, PAST_COARSE, composite - past->value);
    past->value = composite;
}

void past_lose(struct past *past)
{
    past->known = false;
}

static struct stood furthest(const struct past *past, int64_t now, int64_t window, bool high)
{
    bool fine = window <= (int64_t)(PAST_FINE - 1) * PAST_FINE_NS;
    const struct stretch *stretches = fine ? past->fine : past->coarse;
    struct stood best = {past->value, ALWAYS};
    for (uint32_t i = 0; i < (fine ? PAST_FINE : PAST_COARSE); i++) {
        const struct stood *stood = high ? &stretches[i].high : &stretches[i].low;
        bool within = stretches[i].used && stood->until > now - window;
        bool further = high ? stood->value > best.value : stood->value < best.value;
        bool later = stood->value == best.value && best.until != ALWAYS && stood->until > best.until;
        if (within && (further || later))
            best = *stood;
    }
    return best;
}

struct stood past_low(const struct past *past, int64_t now, int64_t window)
{
    return furthest(past, now, window, false);
}

struct stood past_high(const struct past *past, int64_t now, int64_t window)
{
    return furthest(past, now, window, true);
}

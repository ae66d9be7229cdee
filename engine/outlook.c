#include "engine/outlook.h"

#include "engine/curve.h"

#include <assert.h>

double balance_gap(const struct balance *balance)
{
    return balance->demand_t > 0 ? at_least(balance->lost_t - balance->refilled_t, 0) / balance->demand_t : 0;
}

double balance_loss(const struct balance *balance, const struct settings *settings)
{
    if (balance->demand_t <= 0)
        return 0;
    double rerouted = (balance->refilled_t + balance->delisted_t) / balance->demand_t;
    return clamp_unit(balance_gap(balance) + settings->rerouted_weight * rerouted);
}

static double balance_cover(const struct balance *balance)
{
    return balance->demand_t > 0 ? balance->cover_t / balance->demand_t : 0;
}

double horizon_mean(const struct settings *settings, const double *values, bool with_now)
{
    double sum = with_now ? values[0] : 0, weights = with_now ? 1 : 0;
    for (uint32_t h = 0; h < settings->horizons; h++) {
        sum += settings->horizon[h].weight * values[1 + h];
        weights += settings->horizon[h].weight;
    }
    return weights > 0 ? sum / weights : 0;
}

static void note(const struct view *view, const struct balance *balances, uint32_t at, struct outlook *outlooks)
{
    for (uint32_t r = 0; r < view->tables.settings->regions; r++) {
        outlooks[r].loss[at] = balance_loss(&balances[r], view->tables.settings);
        outlooks[r].cover[at] = balance_cover(&balances[r]);
    }
}

void outlook_make(const struct view *view, struct balance *balances, struct outlook *outlooks)
{
    const struct settings *settings = view->tables.settings;
    struct balance ahead[LIMIT_REGIONS];
    const struct balance *latest = balances;
    int64_t last = view->now;

    assert(settings->horizons <= LIMIT_HORIZONS);
    balance_all(view, view->now, balances);
    for (uint32_t r = 0; r < settings->regions; r++)
        outlooks[r] = (struct outlook){.settings = settings,
                                       .table = &view->tables.region[r],
                                       .governance = view->tables.governance,
                                       .world = settings->region[r].world,
                                       .now = &balances[r]};
    note(view, balances, 0, outlooks);
    for (uint32_t h = 0; h < settings->horizons; h++) {
        int64_t t = view->now + settings->horizon[h].ahead;
        if (!view_is_steady(view, last, t)) {
            balance_all(view, t, ahead);
            latest = ahead;
        }
        note(view, latest, 1 + h, outlooks);
        last = t;
    }
}

/* The state of the engine: one block, without pointers into itself. */
#ifndef OREWATCH_ENGINE_STATE_H
#define OREWATCH_ENGINE_STATE_H

#include "engine/alerts.h"
#include "engine/composite.h"
#include "engine/engine.h"
#include "engine/grid.h"
#include "engine/health.h"
#include "engine/market.h"
#include "engine/newsroom.h"
#include "engine/notebook.h"
#include "engine/past.h"

/* What last went out of one pair, to know what moved. */
struct shown { bool out[INDICATORS]; double x[INDICATORS], value[INDICATORS]; uint8_t state[INDICATORS]; };

/* The band in which a pair was first seen: where it leans until it has stood there
 * for the dwell. */
struct level { bool settled; uint8_t leaning; int64_t due; /* ALWAYS: not leaning */ };

struct pair { struct standing standing; struct shown shown; struct level level; struct past past; };

/* When a pair must be judged again though nothing moved it. */
static inline int64_t pair_due(const struct pair *pair)
{
    return pair->past.known && pair->past.due < pair->level.due ? pair->past.due : pair->level.due;
}

enum counter {
    COUNTER_EVENTS, COUNTER_OLDER_REVISION, COUNTER_OLDER_VINTAGE, COUNTER_LEDGER_FULL, COUNTER_ALERTS_FULL,
    COUNTER_ALERTS_FLAPPING, COUNTER_HEALTH_FULL,
    COUNTER_SERIES_WITHOUT_ROW, COUNTER_PRICES_LATE, COUNTER_PRICES_SET_ASIDE,
    COUNTER_NEWS_RECORDED, COUNTER_STATUS_RECORDED, COUNTER_NOTES_FULL, COUNTER_UNKNOWN_NAME,
    COUNTER_TABLES_RECORDED, COUNTER_UNKNOWN_WITHDRAWN, COUNTER_OUTLETS_FULL, COUNTER_STORIES_FORGOTTEN,
    COUNTER_STORIES_UNHEARD, COUNTERS
};

struct engine {
    struct settings settings;
    struct rulebook rulebook;
    uint64_t config_hash, rules_hash;

    struct supply_table supply[LIMIT_MATERIALS][LIMIT_REGIONS];
    struct governance_table governance;
    struct ledger ledger;
    struct market market;
    struct pair pair[LIMIT_MATERIALS][LIMIT_REGIONS];
    struct alerts alerts;
    struct notebook notebook;
    struct newsroom newsroom;
    struct healths healths;

    int64_t now;                          /* the engine's clock: the last `received` or due time */
    uint64_t offset, part;                /* of the last event, and of its last output */
    int64_t told[LIMIT_MATERIALS];        /* when a measure or a story of the material was last heard; NEVER_SAID */
    int64_t policy_due[LIMIT_MEASURES];   /* next date of each policy; ALWAYS when none */
    int64_t material_due[LIMIT_MATERIALS];
    struct grid grid;
    int64_t due;                          /* the earliest of all timers */
    uint64_t counter[COUNTERS];
};

/* Puts the defaults into a zeroed engine. */
void engine_init(struct engine *engine);
/* The tables of one material. */
struct tables engine_tables(const struct engine *engine, uint32_t material);
/* What indicators read of a pair's prices and stories. */
struct outlook engine_outlook(const struct engine *engine, uint32_t material, uint32_t region);

#endif

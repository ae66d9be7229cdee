/* One series of prices: its open bar, its last closed one, and what they say.
 *
 *   price --> unit --> not older than the last? --> by a known factor off? --> bar
 *                |                  |                        |
 *             set aside           late                   set aside
 *
 *   open bar --(a price at its close, or after it; or a while after the close)-->
 *   closed: its return counts, the live test starts again from its close
 *
 * A price belongs to the bar whose close is the first at or after its time.
 * A price costs the same however many came before; a bar closes once. */
#ifndef OREWATCH_ENGINE_SERIES_H
#define OREWATCH_ENGINE_SERIES_H

#include "engine/returns.h"
#include "engine/settings.h"

/* A price as it was published, with its value in the unit of the series. */
struct price_said { struct name source, id; uint64_t offset, revision; int64_t time; double value; };

/* What is wrong with a series; each is an alert of its own. */
enum trouble {
    TROUBLE_UNIT,    /* a unit that does not convert */
    TROUBLE_FACTOR,  /* off by a known factor from the last close */
    TROUBLE_FROZEN,  /* unchanged for too many bars */
    TROUBLE_STALE,   /* no price for too long */
    TROUBLES
};

struct series {
    bool seen;                        /* a price was accepted */
    struct price_said last;           /* the newest accepted */
    int64_t bar;                      /* the close of the bar it belongs to */
    bool open;                        /* that bar is not closed yet */

    bool closed;                      /* some bar was */
    struct price_said close;          /* of the last closed bar */
    int64_t close_bar;                /* when it closed */
    double previous;                  /* the close before; 0: none */
    int64_t previous_bar;
    struct returns returns, before;   /* after the last closed bar, and before it */
    double rise;                      /* x of the last jump upwards at rise_time; it decays from there */
    double rise_before;               /* the same without the last closed bar, at rise_time */
    int64_t rise_time;
    int64_t held_since;               /* it does not decay while the series is in trouble; ALWAYS: it does */

    double up, down;                  /* the next levels at which the live price is judged */
    double spread;                    /* of the return of the open bar; 0: not known */
    struct price_said judged;         /* the price that was judged last */
    int64_t judged_bar;               /* its bar */
    double z, from;                   /* of it: against this close */
    bool judged_close;                /* it closed its bar */

    uint32_t unchanged;               /* closes in a row that are equal to the one before */
    uint32_t unchanged_before;        /* the same without the last closed bar */
    uint32_t troubled;                /* bits by enum trouble */
    struct price_said trouble[TROUBLES]; /* the price that showed it; of stale: the last */
    uint8_t trouble_unit;             /* of TROUBLE_UNIT: the one it came in */
    double factor;                    /* of TROUBLE_FACTOR */
    uint32_t consistent;              /* bars in a row off by the factor */
    int64_t consistent_bar;

    int64_t close_due, stale_due;     /* timers; ALWAYS: none */
};

/* What became of a price; bits. */
enum price_effect {
    EFFECT_TOUCHES = 1 << 0,  /* what it tells may have changed */
    EFFECT_JUDGE   = 1 << 1,  /* it went so far that `judged` is to be judged */
    EFFECT_TROUBLE = 1 << 2,  /* `troubled` has changed */
    EFFECT_LATE    = 1 << 3,  /* older than the last one: it moves nothing */
    EFFECT_ASIDE   = 1 << 4,  /* set aside for its unit or its factor */
    EFFECT_OLDER   = 1 << 5,  /* an older revision of what is known */
};

/* A series that saw nothing. */
void series_init(struct series *series);
/* Takes a price; `said` has its value as published in `unit`, which becomes that of
 * the series. `now`: the engine's. */
unsigned series_take(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     struct price_said *said, enum price_unit unit, int64_t now);
/* Takes back a price of this source and id, when it is the last one or the last
 * close; 0 when it is neither. */
unsigned series_withdraw(struct series *series, const struct series_row *row, const struct series_limits *limits,
                         struct text source, struct text id, uint64_t revision);
/* Its timers that are due. */
unsigned series_fire(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     int64_t now);
/* The next of them; ALWAYS: none. */
int64_t series_due(const struct series *series);
/* After a judgement: the levels of the next. */
void series_watch(struct series *series, const struct series_limits *limits);

/* x of the last jump upwards at a time; whether it still decays. */
double series_rise(const struct series *series, int64_t time, bool *moving);
static inline bool series_in(const struct series *series, enum trouble trouble)
{
    return (series->troubled >> trouble) & 1;
}

#endif

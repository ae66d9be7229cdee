/* The newsroom: what outlets tell, as sums that fade.
 *
 * Each outlet has its total of stories, copies included, and for each pair the
 * part of them that tells of risk there; both over a fast and a slow half-life,
 * so that an outlet is measured by its own habit. Each pair has its tone: the
 * signals of all stories by direction, severity, confidence, how far they
 * concern the pair, and the tier of their source.
 *
 * A story costs the same whatever was told before: two powers for its outlet and
 * a few for each pair that it concerns. The order in which stories come makes no
 * difference, but for the last bits, as long as outlets and memory suffice. A
 * pair listens from the day its supply table came: what an outlet told before is
 * not held against it.
 *
 * An outlet beyond LIMIT_OUTLETS takes the place of one that nearly fell silent,
 * its slow sum below half a story; where there is none, its stories still count
 * in the tones, and that it found no place is counted. */
#ifndef OREWATCH_ENGINE_NEWSROOM_H
#define OREWATCH_ENGINE_NEWSROOM_H

#include "engine/fading.h"
#include "engine/news_signal.h"
#include "engine/stories.h"

/* Stories of one outlet: sums of weights, of their squares, and over the slow
 * half-life, as of the newest. */
struct told { bool kept; int64_t at; double fast, squares, slow; };

struct outlet {
    struct name name;
    uint32_t tier;       /* the best of the sources that brought its stories */
    uint32_t tenure;     /* counts the outlets that had this place */
    int64_t first;       /* time of its oldest story */
    struct told told;
};

/* An outlet as one pair hears it. */
struct outlet_pair {
    struct told before;  /* what it had told when the pair began to listen */
    bool kept; int64_t at; double fast, slow; /* stories that tell of risk */
};

/* One of the weightiest stories of a pair. */
struct story_cited {
    struct name source, id;
    uint64_t key, offset;
    int64_t time;
    uint32_t outlet, tenure; /* NO_INDEX: its outlet found no place */
    double risk, tone;       /* as of its time */
};

struct news_pair {
    bool listens; int64_t since;
    uint32_t tenure;         /* counts the times it began to */
    uint64_t signals;        /* that concern it and were not taken back */
    bool kept; int64_t at; double tone, acts, threats;
    uint32_t cited; struct story_cited cite[LIMIT_STORIES_CITED];
};

struct newsroom {
    uint32_t outlets;
    struct outlet outlet[LIMIT_OUTLETS];
    struct outlet_pair heard[LIMIT_OUTLETS][LIMIT_MATERIALS][LIMIT_REGIONS];
    struct news_pair pair[LIMIT_MATERIALS][LIMIT_REGIONS];
    struct stories stories;
};

/* What the newsroom is told with a story. */
struct story_context {
    const struct settings *settings;
    const struct supply_table (*supply)[LIMIT_REGIONS]; /* by material and region */
    int64_t now;
    uint64_t offset;
};

enum news_verdict {
    NEWS_TAKEN,
    NEWS_OLDER,      /* an older revision, or the same again: moves nothing */
    NEWS_UNKNOWN,    /* takes back what is not remembered */
    NEWS_FORGOTTEN,  /* revises what is remembered only in part: nothing moved */
};

struct news_receipt {
    enum news_verdict verdict;
    bool homeless;                      /* its outlet found no place */
    bool unheard;                       /* it has signals, and none concerns a pair that listens */
    uint32_t touched[LIMIT_MATERIALS];  /* bits by region: pairs whose sums it moved */
};

/* Enters a news event; a higher revision of a story first takes the lower one
 * out, wherever it counted. Copies count in their outlet's total only. */
struct news_receipt newsroom_take(struct newsroom *newsroom, const struct story_context *context,
                                  const struct event *event);
/* A pair begins to listen, when its first table comes, or listens no more. */
void newsroom_listen(struct newsroom *newsroom, uint32_t material, uint32_t region, int64_t now);
void newsroom_leave(struct newsroom *newsroom, uint32_t material, uint32_t region);

#endif

/* What the newsroom says of one pair at one time. Reads only.
 *
 * Loudness. An outlet o with a habit is measured by itself: of its stories, T by
 * the fast half-life with squared weights Q, R tell of risk; by its habit the
 * part p = (r + 1/2) / (t + 1) of them does (r, t by the slow half-life, as of its
 * newest story; the halves are Jeffreys' prior for a share). One story more, as
 * usual and of now, is lent to it, so that what it told grows old:
 *
 *   share = (R + p) / (T + 1)        z = (R - p T) / sqrt(p (1 - p) (Q + 1))
 *
 * z is the share's distance from p in standard errors of a proportion, for
 * T^2 / Q is the effective number of stories that weigh unequally (Kish 1965), and
 * a story that counts in part varies less than one that counts or not. Outlets
 * are pooled with the weight of their tier times T / (T + 1): they write of the
 * same events, so z is their mean and not their sum (the sum over the square root
 * of their number would take forty reports of one event for forty events); and
 * who has told nothing lately says nothing lately.
 *
 * Silence is news that grows old, not missing data: what was told fades, whether
 * an outlet goes on or not. But an outlet that is silent for longer than `silence`
 * of its usual intervals, and longer than the fast half-life (a weekend is no
 * outage), is stale; when all are, so is the reading, and coverage falls. */
#ifndef OREWATCH_ENGINE_NEWS_READING_H
#define OREWATCH_ENGINE_NEWS_READING_H

#include "engine/newsroom.h"

struct news_reading {
    bool settled;          /* some outlet has a habit here; else the next three are not set */
    double share, usual;   /* pooled parts of stories that tell of risk: lately, and by habit */
    double z;
    bool stale;            /* no outlet keeps to its rhythm any more */
    bool fading;           /* another reading a while later, without a story */
    uint64_t signals;      /* that concern the pair */
    double tone;           /* signed sum */
    double acts, threats;  /* what they raise it by */
};

struct news_reading news_read(const struct newsroom *newsroom, const struct news_settings *news, uint32_t material,
                              uint32_t region, int64_t now);

/* One story's part of what a pair hears: of the stories that tell of risk, as in
 * `share`, and of the tone. Of a sum that is nothing there are no parts. */
struct news_part { const struct story_cited *story; double of_risk, of_tone; };

/* The weightiest stories; returns how many. */
uint32_t news_parts(const struct newsroom *newsroom, const struct news_settings *news, uint32_t material,
                    uint32_t region, int64_t now, struct news_part parts[LIMIT_STORIES_CITED]);

#endif

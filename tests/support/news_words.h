/* Stories in the domain's words, as events.
 *
 *   story(event, "press/wire", "s1", "wire", day_of(3));
 *   says(event, "RU", 1, .8, .5);      of aluminum, for every region
 *   of_material("rare-earths"), in_region("EU"), as_a(CATEGORY_THREAT);
 *
 * Words that qualify speak of the signal said last. */
#ifndef OREWATCH_TESTS_SUPPORT_NEWS_WORDS_H
#define OREWATCH_TESTS_SUPPORT_NEWS_WORDS_H

#include "schemas/messages.h"

/* Noon of a day after 2025-01-01, in ns since 1970 UTC; parts of days too. */
int64_t day_of(double day);
/* Empties the event. The texts must live as long as it does. */
void story(struct event *event, const char *source, const char *id, const char *outlet, int64_t time);
void copy_of(struct event *event, const char *first);
void says(struct event *event, const char *origin, int direction, double severity, double confidence);
void of_material(const char *material);
void in_region(const char *region);
void also_of(const char *origin);
void as_a(enum category category);

#endif

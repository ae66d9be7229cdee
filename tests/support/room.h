/* A newsroom by itself, with the tables it looks shares up in, and its oracle:
 * every story kept in a list and added up anew each time, in long double. */
#ifndef OREWATCH_TESTS_SUPPORT_ROOM_H
#define OREWATCH_TESTS_SUPPORT_ROOM_H

#include "engine/engine.h"
#include "engine/news_reading.h"

/* An empty newsroom with the default settings. No pair listens. */
void new_room(void);
struct newsroom *the_room(void);
const struct settings *the_settings(void);
/* A row of a pair's table. */
void buys(const char *material, const char *region, const char *from, double quantity_t);
/* The pair listens from then on. */
void listens(const char *material, const char *region, int64_t since);
/* Told at its own time, or later. */
struct news_receipt tell(const struct event *event);
struct news_receipt tell_at(const struct event *event, int64_t now);
struct news_reading reading_of(const char *material, const char *region, int64_t now);
uint32_t material_of(const char *name);
uint32_t region_of(const char *name);

/* Events, in any order. `standing`: each story in its newest revision, copies
 * included, withdrawn ones left out. `seen`: all that were taken once; an outlet's
 * first and newest story, and its tier, are of them, for what was taken back was
 * told all the same. */
struct oracle_list { uint32_t standing, seen; const struct event *const *stands, *const *saw; };

/* What a reading should be. For pairs that listened from the first of them on. */
struct news_reading oracle_reading(const struct oracle_list *list, const char *material, const char *region,
                                   int64_t now);

#endif

/* One engine's world: its clock, what it hears, and what can be asked of it.
 *
 * In a silent world what is said goes straight into the tables and the ledger of
 * one engine: no timers, no alerts, and fast enough for thousands of worlds. In
 * a live world it goes through engine_step, and the questions read what the
 * engine holds. There is one world at a time. */
#ifndef OREWATCH_TESTS_SUPPORT_TOLD_WORLD_H
#define OREWATCH_TESTS_SUPPORT_TOLD_WORLD_H

#include "engine/attribution.h"

void new_world(const char *day);
/* `outputs` may be NULL: nobody listens. It must outlive the world. */
void new_live_world(const char *day, const struct outputs *outputs);
void end_world(void);
/* Moves the clock; in a live world by a tick. */
void today(const char *day);
/* The same to the nanosecond; and what the clock says. */
void it_is(int64_t time);
int64_t clock_now(void);
/* Moves the clock of a live world on, by a tick. */
void pass(int64_t ns);
/* Puts other rules in force; false when they are refused. */
bool rules_are(const struct rules *rules);
/* 0 o'clock of "2025-02-24", in ns since 1970 UTC. */
int64_t day_ns(const char *day);
struct engine *the_engine(void);
/* Ends the sentence and enters an event that the test made by itself. */
void hear(const struct event *event);
/* An empty event of today, entered when the next sentence begins, the clock
 * moves or a question is asked. Its texts must live until then. */
struct event *begin_sentence(enum event_type type, const char *source, const char *id);
/* The sentence being said; aborts when there is none. */
struct event *sentence(void);
void end_sentence(void);

/* ---- questions --------------------------------------------------------------- */

const struct standing *standing_of(const char *material, const char *region);
/* The balance now; in a live world as of the engine's clock. */
const struct balance *balance_of(const char *material, const char *region);
/* Points, 0..100. */
double composite_of(const char *material, const char *region);
double value_of(enum indicator name, const char *material, const char *region);
double x_of(enum indicator name, const char *material, const char *region);
/* Of the delivered foreign tonnes. */
double share_of(const char *name, const char *material, const char *region);
/* Under a scenario instead of all that was said; for every region. */
void standings_under(const struct scenario *scenario, const char *material, struct standing *standings);

#endif

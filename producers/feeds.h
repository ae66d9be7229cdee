/* The feeds: one file each, each with one public symbol, run by name from the
 * table in main.c. `argv[0]` is the feed's name. */
#ifndef OREWATCH_PRODUCERS_FEEDS_H
#define OREWATCH_PRODUCERS_FEEDS_H

int feed_events(int argc, char **argv);
int feed_baseline(int argc, char **argv);
int feed_prices(int argc, char **argv);
int feed_replay(int argc, char **argv);

#endif

/* When the room that the journal has left counts as low, and when as enough again.
 *
 *        free < threshold, or no room for the next segment      a commit found no room
 *   ok ----------------------------------------------------> low ------------------> full
 *    ^   free >= threshold and a tenth more, next segment    |  ^   commits work     |
 *    +-------------------------------------------------------+  +--------------------+
 *
 * What is left when it says `low` is the rest of the segment in use, which is
 * written with zeros already, and the next one where it stands ready: receipts,
 * status and the end of the process need no other room. */
#ifndef OREWATCH_BROKER_SPACE_H
#define OREWATCH_BROKER_SPACE_H

#include <stdbool.h>
#include <stdint.h>

enum space { SPACE_OK, SPACE_LOW, SPACE_FULL, SPACES };
extern const char *const space_names[SPACES];

/* What follows from what is seen: `starved`: the next segment found no room;
 * `refused`: a commit did. */
enum space space_judge(enum space before, uint64_t free_bytes, uint64_t threshold, bool starved, bool refused);

#endif

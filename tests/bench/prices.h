/* Price events as a bench sends them: MessagePack maps of 12 keys in row order,
 * 153 bytes each, alike but for the number in their id and `seq`.
 *
 * A frame is written once and numbered anew before each use, which costs a few
 * ns an event: no event is ever sent twice, and none is kept in memory. */
#ifndef OREWATCH_TESTS_BENCH_PRICES_H
#define OREWATCH_TESTS_BENCH_PRICES_H

#include <stddef.h>
#include <stdint.h>

#define PRICE_BYTES   153u
#define PRICES_MOST   64u
#define PRICES_HEADER 3u   /* of the array around more than one event; at most */

struct prices {
    uint32_t count, size;  /* events in the frame (1: the event alone), and its bytes */
    uint32_t header;       /* of these bytes, before the first event */
    uint64_t next;         /* number of its first event, next time */
    int64_t time;          /* of all of them: when the first was written, so that none is stale */
    uint8_t bytes[PRICES_HEADER + PRICES_MOST * PRICE_BYTES];
};

/* Writes the event of a number, below 4e9, into exactly PRICE_BYTES bytes.
 * `time`: ns since 1970; the event's `time` and `received`. */
void price_write(uint8_t *bytes, uint64_t number, int64_t time);
/* Gives the event in these bytes another number and time. */
void price_renew(uint8_t *bytes, uint64_t number, int64_t time);

void prices_init(struct prices *prices, uint32_t count, uint64_t first);
/* The frame, with its next numbers. */
const uint8_t *prices_next(struct prices *prices);

#endif

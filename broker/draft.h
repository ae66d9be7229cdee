/* A receipt under construction: what became of each event of a batch.
 *
 * The first refusals carry field and text, the others their reason only, so that
 * a receipt never outgrows its place (GROUP_RECEIPT_BYTES). */
#ifndef OREWATCH_BROKER_DRAFT_H
#define OREWATCH_BROKER_DRAFT_H

#include "runtime/frame.h"
#include "schemas/messages.h"

#define DRAFT_DETAILS 128u /* refusals with field and text: enough to see what is wrong with a feed */

struct draft {
    struct receipt receipt;
    uint64_t refused[STATUSES];  /* events since the start, by reason */
    uint32_t details_count;
    struct refusal details[DRAFT_DETAILS];
    struct unknown_keys unknown; /* of all its events: event_decode adds to it */
    uint8_t rewritten[512u * KIB]; /* twice the details */
};

void draft_begin(struct draft *draft);
void draft_refuse(struct draft *draft, uint32_t index, const struct refusal *refusal);
/* `offset`: of the last accepted event of all; 0: none ever was. Returns the size. */
size_t draft_encode(struct draft *draft, uint64_t offset, void *bytes, size_t capacity);
/* A receipt anew, for a batch that did not become durable: all of its `events`
 * that `receipt` called accepted or duplicate are refused for `refusal`. The
 * frame lives until the next call. */
struct frame draft_refuse_rest(struct draft *draft, struct frame receipt, uint32_t events,
                               const struct refusal *refusal, uint64_t offset);

#endif

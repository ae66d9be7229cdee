/* Two logs side by side, or two files of digests: the first place where they
 * differ. What is the same is not kept. */
#ifndef OREWATCH_CONSUMERS_LOG_PAIR_H
#define OREWATCH_CONSUMERS_LOG_PAIR_H

#include "consumers/digest_line.h"

enum pair_verdict { PAIR_SAME, PAIR_DIFFERS, PAIR_FAILED /* said in `why` */ };

struct pair_difference {
    uint64_t entry, offset; /* of the first that differs; of digests: the entry after which they do */
    uint64_t same_up_to;    /* entry of the last that is the same, 0: none */
    uint64_t from;          /* logs are compared from the event with this offset on; 0: from their first entry */
    char names[512];        /* what differs in it, blanks between */
    char why[1024];
};

/* Entry by entry: kind, offset, `received`, bytes; the two entries go to `out`. Where
 * one of them begins later, they are compared from the first event on that both have. */
enum pair_verdict logs_differ(const char *one, const char *other, FILE *out, struct pair_difference *difference);
/* Of two digest files the lines of the same entries; lines that only one of them
 * has are passed over, and at least one must be common. */
enum pair_verdict digests_differ(const char *one, const char *other, struct pair_difference *difference);

#endif

/* Why a figure is not simply ok: every reason that the engine knows, with the
 * words that outputs carry.
 *
 * The state holds the number of a reason, never its words, so that it stays one
 * block without pointers that can be written down and read back (frozen.h). */
#ifndef OREWATCH_ENGINE_REASONS_H
#define OREWATCH_ENGINE_REASONS_H

#define REASON_ROWS(ROW)                                                                                \
    ROW(ESTIMATE,         "estimate")                                /* the supply table is one */      \
    ROW(SPARE_UNKNOWN,    "spare unknown")                           /* WORLD's table does not say it */\
    ROW(REST_LARGE,       "rest above its limit")                    /* XX hides who supplies */        \
    ROW(GOVERNANCE_LACKS, "a supplier without governance estimate")                                     \
    ROW(NO_FRESH_PRICE,   "no fresh price")                          /* a series is stale or frozen */  \
    ROW(COVERAGE,         "coverage")                                /* too few channels are fresh */

enum reason {
    REASON_NONE, /* nothing is amiss */
#define ROW(code, words) REASON_##code,
    REASON_ROWS(ROW)
#undef ROW
    REASONS
};

/* Empty for REASON_NONE. */
const char *reason_words(enum reason reason);

#endif

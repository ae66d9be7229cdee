/* Alerts that a reader does not want one by one: those that an operator has
 * silenced, and the expiry of one-shot alerts of severity info. Consecutive ones
 * are folded into a line, which says how many they were.
 *
 *   3 alerts silenced by M. Ruiz until 2025-02-26 06:00:00: known; --show-silenced
 *   5 info alerts resolved: expired */
#ifndef OREWATCH_CONSUMERS_MUTED_H
#define OREWATCH_CONSUMERS_MUTED_H

#include "consumers/terminal.h"
#include "schemas/messages.h"

enum muting { MUTING_NONE, MUTING_SILENCED, MUTING_EXPIRED };

struct muted {
    bool show_silenced;  /* they are not folded */
    enum muting kind;    /* of what is counted now */
    uint64_t count, total_silenced;
    struct note note;    /* its texts stand in the two below */
    char author[LIMIT_TITLE], comment[LIMIT_COMMENT];
};

/* Bytes that no such line exceeds. */
#define MUTED_TEXT_BYTES (LIMIT_TITLE + LIMIT_COMMENT + 256u)

/* True: the alert was folded. What was counted and is of another kind is written
 * on the page first. */
bool muted_takes(struct muted *muted, const struct alert_output *alert, struct page *page);
/* Writes what is counted, and begins anew. */
void muted_write(struct muted *muted, struct page *page);

#endif

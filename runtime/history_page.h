/* A page of history taken apart: its items, [topic, header, body].
 *
 * The page comes from a broker and is still not trusted: lengths are checked, and
 * a header or a body is for its receiver to decode. Texts and frames point into
 * the page. */
#ifndef OREWATCH_RUNTIME_HISTORY_PAGE_H
#define OREWATCH_RUNTIME_HISTORY_PAGE_H

#include "runtime/frame.h"
#include "schemas/messages.h"

struct history_items { const uint8_t *at, *end; uint32_t left; };
struct history_item { struct text topic; struct frame header, body; };

/* WRONG_TYPE: no array of items. */
MUST_CHECK enum status history_items_open(struct history_items *items, struct frame page);
/* NOT_FOUND: that was the last. WRONG_TYPE, TRUNCATED: the page is broken here. */
MUST_CHECK enum status history_items_next(struct history_items *items, struct history_item *item);

#endif

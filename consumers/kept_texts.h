/* Copies of messages that stay: what was decoded from a page of history goes on
 * pointing into them when the page is gone. */
#ifndef OREWATCH_CONSUMERS_KEPT_TEXTS_H
#define OREWATCH_CONSUMERS_KEPT_TEXTS_H

#include "runtime/frame.h"

struct kept_texts { struct kept_text *first; };

/* A copy that lives until kept_texts_forget; NULL: no memory. */
const void *kept_texts_copy(struct kept_texts *texts, struct frame bytes);
void kept_texts_forget(struct kept_texts *texts);

#endif

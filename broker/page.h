/* One page of history: a map that says how it goes on, and an array of
 * [topic, header, output]; the outputs byte for byte as on the stream. */
#ifndef OREWATCH_BROKER_PAGE_H
#define OREWATCH_BROKER_PAGE_H

#include "broker/stream.h"

struct page {
    uint32_t count;
    size_t used;
    uint8_t bytes[LIMIT_PAGE_BYTES];
    uint8_t head[128];
};

void page_clear(struct page *page);
/* False: the page is full. One output always fits an empty page. */
bool page_add(struct page *page, const struct said *said);
/* The two frames; `error` may be NULL. They live as long as the page. */
void page_frames(struct page *page, struct history_page *head, const char *error, struct frame frames[2]);

#endif

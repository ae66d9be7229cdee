/* One page of history: a map that says how it goes on, and an array of
 * [topic, header, body]; outputs byte for byte as on the stream. */
#ifndef OREWATCH_BROKER_PAGE_H
#define OREWATCH_BROKER_PAGE_H

#include "broker/stream.h"

/* A page with so much in it takes no more: the live stream waits for one while it is
 * made, and for what a connection has begun to send of it. */
#define PAGE_ENOUGH     (64u * KIB)
#define PAGE_HEAD_BYTES (LIMIT_REFUSAL_TEXT + 128u)

struct page {
    uint32_t count;
    size_t used, head_used;
    uint8_t head[PAGE_HEAD_BYTES];
    uint8_t bytes[LIMIT_PAGE_BYTES];
};

void page_clear(struct page *page);
/* Each of the three below: false, and nothing was added, when the page is full.
 * One item always fits an empty page. */
bool page_add(struct page *page, const struct said *said);
/* `header` and `body` are messages, NULL: an empty map. */
bool page_add_message(struct page *page, struct text topic, const struct rows *header_rows_of, const void *header,
                      const struct rows *body_rows_of, const void *body);
/* `header` a message; the body as bytes of one MessagePack value. */
bool page_add_bytes(struct page *page, struct text topic, const struct rows *header_rows_of, const void *header,
                    const void *bytes, size_t size);
/* An item that is packed already: an array of three. */
bool page_add_packed(struct page *page, const void *bytes, size_t size);
/* Writes the head; `error` may be NULL. A page is sent as often as need be. */
void page_finish(struct page *page, struct history_page *head, const char *error);
/* The two frames of a finished page. They live as long as it. */
void page_frames(struct page *page, struct frame frames[2]);

#endif

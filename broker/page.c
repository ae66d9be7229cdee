#include "broker/page.h"

#include "schemas/pack.h"

#include <assert.h>
#include <string.h>

#define ARRAY_HEADER 5u   /* dd, and a 32-bit count: written when it is known */
#define ITEM_HEADERS 128u /* of an item: its array, the topic's length, and the header map */

#define BIT(row) (UINT64_C(1) << (row))

static_assert(LIMIT_OUTPUT_BYTES + LIMIT_TOPIC + ITEM_HEADERS + ARRAY_HEADER < LIMIT_PAGE_BYTES, "one output fits");

void page_clear(struct page *page)
{
    page->count = 0;
    page->used = ARRAY_HEADER;
}

/* ---- items ----------------------------------------------------------------- */

/* The rest of the page, as a pack that begins with the item's array and topic. */
static struct pack begin(struct page *page, struct text topic)
{
    struct pack pack = pack_on(page->bytes + page->used, sizeof(page->bytes) - page->used);

    pack_array(&pack, 3);
    pack_text(&pack, topic);
    return pack;
}

static void put_message(struct pack *pack, const struct rows *rows, const void *message)
{
    size_t size;

    if (!message) {
        pack_map(pack, 0);
        return;
    }
    size = pack->full ? 0 : rows_encode(rows, message, pack->at, (size_t)(pack->end - pack->at));
    pack->at += size;
    pack->full = size == 0;
}

static bool finish(struct page *page, const struct pack *pack)
{
    size_t used = (size_t)(pack->at - page->bytes);

    if (pack->full || (page->count > 0 && used > PAGE_ENOUGH))
        return false;
    page->used = used;
    page->count++;
    return true;
}

bool page_add_bytes(struct page *page, struct text topic, const struct rows *header_rows_of, const void *header,
                    const void *bytes, size_t size)
{
    struct pack pack = begin(page, topic);

    put_message(&pack, header_rows_of, header);
    pack_raw(&pack, bytes, size);
    return finish(page, &pack);
}

bool page_add(struct page *page, const struct said *said)
{
    return page_add_bytes(page, said->topic, &header_rows, &said->header, said->bytes, said->size);
}

bool page_add_message(struct page *page, struct text topic, const struct rows *header_rows_of, const void *header,
                      const struct rows *body_rows_of, const void *body)
{
    struct pack pack = begin(page, topic);

    put_message(&pack, header_rows_of, header);
    put_message(&pack, body_rows_of, body);
    return finish(page, &pack);
}

bool page_add_packed(struct page *page, const void *bytes, size_t size)
{
    struct pack pack = pack_on(page->bytes + page->used, sizeof(page->bytes) - page->used);

    pack_raw(&pack, bytes, size);
    return finish(page, &pack);
}

/* ---- frames ---------------------------------------------------------------- */

void page_finish(struct page *page, struct history_page *head, const char *error)
{
    const uint8_t array[ARRAY_HEADER] = {0xdd, (uint8_t)(page->count >> 24), (uint8_t)(page->count >> 16),
                                         (uint8_t)(page->count >> 8), (uint8_t)page->count};

    memcpy(page->bytes, array, sizeof(array));
    head->present =
        BIT(HISTORY_PAGE_HAS_EPOCH) | BIT(HISTORY_PAGE_HAS_MORE) | BIT(HISTORY_PAGE_HAS_OFFSET) | BIT(HISTORY_PAGE_HAS_TIME);
    if (head->floor > 0)
        head->present |= BIT(HISTORY_PAGE_HAS_FLOOR);
    if (error) {
        head->present |= BIT(HISTORY_PAGE_HAS_ERROR);
        head->error = text_of(error);
        head->error.size = text_cut(head->error, LIMIT_REFUSAL_TEXT);
    }
    page->head_used = rows_encode(&history_page_rows, head, page->head, sizeof(page->head));
    assert(page->head_used > 0);
}

void page_frames(struct page *page, struct frame frames[2])
{
    frames[0] = (struct frame){page->head, page->head_used};
    frames[1] = (struct frame){page->bytes, page->used};
}

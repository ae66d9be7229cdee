#include "broker/page.h"

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

static void put(struct page *page, const void *bytes, size_t size)
{
    memcpy(page->bytes + page->used, bytes, size);
    page->used += size;
}

bool page_add(struct page *page, const struct said *said)
{
    const uint8_t item[] = {0x93, 0xda, (uint8_t)(said->topic.size >> 8), (uint8_t)said->topic.size};
    size_t header;

    if (page->used + said->topic.size + said->size + ITEM_HEADERS > sizeof(page->bytes))
        return false;
    put(page, item, sizeof(item));
    put(page, said->topic.at, said->topic.size);
    header = rows_encode(&header_rows, &said->header, page->bytes + page->used, ITEM_HEADERS - sizeof(item));
    assert(header > 0);
    page->used += header;
    put(page, said->bytes, said->size);
    page->count++;
    return true;
}

void page_frames(struct page *page, struct history_page *head, const char *error, struct frame frames[2])
{
    const uint8_t array[ARRAY_HEADER] = {0xdd, (uint8_t)(page->count >> 24), (uint8_t)(page->count >> 16),
                                         (uint8_t)(page->count >> 8), (uint8_t)page->count};
    size_t size;

    memcpy(page->bytes, array, sizeof(array));
    head->present = BIT(HISTORY_PAGE_HAS_EPOCH) | BIT(HISTORY_PAGE_HAS_MORE);
    if (head->floor > 0)
        head->present |= BIT(HISTORY_PAGE_HAS_FLOOR);
    if (error) {
        head->present |= BIT(HISTORY_PAGE_HAS_ERROR);
        head->error = text_of(error);
    }
    size = rows_encode(&history_page_rows, head, page->head, sizeof(page->head));
    assert(size > 0);
    frames[0] = (struct frame){page->head, size};
    frames[1] = (struct frame){page->bytes, page->used};
}

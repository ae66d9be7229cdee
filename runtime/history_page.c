#include "runtime/history_page.h"

#include "schemas/reader.h"

#define ITEM_PARTS 3u

static size_t left(const struct history_items *items)
{
    return (size_t)(items->end - items->at);
}

static bool take_count(struct history_items *items, uint32_t *count)
{
    const uint8_t *after;

    if (left(items) == 0)
        return false;
    after = read_count_header(items->at, left(items), 0x90, 0xdc, count);
    if (!after)
        return false;
    items->at = after;
    return true;
}

static bool take_text(struct history_items *items, struct text *text)
{
    const uint8_t *after;
    uint32_t size;

    if (left(items) == 0)
        return false;
    after = read_string_header(items->at, left(items), &size);
    if (!after || size > (size_t)(items->end - after))
        return false;
    *text = (struct text){(const char *)after, size};
    items->at = after + size;
    return true;
}

static enum status take_value(struct history_items *items, struct frame *value)
{
    struct refusal refusal;
    enum status status;
    size_t size;

    status = scan_size(items->at, left(items), &size, &refusal);
    if (status != STATUS_OK)
        return status;
    *value = (struct frame){items->at, size};
    items->at += size;
    return STATUS_OK;
}

enum status history_items_open(struct history_items *items, struct frame page)
{
    *items = (struct history_items){.at = page.bytes, .end = (const uint8_t *)page.bytes + page.size};
    return take_count(items, &items->left) ? STATUS_OK : STATUS_WRONG_TYPE;
}

enum status history_items_next(struct history_items *items, struct history_item *item)
{
    enum status status;
    uint32_t parts;

    if (items->left == 0)
        return STATUS_NOT_FOUND;
    items->left--;
    if (!take_count(items, &parts) || parts != ITEM_PARTS || !take_text(items, &item->topic))
        return STATUS_WRONG_TYPE;
    status = take_value(items, &item->header);
    return status == STATUS_OK ? take_value(items, &item->body) : status;
}

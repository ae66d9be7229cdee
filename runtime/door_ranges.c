#include "runtime/door_ranges.h"

#include "runtime/door.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 4u /* a source without losses has one range */

void ranges_close(struct ranges *ranges)
{
    free(ranges->items);
    *ranges = (struct ranges){0};
}

/* How many ranges begin at or below the number. A source counts upwards, so the
 * answer is nearly always all of them. */
static uint32_t ranges_up_to(const struct ranges *ranges, uint64_t number)
{
    uint32_t low = 0, high = ranges->count;
    if (high > 0 && ranges->items[high - 1].from <= number)
        return high;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (ranges->items[middle].from <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool ranges_has(const struct ranges *ranges, uint64_t number)
{
    uint32_t index = ranges_up_to(ranges, number);
    return index > 0 && number <= ranges->items[index - 1].to;
}

static void remove_at(struct ranges *ranges, uint32_t index)
{
    memmove(&ranges->items[index], &ranges->items[index + 1], (ranges->count - index - 1) * sizeof *ranges->items);
    ranges->count--;
}

/* Closes the lowest gap for good. */
static void give_up_lowest(struct ranges *ranges)
{
    struct range *lowest = ranges->items;
    ranges->given_up += lowest[1].from - lowest[0].to - 1;
    ranges->floor = lowest[1].from;
    lowest[1].from = lowest[0].from;
    remove_at(ranges, 0);
}

static enum status grow(struct ranges *ranges)
{
    uint32_t capacity = ranges->capacity == 0 ? FIRST_CAPACITY : 2 * ranges->capacity;
    struct range *items = realloc(ranges->items, capacity * sizeof *items);
    if (items == NULL)
        return STATUS_NO_MEMORY;
    ranges->items = items;
    ranges->capacity = capacity;
    return STATUS_OK;
}

static enum status make_room(struct ranges *ranges)
{
    return ranges->count < ranges->capacity ? STATUS_OK : grow(ranges);
}

static enum status insert_at(struct ranges *ranges, uint32_t index, struct range range)
{
    enum status status = make_room(ranges);
    if (status != STATUS_OK)
        return status;
    memmove(&ranges->items[index + 1], &ranges->items[index], (ranges->count - index) * sizeof range);
    ranges->items[index] = range;
    ranges->count++;
    if (ranges->count > DOOR_RANGES)
        give_up_lowest(ranges);
    return STATUS_OK;
}

enum status ranges_add(struct ranges *ranges, uint64_t number)
{
    assert(!ranges_has(ranges, number));
    uint32_t index = ranges_up_to(ranges, number);
    struct range *below = index > 0 ? &ranges->items[index - 1] : NULL;
    struct range *above = index < ranges->count ? &ranges->items[index] : NULL;
    bool joins_below = below != NULL && below->to + 1 == number;
    bool joins_above = above != NULL && number + 1 == above->from;
    if (!joins_below && !joins_above)
        return insert_at(ranges, index, (struct range){number, number});
    if (joins_below)
        below->to = joins_above ? above->to : number;
    else
        above->from = number;
    if (joins_below && joins_above)
        remove_at(ranges, index);
    return STATUS_OK;
}

void ranges_remove(struct ranges *ranges, uint64_t number)
{
    uint32_t index = ranges_up_to(ranges, number);
    if (index == 0 || number > ranges->items[index - 1].to)
        return;
    struct range *range = &ranges->items[index - 1];
    struct range above = {number + 1, range->to};
    if (range->from == number && range->to == number)
        remove_at(ranges, index - 1);
    else if (range->from == number)
        range->from = number + 1;
    else if (range->to == number)
        range->to = number - 1;
    else {
        range->to = number - 1;
        /* It joined two ranges, so there was room for both. */
        enum status status = insert_at(ranges, index, above);
        assert(status == STATUS_OK);
        (void)status;
    }
}

uint64_t ranges_highest(const struct ranges *ranges)
{
    return ranges->count > 0 ? ranges->items[ranges->count - 1].to : 0;
}

uint64_t ranges_missing(const struct ranges *ranges)
{
    uint64_t missing = ranges->given_up;
    for (uint32_t i = 1; i < ranges->count; i++)
        missing += ranges->items[i].from - ranges->items[i - 1].to - 1;
    return missing;
}

enum status ranges_copy(struct ranges *copy, const struct ranges *ranges)
{
    struct range *items = calloc(ranges->capacity, sizeof *items);
    if (items == NULL && ranges->capacity > 0)
        return STATUS_NO_MEMORY;
    if (ranges->count > 0)
        memcpy(items, ranges->items, ranges->count * sizeof *items);
    *copy = *ranges;
    copy->items = items;
    return STATUS_OK;
}

/* ---- in a checkpoint --------------------------------------------------------- */

void ranges_save(const struct ranges *ranges, struct section_writer *section)
{
    section_put_number(section, ranges->floor);
    section_put_number(section, ranges->given_up);
    section_put_number(section, ranges->count);
    section_put(section, ranges->items, ranges->count * sizeof *ranges->items);
}

static bool ascend(const struct range *range, const struct range *before)
{
    return range->from <= range->to && (before == NULL || (before->to < range->from && range->from - before->to > 1));
}

enum status ranges_load(struct ranges *ranges, struct section_reader *section)
{
    ranges->floor = section_take_number(section, UINT64_MAX);
    ranges->given_up = section_take_number(section, UINT64_MAX);
    uint32_t count = (uint32_t)section_take_number(section, DOOR_RANGES);
    const void *items = section_take(section, count * sizeof *ranges->items);
    if (items == NULL)
        return STATUS_DAMAGED;
    while (ranges->capacity < count) {
        enum status status = grow(ranges);
        if (status != STATUS_OK)
            return status;
    }
    if (count > 0)
        memcpy(ranges->items, items, count * sizeof *ranges->items);
    ranges->count = count;
    for (uint32_t i = 0; i < count; i++) {
        if (!ascend(&ranges->items[i], i > 0 ? &ranges->items[i - 1] : NULL))
            return STATUS_DAMAGED;
    }
    return STATUS_OK;
}

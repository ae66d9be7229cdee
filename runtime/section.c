#include "runtime/section.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 4096u

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");

/* ---- writing ----------------------------------------------------------------- */

void section_close(struct section_writer *section)
{
    free(section->bytes);
    *section = (struct section_writer){0};
}

static bool make_room(struct section_writer *section, size_t size)
{
    size_t capacity = section->capacity > 0 ? section->capacity : FIRST_CAPACITY;
    while (capacity - section->size < size)
        capacity *= 2;
    if (capacity == section->capacity)
        return true;
    uint8_t *bytes = realloc(section->bytes, capacity);
    if (bytes == NULL)
        return false;
    section->bytes = bytes;
    section->capacity = capacity;
    return true;
}

void section_put(struct section_writer *section, const void *bytes, size_t size)
{
    if (section->no_memory || !make_room(section, size)) {
        section->no_memory = true;
        return;
    }
    if (size > 0)
        memcpy(section->bytes + section->size, bytes, size);
    section->size += size;
}

void section_put_number(struct section_writer *section, uint64_t number)
{
    section_put(section, &number, sizeof number);
}

void section_put_text(struct section_writer *section, const void *bytes, size_t size)
{
    section_put_number(section, size);
    section_put(section, bytes, size);
}

/* ---- reading ----------------------------------------------------------------- */

const void *section_take(struct section_reader *section, size_t size)
{
    const uint8_t *at = section->at;
    if (section->damaged || size > section->left) {
        section->damaged = true;
        return NULL;
    }
    section->at += size;
    section->left -= size;
    return at;
}

uint64_t section_take_number(struct section_reader *section, uint64_t most)
{
    const void *at = section_take(section, sizeof(uint64_t));
    uint64_t number = 0;
    if (at != NULL)
        memcpy(&number, at, sizeof number);
    if (number <= most)
        return number;
    section->damaged = true;
    return 0;
}

int64_t section_take_time(struct section_reader *section)
{
    return (int64_t)section_take_number(section, UINT64_MAX);
}

struct text section_take_text(struct section_reader *section, uint32_t most)
{
    uint32_t size = (uint32_t)section_take_number(section, most);
    const char *at = section_take(section, size);
    return at != NULL ? (struct text){at, size} : (struct text){"", 0};
}

bool section_is_read(const struct section_reader *section)
{
    return !section->damaged && section->left == 0;
}

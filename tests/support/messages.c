#include "tests/support/messages.h"

#include <assert.h>
#include <string.h>

#define LIST_MOST 4u

static const char *const words[] = {
    "a",        "LME.AL.3M",        "press/metals", "x:y_z-1",      "aluminum", "rare-earths-heavy",
    "official", "0123456789abcdef", "Z",            "lme-al-3m/24",
};
static const char *const sentences[] = {
    "",
    "Russia offers",
    "价格上涨 2 %",
    "Überkapazität, größer",
    "quotes \" and \\ and \x01 and \n",
    "😀 at the end 😀",
    "a sentence that is longer than thirty-two bytes, so that it needs a wider header",
};

static struct text keep(struct text_pool *pool, const char *text, uint32_t most)
{
    struct text all = text_of(text);
    uint32_t size = text_cut(all, most);
    assert(pool->used + size <= sizeof pool->bytes);
    char *at = pool->bytes + pool->used;
    memcpy(at, text, size);
    pool->used += size;
    return (struct text){at, size};
}

static double throw_number(struct dice *dice, double low, double high)
{
    double value = dice_chance(dice, 0.5) ? dice_between(dice, low, high) : (double)dice_below(dice, 300);
    return value < low ? low : value > high ? high : value;
}

/* Small and large ones alike, so that every width of integer comes. */
static uint64_t throw_bits(struct dice *dice)
{
    return dice_throw(dice) >> dice_below(dice, 64);
}

static country throw_country(struct dice *dice)
{
    static const char *const names[] = {"RU", "CN", "US", "EU", "XX", "ALL", "GB"};
    const char *name = names[dice_below(dice, sizeof names / sizeof names[0])];
    return country_from(name, strlen(name));
}

static void throw_whole(struct dice *dice, const struct field *field, enum kind kind, void *at)
{
    uint64_t bits = throw_bits(dice);
    double low = kind == KIND_TIME ? (double)TIME_LOWEST + 1024 : field->low;
    double high = kind == KIND_TIME ? (double)TIME_HIGHEST - 1024 : field->high;
    int64_t value = kind == KIND_UINT ? (int64_t)(bits >> 1) : dice_chance(dice, 0.5) ? (int64_t)(bits >> 1)
                                                                                       : -(int64_t)(bits >> 1);
    if ((double)value < low)
        value = (int64_t)low;
    if ((double)value > high)
        value = (int64_t)high;
    memcpy(at, &value, sizeof value);
}

static void throw_value(struct dice *dice, const struct field *field, enum kind kind, void *at,
                        struct text_pool *pool)
{
    switch (kind) {
    case KIND_BOOL:
        *(bool *)at = dice_chance(dice, 0.5);
        break;
    case KIND_UINT:
    case KIND_INT:
    case KIND_TIME:
        throw_whole(dice, field, kind, at);
        break;
    case KIND_NUMBER:
        *(double *)at = throw_number(dice, field->low, field->high);
        break;
    case KIND_DAY:
        *(int64_t *)at = (int64_t)dice_below(dice, 80000);
        break;
    case KIND_TOKEN:
        *(struct text *)at = keep(pool, words[dice_below(dice, sizeof words / sizeof words[0])], (uint32_t)field->high);
        break;
    case KIND_TEXT:
        *(struct text *)at =
            keep(pool, sentences[dice_below(dice, sizeof sentences / sizeof sentences[0])], (uint32_t)field->high);
        break;
    case KIND_NAME:
        *(uint8_t *)at = (uint8_t)dice_below(dice, field->names_count);
        break;
    case KIND_COUNTRY:
        *(country *)at = throw_country(dice);
        break;
    case KIND_MAP:
        message_throw(dice, field->rows, at, pool);
        break;
    case KIND_LIST:
        break;
    }
}

void message_throw(struct dice *dice, const struct rows *rows, void *message, struct text_pool *pool)
{
    uint64_t present = 0;
    memset(message, 0, rows->size);
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct field *field = &rows->fields[i];
        char *at = (char *)message + field->offset;
        if (!field->required && dice_chance(dice, 0.5))
            continue;
        present |= UINT64_C(1) << i;
        if (field->kind != KIND_LIST) {
            throw_value(dice, field, field->kind, at, pool);
            continue;
        }
        uint32_t most = field->capacity < LIST_MOST ? field->capacity : LIST_MOST;
        uint32_t count = dice_below(dice, most + 1);
        memcpy((char *)message + field->count_offset, &count, sizeof count);
        for (uint32_t item = 0; item < count; item++)
            throw_value(dice, field, field->item, at + item * field->item_size, pool);
    }
    memcpy(message, &present, sizeof present);
}

static bool value_equal(const struct field *field, enum kind kind, const void *a, const void *b)
{
    switch (kind) {
    case KIND_BOOL:
        return *(const bool *)a == *(const bool *)b;
    case KIND_UINT:
    case KIND_INT:
    case KIND_TIME:
    case KIND_DAY:
    case KIND_NUMBER:
        return memcmp(a, b, 8) == 0;
    case KIND_TOKEN:
    case KIND_TEXT:
        return text_equal(*(const struct text *)a, *(const struct text *)b);
    case KIND_NAME:
        return *(const uint8_t *)a == *(const uint8_t *)b;
    case KIND_COUNTRY:
        return *(const country *)a == *(const country *)b;
    case KIND_MAP:
        return message_equal(field->rows, a, b);
    case KIND_LIST:
        break;
    }
    return false;
}

static bool list_equal(const struct field *field, const char *a, const char *b)
{
    uint32_t a_count, b_count;
    memcpy(&a_count, a + field->count_offset, sizeof a_count);
    memcpy(&b_count, b + field->count_offset, sizeof b_count);
    if (a_count != b_count)
        return false;
    for (uint32_t i = 0; i < a_count; i++)
        if (!value_equal(field, field->item, a + field->offset + i * field->item_size,
                         b + field->offset + i * field->item_size))
            return false;
    return true;
}

bool message_equal(const struct rows *rows, const void *a, const void *b)
{
    uint64_t a_present, b_present;
    memcpy(&a_present, a, sizeof a_present);
    memcpy(&b_present, b, sizeof b_present);
    if (a_present != b_present)
        return false;
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct field *field = &rows->fields[i];
        if (((a_present >> i) & 1) == 0)
            continue;
        bool same = field->kind == KIND_LIST
                        ? list_equal(field, a, b)
                        : value_equal(field, field->kind, (const char *)a + field->offset,
                                      (const char *)b + field->offset);
        if (!same)
            return false;
    }
    return true;
}

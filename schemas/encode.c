#include "schemas/pack.h"
#include "schemas/rows.h"

static void encode_message(struct pack *pack, const struct rows *rows, const void *message);

static inline void encode_text(struct pack *pack, struct text text)
{
    if (text.size <= 32 && (size_t)(pack->end - pack->at) >= PUT_MOST + 32 && !pack->full) {
        pack->at = put_text_header(pack->at, text.size);
        copy_bytes(pack->at, text.at, text.size);
        pack->at += text.size;
    } else {
        pack_text(pack, text);
    }
}

static void encode_word(struct pack *pack, enum kind kind, const void *at)
{
    char word[16];
    struct line line = line_on(word, sizeof word);
    if (kind == KIND_DAY)
        line_day(&line, *(const int64_t *)at);
    else
        country_name(*(const country *)at, word);
    pack_text(pack, text_of(word));
}

static inline void encode_value(struct pack *pack, const struct field *field, enum kind kind, const void *at)
{
    uint8_t bytes[PUT_MOST];
    bool roomy = !pack->full && (size_t)(pack->end - pack->at) >= PUT_MOST;
    uint8_t *into = roomy ? pack->at : bytes, *end = into;
    switch (kind) {
    case KIND_BOOL:
        end = put_byte(into, *(const bool *)at ? 0xc3 : 0xc2);
        break;
    case KIND_UINT:
        end = put_uint(into, *(const uint64_t *)at);
        break;
    case KIND_INT:
    case KIND_TIME:
        end = put_int(into, *(const int64_t *)at);
        break;
    case KIND_NUMBER:
        end = put_number(into, *(const double *)at);
        break;
    case KIND_TOKEN:
    case KIND_TEXT:
        encode_text(pack, *(const struct text *)at);
        return;
    case KIND_NAME:
        encode_text(pack, text_of(field->names[*(const uint8_t *)at]));
        return;
    case KIND_DAY:
    case KIND_COUNTRY:
        encode_word(pack, kind, at);
        return;
    case KIND_MAP:
        encode_message(pack, field->rows, at);
        return;
    case KIND_LIST:
        return; /* lists hold no lists */
    }
    if (roomy)
        pack->at = end;
    else
        pack_raw(pack, bytes, (size_t)(end - bytes));
}

static void encode_list(struct pack *pack, const struct field *field, const char *message)
{
    uint32_t count;
    memcpy(&count, message + field->count_offset, sizeof count);
    pack_array(pack, count);
    const char *item = message + field->offset;
    for (uint32_t i = 0; i < count; i++, item += field->item_size)
        encode_value(pack, field, field->item, item);
}

static void encode_message(struct pack *pack, const struct rows *rows, const void *message)
{
    uint64_t all, present, rest;
    uint32_t count = 0;
    memcpy(&all, message, sizeof all);
    present = all & (rows->count >= 64 ? UINT64_MAX : (UINT64_C(1) << rows->count) - 1);
    for (rest = present; rest != 0; rest &= rest - 1)
        count++;
    pack_map(pack, count);
    for (rest = present; rest != 0; rest &= rest - 1) {
        const struct field *field = &rows->fields[__builtin_ctzll(rest)];
        encode_text(pack, (struct text){field->name, field->name_size});
        if (field->kind == KIND_LIST)
            encode_list(pack, field, message);
        else
            encode_value(pack, field, field->kind, (const char *)message + field->offset);
    }
}

size_t rows_encode(const struct rows *rows, const void *message, void *bytes, size_t capacity)
{
    struct pack pack = pack_on(bytes, capacity);
    encode_message(&pack, rows, message);
    return pack_used(&pack, bytes);
}

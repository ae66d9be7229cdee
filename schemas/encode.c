#include "schemas/pack.h"
#include "schemas/rows.h"

static void encode_message(struct pack *pack, const struct rows *rows, const void *message);

static struct text name_text(const struct field *field, const void *at)
{
    return text_of(field->names[*(const uint8_t *)at]);
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

static void encode_value(struct pack *pack, const struct field *field, enum kind kind, const void *at)
{
    switch (kind) {
    case KIND_BOOL:
        pack_bool(pack, *(const bool *)at);
        break;
    case KIND_UINT:
        pack_uint(pack, *(const uint64_t *)at);
        break;
    case KIND_INT:
    case KIND_TIME:
        pack_int(pack, *(const int64_t *)at);
        break;
    case KIND_NUMBER:
        pack_number(pack, *(const double *)at);
        break;
    case KIND_TOKEN:
    case KIND_TEXT:
        pack_text(pack, *(const struct text *)at);
        break;
    case KIND_NAME:
        pack_text(pack, name_text(field, at));
        break;
    case KIND_DAY:
    case KIND_COUNTRY:
        encode_word(pack, kind, at);
        break;
    case KIND_MAP:
        encode_message(pack, field->rows, at);
        break;
    case KIND_LIST:
        break; /* lists hold no lists */
    }
}

static void encode_field(struct pack *pack, const struct field *field, const char *message)
{
    if (field->kind != KIND_LIST) {
        encode_value(pack, field, field->kind, message + field->offset);
        return;
    }
    uint32_t count;
    memcpy(&count, message + field->count_offset, sizeof count);
    pack_array(pack, count);
    const char *item = message + field->offset;
    for (uint32_t i = 0; i < count; i++, item += field->item_size)
        encode_value(pack, field, field->item, item);
}

static void encode_message(struct pack *pack, const struct rows *rows, const void *message)
{
    uint64_t present;
    memcpy(&present, message, sizeof present);
    present &= rows->count >= 64 ? UINT64_MAX : (UINT64_C(1) << rows->count) - 1;
    pack_map(pack, (uint32_t)__builtin_popcountll(present));
    for (; present != 0; present &= present - 1) {
        const struct field *field = &rows->fields[__builtin_ctzll(present)];
        pack_text(pack, (struct text){field->name, field->name_size});
        encode_field(pack, field, message);
    }
}

size_t rows_encode(const struct rows *rows, const void *message, void *bytes, size_t capacity)
{
    struct pack pack = pack_on(bytes, capacity);
    encode_message(&pack, rows, message);
    return pack_used(&pack, bytes);
}

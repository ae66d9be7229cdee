/* Goal 7: reading an event and writing an output, against msgpack-c on the same
 * bytes. What msgpack-c does is the least a user of it would: unpack, then take
 * the fields out by their keys; it does not check what decode checks. */
#include "schemas/messages.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"

#include <msgpack.h>
#include <string.h>

#define BIT(i)  (UINT64_C(1) << (i))
#define EVENTS  1024u /* 153 KiB: in the cache, and more than a branch predictor learns by heart */
#define OUTPUTS 512u

static uint8_t bytes[EVENTS][PRICE_BYTES];

/* ---- decode ---------------------------------------------------------------------- */

static void decode_rows(void *self)
{
    static struct event event;
    struct refusal refusal;
    (void)self;
    for (unsigned i = 0; i < EVENTS; i++) {
        if (event_decode(bytes[i], PRICE_BYTES, &event, NULL, &refusal) != STATUS_OK)
            wrong("event_decode refuses a price: %s", refusal.text);
        used(&event);
    }
}

static struct text text_at(const msgpack_object *object)
{
    return (struct text){object->via.str.ptr, object->via.str.size};
}

static uint8_t index_of(const msgpack_object *object, const char *const *names, uint8_t count)
{
    for (uint8_t i = 0; i < count; i++)
        if (strlen(names[i]) == object->via.str.size &&
            memcmp(names[i], object->via.str.ptr, object->via.str.size) == 0)
            return i;
    return count;
}

static void extract(unsigned key, const msgpack_object *value, struct event *event)
{
    switch (key) {
    case EVENT_HAS_TYPE:
        event->type = index_of(value, event_type_names, EVENT_TYPES);
        break;
    case EVENT_HAS_SOURCE:
        event->source = text_at(value);
        break;
    case EVENT_HAS_ID:
        event->id = text_at(value);
        break;
    case EVENT_HAS_REVISION:
        event->revision = value->via.u64;
        break;
    case EVENT_HAS_WITHDRAWN:
        event->withdrawn = value->via.boolean;
        break;
    case EVENT_HAS_TIME:
        event->time = value->via.i64;
        break;
    case EVENT_HAS_RECEIVED:
        event->received = value->via.i64;
        break;
    case EVENT_HAS_SEQ:
        event->seq = value->via.u64;
        break;
    case PRICE_HAS_SERIES:
        event->price.series = text_at(value);
        break;
    case PRICE_HAS_VALUE:
        event->price.value = value->via.f64;
        break;
    case PRICE_HAS_UNIT:
        event->price.unit = index_of(value, price_unit_names, PRICE_UNITS);
        break;
    case PRICE_HAS_REGION:
        event->price.region = text_at(value);
        break;
    }
}

/* The keys stand in row order, so the next one is tried first: the best case. */
static void extract_all(const msgpack_object_map *map, struct event *event)
{
    const struct rows *rows = event_rows[EVENT_PRICE];
    for (uint32_t i = 0; i < map->size; i++) {
        struct text key = text_at(&map->ptr[i].key);
        for (uint32_t tried = 0; tried < rows->count; tried++) {
            uint32_t row = (i + tried) % rows->count;
            const struct field *field = &rows->fields[row];
            if (field->name_size != key.size || memcmp(field->name, key.at, key.size) != 0)
                continue;
            extract(row, &map->ptr[i].val, event);
            event->present |= BIT(row);
            break;
        }
    }
}

static void decode_msgpack(void *self)
{
    static struct event event;
    msgpack_unpacked unpacked;
    (void)self;
    msgpack_unpacked_init(&unpacked);
    for (unsigned i = 0; i < EVENTS; i++) {
        size_t at = 0;
        if (msgpack_unpack_next(&unpacked, (const char *)bytes[i], PRICE_BYTES, &at) != MSGPACK_UNPACK_SUCCESS)
            wrong("msgpack-c refuses a price");
        event.present = 0;
        extract_all(&unpacked.data.via.map, &event);
        used(&event);
    }
    msgpack_unpacked_destroy(&unpacked);
}

static double decode_rows_rate(void *self)
{
    return EVENTS / fastest(decode_rows, self);
}

static double decode_msgpack_rate(void *self)
{
    return EVENTS / fastest(decode_msgpack, self);
}

static void compare_decoded(void)
{
    struct event ours, theirs = {0};
    struct refusal refusal;
    msgpack_unpacked unpacked;
    size_t at = 0;
    uint8_t a[PRICE_BYTES], b[PRICE_BYTES];
    msgpack_unpacked_init(&unpacked);
    if (event_decode(bytes[7], PRICE_BYTES, &ours, NULL, &refusal) != STATUS_OK ||
        msgpack_unpack_next(&unpacked, (const char *)bytes[7], PRICE_BYTES, &at) != MSGPACK_UNPACK_SUCCESS)
        wrong("a price is refused: %s", refusal.text);
    extract_all(&unpacked.data.via.map, &theirs);
    if (rows_encode(event_rows[EVENT_PRICE], &ours, a, sizeof a) != PRICE_BYTES ||
        rows_encode(event_rows[EVENT_PRICE], &theirs, b, sizeof b) != PRICE_BYTES ||
        memcmp(a, bytes[7], PRICE_BYTES) != 0 || memcmp(b, bytes[7], PRICE_BYTES) != 0)
        wrong("what was decoded is not what was written");
    msgpack_unpacked_destroy(&unpacked);
}

/* ---- encode ---------------------------------------------------------------------- */

struct buffer {
    size_t size;
    uint8_t bytes[4096];
};

static int buffer_write(void *self, const char *data, size_t size)
{
    struct buffer *buffer = self;
    if (size > sizeof buffer->bytes - buffer->size)
        return -1;
    memcpy(buffer->bytes + buffer->size, data, size);
    buffer->size += size;
    return 0;
}

static void pack_string(msgpack_packer *packer, const char *at, size_t size)
{
    msgpack_pack_str(packer, size);
    msgpack_pack_str_body(packer, at, size);
}

#define PACK_KEY(packer, key) pack_string(packer, key, sizeof(key) - 1)

static void pack_name(msgpack_packer *packer, const char *name)
{
    pack_string(packer, name, strlen(name));
}

static void pack_contributions(msgpack_packer *packer, const struct indicator_output *output)
{
    PACK_KEY(packer, "contributions");
    msgpack_pack_array(packer, output->contributions_count);
    for (uint32_t i = 0; i < output->contributions_count; i++) {
        const struct contribution *part = &output->contributions[i];
        msgpack_pack_map(packer, 4);
        PACK_KEY(packer, "name"), pack_name(packer, indicator_names[part->name]);
        PACK_KEY(packer, "x"), msgpack_pack_double(packer, part->x);
        PACK_KEY(packer, "weight"), msgpack_pack_double(packer, part->weight);
        PACK_KEY(packer, "points"), msgpack_pack_int64(packer, part->points);
    }
}

static void pack_indicator(msgpack_packer *packer, const struct indicator_output *output)
{
    msgpack_pack_map(packer, output->contributions_count > 0 ? 12 : 11);
    PACK_KEY(packer, "type"), pack_name(packer, output_type_names[output->type]);
    PACK_KEY(packer, "offset"), msgpack_pack_uint64(packer, output->offset);
    PACK_KEY(packer, "part"), msgpack_pack_uint64(packer, output->part);
    PACK_KEY(packer, "time"), msgpack_pack_int64(packer, output->time);
    PACK_KEY(packer, "material"), pack_string(packer, output->material.at, output->material.size);
    PACK_KEY(packer, "region"), pack_string(packer, output->region.at, output->region.size);
    PACK_KEY(packer, "name"), pack_name(packer, indicator_names[output->name]);
    PACK_KEY(packer, "value"), msgpack_pack_double(packer, output->value);
    PACK_KEY(packer, "x"), msgpack_pack_double(packer, output->x);
    PACK_KEY(packer, "coverage"), msgpack_pack_double(packer, output->coverage);
    PACK_KEY(packer, "state"), pack_name(packer, value_state_names[output->state]);
    if (output->contributions_count > 0)
        pack_contributions(packer, output);
}

static size_t encode_once(const struct indicator_output *output, struct buffer *buffer)
{
    return buffer->size = rows_encode(&indicator_rows, output, buffer->bytes, sizeof buffer->bytes);
}

static void encode_rows(void *self)
{
    struct indicator_output output = *(const struct indicator_output *)self;
    struct buffer buffer;
    for (unsigned i = 0; i < OUTPUTS; i++) {
        output.offset = i;
        if (encode_once(&output, &buffer) == 0)
            wrong("rows_encode finds no room");
        used(&buffer);
    }
}

static void encode_msgpack(void *self)
{
    struct indicator_output output = *(const struct indicator_output *)self;
    struct buffer buffer;
    msgpack_packer packer;
    for (unsigned i = 0; i < OUTPUTS; i++) {
        output.offset = i;
        buffer.size = 0;
        msgpack_packer_init(&packer, &buffer, buffer_write);
        pack_indicator(&packer, &output);
        used(&buffer);
    }
}

static double encode_rows_rate(void *self)
{
    return OUTPUTS / fastest(encode_rows, self);
}

static double encode_msgpack_rate(void *self)
{
    return OUTPUTS / fastest(encode_msgpack, self);
}

static void compare_encoded(const struct indicator_output *output)
{
    struct buffer ours, theirs = {0};
    msgpack_packer packer;
    msgpack_packer_init(&packer, &theirs, buffer_write);
    pack_indicator(&packer, output);
    encode_once(output, &ours);
    if (ours.size != theirs.size || memcmp(ours.bytes, theirs.bytes, ours.size) != 0)
        wrong("rows_encode and the packer write different bytes");
}

/* ---- the figures ------------------------------------------------------------------- */

static struct indicator_output an_update(enum indicator name)
{
    return (struct indicator_output){
        .present = (BIT(INDICATOR_HAS_LOW) - 1) | BIT(INDICATOR_HAS_COVERAGE) | BIT(INDICATOR_HAS_STATE),
        .type = OUTPUT_INDICATOR,
        .offset = 1234567,
        .part = 3,
        .time = INT64_C(1740355200000000000),
        .material = text_of("aluminum"),
        .region = text_of("EU"),
        .name = name,
        .value = .034512,
        .x = .281934,
        .coverage = .875,
        .state = VALUE_OK,
    };
}

/* The composite with the seven parts it has today. */
static struct indicator_output a_composite(void)
{
    static const uint8_t parts[] = {INDICATOR_CONCENTRATION, INDICATOR_GOVERNANCE,  INDICATOR_RELIANCE, INDICATOR_GAP,
                                    INDICATOR_PIPELINE,      INDICATOR_TARIFF_COST, INDICATOR_COVER};
    struct indicator_output output = an_update(INDICATOR_COMPOSITE);
    output.present |= BIT(INDICATOR_HAS_CONTRIBUTIONS);
    for (size_t i = 0; i < sizeof parts; i++)
        output.contributions[output.contributions_count++] =
            (struct contribution){.present = 0xf,
                                  .name = parts[i],
                                  .x = .25 + (double)i / 16,
                                  .weight = .125,
                                  .points = 1234567 + (int64_t)i * 7654321};
    return output;
}

static void encode_figure(const char *what, struct indicator_output output)
{
    struct pairs pairs;
    compare_encoded(&output);
    pairs_take(&pairs, encode_rows_rate, encode_msgpack_rate, &output);
    figure_print(&(struct figure){what, "msgpack_packer, callback into a buffer", "M/s", 1e-6, AT_LEAST, 5}, &pairs);
}

int main(void)
{
    struct pairs pairs;
    figures_begin("decode_bench");
    for (unsigned i = 0; i < EVENTS; i++)
        price_write(bytes[i], i * 977, INT64_C(1740355200000000000) + i * INT64_C(200000));
    compare_decoded();
    pairs_take(&pairs, decode_rows_rate, decode_msgpack_rate, NULL);
    figure_print(&(struct figure){"7 decode and check a price event", "msgpack_unpack_next and fields by key", "M/s",
                                  1e-6, AT_LEAST, 4},
                 &pairs);
    encode_figure("7 encode an indicator update", an_update(INDICATOR_GAP));
    encode_figure("7 encode a composite with seven contributions", a_composite());
    figures_end();
    return 0;
}

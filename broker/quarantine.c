#include "broker/quarantine.h"

#include "schemas/pack.h"
#include "schemas/scalar.h"

#include <assert.h>
#include <stdlib.h>

#define TOPIC      TEXT("quarantine.")
#define ITEM_BYTES (LIMIT_QUARANTINE_KEPT + 2048u) /* bytes, texts of at most 512 bytes, keys and headers */
#define BIN32      0xc6

#define BIT(row) (UINT64_C(1) << (row))

static_assert((LIMIT_QUARANTINE_ITEMS & (LIMIT_QUARANTINE_ITEMS - 1)) == 0, "a power of two");
static_assert(LIMIT_QUARANTINE_BYTES % ITEM_BYTES < LIMIT_QUARANTINE_BYTES / 2, "the ring holds many of the largest");

/* Where an item lies; `at` rises for ever, its place in the ring is the rest. */
struct kept {
    uint64_t at;
    uint32_t size;
};

struct quarantine {
    uint64_t first, next; /* numbers */
    uint64_t head;        /* of the bytes */
    uint8_t *bytes;
    struct kept kept[LIMIT_QUARANTINE_ITEMS];
    uint8_t item[ITEM_BYTES];
};

struct quarantine *quarantine_create(void)
{
    struct quarantine *quarantine = calloc(1, sizeof(*quarantine));

    if (!quarantine)
        return NULL;
    quarantine->first = quarantine->next = 1;
    quarantine->bytes = malloc(LIMIT_QUARANTINE_BYTES);
    if (!quarantine->bytes)
        quarantine_destroy(&quarantine);
    return quarantine;
}

void quarantine_destroy(struct quarantine **quarantine)
{
    if (!*quarantine)
        return;
    free((*quarantine)->bytes);
    free(*quarantine);
    *quarantine = NULL;
}

/* ---- the key --------------------------------------------------------------- */

static void take_token(const uint8_t *at, size_t left, struct text *token)
{
    struct text text;

    if (read_bytes(at, left, &text) && is_token(text, LIMIT_TOKEN))
        *token = text;
}

static void take_revision(const uint8_t *at, size_t left, struct quarantine_key *key)
{
    struct integer revision;

    if (!read_integer(at, left, &revision) || revision.negative || revision.bits > (UINT64_C(1) << 53))
        return;
    key->revision = revision.bits;
    key->has_revision = true;
}

/* Walks over the first keys of the map, up to where the bytes make no sense. */
struct quarantine_key quarantine_key_of(struct frame refused)
{
    struct quarantine_key key = {0};
    struct refusal refusal;
    struct reader reader = reader_on(refused.bytes, refused.size, NULL, &refusal);
    struct text name;
    uint32_t count = 0;
    const uint8_t *at = read_map_header(&reader, refused.bytes, (struct text){0}, &count);

    for (uint32_t i = 0; i < count && at; i++) {
        size_t size, left;

        at = read_key(&reader, at, &name);
        left = at ? reader_left(&reader, at) : 0;
        if (left == 0 || scan_size(at, left, &size, &refusal) != STATUS_OK)
            return key;
        if (text_equal(name, TEXT("source")))
            take_token(at, left, &key.source);
        else if (text_equal(name, TEXT("id")))
            take_token(at, left, &key.id);
        else if (text_equal(name, TEXT("revision")))
            take_revision(at, left, &key);
        at += size;
    }
    return key;
}

/* ---- the ring -------------------------------------------------------------- */

static struct kept *kept_at(struct quarantine *quarantine, uint64_t number)
{
    return &quarantine->kept[number & (LIMIT_QUARANTINE_ITEMS - 1)];
}

/* An item lies in one piece: one that does not fit before the end of the ring
 * goes to its beginning. */
static uint64_t place_of(const struct quarantine *quarantine, size_t size)
{
    uint64_t rest = LIMIT_QUARANTINE_BYTES - quarantine->head % LIMIT_QUARANTINE_BYTES;

    return size > rest ? quarantine->head + rest : quarantine->head;
}

static void keep(struct quarantine *quarantine, size_t size)
{
    uint64_t at = place_of(quarantine, size);

    while (quarantine->first < quarantine->next &&
           (at + size - kept_at(quarantine, quarantine->first)->at > LIMIT_QUARANTINE_BYTES ||
            quarantine->next - quarantine->first == LIMIT_QUARANTINE_ITEMS))
        quarantine->first++;
    memcpy(quarantine->bytes + at % LIMIT_QUARANTINE_BYTES, quarantine->item, size);
    *kept_at(quarantine, quarantine->next++) = (struct kept){at, (uint32_t)size};
    quarantine->head = at + size;
}

static void pack_bytes(struct pack *pack, struct frame bytes)
{
    uint8_t header[PUT_MOST];

    pack_raw(pack, header, (size_t)(put32(header, BIN32, (uint32_t)bytes.size) - header));
    pack_raw(pack, bytes.bytes, bytes.size);
}

static size_t pack_item(struct quarantine *quarantine, const struct quarantined *quarantined, struct frame refused)
{
    struct pack pack = pack_on(quarantine->item, sizeof(quarantine->item));
    size_t size;

    pack_array(&pack, 3);
    pack_text(&pack, TOPIC);
    size = rows_encode(&quarantined_rows, quarantined, pack.at, (size_t)(pack.end - pack.at));
    assert(size > 0);
    pack.at += size;
    if (refused.size > LIMIT_QUARANTINE_KEPT)
        refused.size = LIMIT_QUARANTINE_KEPT;
    pack_bytes(&pack, refused);
    size = pack_used(&pack, quarantine->item);
    assert(size > 0);
    return size;
}

void quarantine_put(struct quarantine *quarantine, int64_t time, const char *endpoint, uint64_t index,
                    const struct refusal *refusal, struct frame refused)
{
    struct quarantine_key key = quarantine_key_of(refused);
    struct quarantined quarantined = {.present = BIT(QUARANTINED_HAS_NUMBER) | BIT(QUARANTINED_HAS_TIME) |
                                                 BIT(QUARANTINED_HAS_ENDPOINT) | BIT(QUARANTINED_HAS_INDEX) |
                                                 BIT(QUARANTINED_HAS_REASON) | BIT(QUARANTINED_HAS_TEXT) |
                                                 BIT(QUARANTINED_HAS_SIZE),
                                      .number = quarantine->next,
                                      .time = time,
                                      .endpoint = text_of(endpoint),
                                      .index = index,
                                      .reason = text_of(status_name(refusal->status)),
                                      .field = text_of(refusal->field),
                                      .text = text_of(refusal->text),
                                      .source = key.source,
                                      .id = key.id,
                                      .revision = key.revision,
                                      .size = refused.size};

    if (quarantined.field.size > 0)
        quarantined.present |= BIT(QUARANTINED_HAS_FIELD);
    if (key.source.size > 0)
        quarantined.present |= BIT(QUARANTINED_HAS_SOURCE);
    if (key.id.size > 0)
        quarantined.present |= BIT(QUARANTINED_HAS_ID);
    if (key.has_revision)
        quarantined.present |= BIT(QUARANTINED_HAS_REVISION);
    keep(quarantine, pack_item(quarantine, &quarantined, refused));
}

/* ---- looking into it ------------------------------------------------------- */

uint64_t quarantine_first(const struct quarantine *quarantine)
{
    return quarantine->first;
}

uint64_t quarantine_next(const struct quarantine *quarantine)
{
    return quarantine->next;
}

uint64_t quarantine_bytes(const struct quarantine *quarantine)
{
    if (quarantine->first == quarantine->next)
        return 0;
    return quarantine->head - quarantine->kept[quarantine->first & (LIMIT_QUARANTINE_ITEMS - 1)].at;
}

bool quarantine_item(const struct quarantine *quarantine, uint64_t number, struct frame *item)
{
    const struct kept *kept = &quarantine->kept[number & (LIMIT_QUARANTINE_ITEMS - 1)];

    if (number < quarantine->first || number >= quarantine->next)
        return false;
    *item = (struct frame){quarantine->bytes + kept->at % LIMIT_QUARANTINE_BYTES, kept->size};
    return true;
}

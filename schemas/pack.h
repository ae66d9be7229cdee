/* MessagePack written straight into bytes, each value in its shortest form.
 *
 * A `pack` that ran out of room writes nothing more and stays `full`: ask once,
 * at the end. */
#ifndef OREWATCH_SCHEMAS_PACK_H
#define OREWATCH_SCHEMAS_PACK_H

#include "schemas/text.h"

struct pack { uint8_t *at, *end; bool full; };

static inline struct pack pack_on(void *bytes, size_t capacity)
{
    return (struct pack){bytes, (uint8_t *)bytes + capacity, false};
}
/* Bytes written since `bytes`, 0 when they did not fit. */
static inline size_t pack_used(const struct pack *pack, const void *bytes)
{
    return pack->full ? 0 : (size_t)(pack->at - (const uint8_t *)bytes);
}

void pack_bool(struct pack *pack, bool value);
void pack_uint(struct pack *pack, uint64_t value);
void pack_int(struct pack *pack, int64_t value);
void pack_number(struct pack *pack, double value);
void pack_text(struct pack *pack, struct text text);
void pack_array(struct pack *pack, uint32_t count);
void pack_map(struct pack *pack, uint32_t count);
/* Values that are packed already. */
void pack_raw(struct pack *pack, const void *bytes, size_t size);

#endif

#include "engine/hash.h"

/* Inlined whole: the engine imports no library. XXH_NO_STREAM and XXH_NO_STDLIB
 * keep malloc out. */
#define XXH_INLINE_ALL
#define XXH_NO_STDLIB
#include <xxhash.h>

struct hash hash_start(void)
{
    return (struct hash){0};
}

void hash_bytes(struct hash *hash, const void *bytes, size_t size)
{
    hash->value = XXH3_64bits_withSeed(bytes, size, hash->value + size);
}

void hash_text(struct hash *hash, struct text text)
{
    hash_bytes(hash, text.size > 0 ? text.at : "", text.size);
}

void hash_number(struct hash *hash, uint64_t number)
{
    hash_bytes(hash, &number, sizeof number);
}

uint64_t hash_value(const struct hash *hash)
{
    return hash->value;
}

void hash_hex(uint64_t value, char hex[17])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 15; i >= 0; i--, value >>= 4)
        hex[i] = digits[value & 15];
    hex[16] = 0;
}

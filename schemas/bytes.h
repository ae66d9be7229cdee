/* Short runs of bytes, without calls: most keys and texts of a message have
 * fewer than sixteen, and two loads that overlap cover them. */
#ifndef OREWATCH_SCHEMAS_BYTES_H
#define OREWATCH_SCHEMAS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What is seldom needed stays out of the loops over fields; what is always needed
 * stays in. */
#define APART __attribute__((noinline))
#define INSIDE __attribute__((always_inline)) static inline

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the first byte in memory is taken for the lowest"
#endif

/* Numbers as MessagePack has them, the highest byte first. */
static inline uint16_t load16(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return __builtin_bswap16(value);
}
static inline uint32_t load32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return __builtin_bswap32(value);
}
static inline uint64_t load64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return __builtin_bswap64(value);
}

/* Bytes as they lie in memory, for comparing. */
static inline uint32_t word32(const void *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}
static inline uint64_t word64(const void *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Sixteen bytes at a time, in whatever registers the machine has for it. */
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

static inline words2 words_at(const void *at)
{
    words2 words;
    memcpy(&words, at, sizeof words);
    return words;
}

/* All ones in the first `size` bytes, at most 16. */
static inline words2 first_bytes(uint32_t size)
{
    static const uint8_t window[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    return words_at(window + 16 - size);
}

static inline bool same_bytes(const char *a, const char *b, uint32_t size)
{
    if (size > 16)
        return memcmp(a, b, size) == 0;
    if (size >= 8)
        return ((word64(a) ^ word64(b)) | (word64(a + size - 8) ^ word64(b + size - 8))) == 0;
    if (size >= 4)
        return ((word32(a) ^ word32(b)) | (word32(a + size - 4) ^ word32(b + size - 4))) == 0;
    for (uint32_t i = 0; i < size; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

static inline void copy_bytes(void *to, const void *from, uint32_t size)
{
    char *into = to;
    const char *at = from;
    if (size > 32) {
        memcpy(into, at, size);
    } else if (size >= 16) {
        uint64_t words[4] = {word64(at), word64(at + 8), word64(at + size - 16), word64(at + size - 8)};
        memcpy(into, words, 16);
        memcpy(into + size - 16, words + 2, 16);
    } else if (size >= 8) {
        uint64_t head = word64(at), tail = word64(at + size - 8);
        memcpy(into, &head, 8);
        memcpy(into + size - 8, &tail, 8);
    } else if (size >= 4) {
        uint32_t head = word32(at), tail = word32(at + size - 4);
        memcpy(into, &head, 4);
        memcpy(into + size - 4, &tail, 4);
    } else {
        for (uint32_t i = 0; i < size; i++)
            into[i] = at[i];
    }
}

#endif

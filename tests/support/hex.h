/* Bytes written as a reader of a hex dump sees them: "dd 02 00 00 00". */
#ifndef OREWATCH_TESTS_SUPPORT_HEX_H
#define OREWATCH_TESTS_SUPPORT_HEX_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

static inline uint8_t hex_digit(char c)
{
    assert((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Returns the number of bytes. Blanks may stand anywhere. */
static inline size_t hex_bytes(const char *hex, uint8_t *bytes, size_t capacity)
{
    size_t digits = 0;
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ' || *hex == '\n')
            continue;
        assert(digits / 2 < capacity);
        bytes[digits / 2] = (uint8_t)((digits % 2 == 0 ? 0 : bytes[digits / 2] << 4) | hex_digit(*hex));
        digits++;
    }
    assert(digits % 2 == 0);
    return digits / 2;
}

#endif

/* Countries as numbers: ISO 3166-1 alpha-2, and `EU`, `XX` (the rest), `ALL`.
 *
 * A code is its two letters in base 26, so that a set of countries is a small
 * bitmap and a governance table an array. ALL takes the slot after ZZ. */
#ifndef OREWATCH_SCHEMAS_COUNTRY_H
#define OREWATCH_SCHEMAS_COUNTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNTRY(a, b) ((country)(((a) - 'A') * 26 + ((b) - 'A')))
#define COUNTRY_ALL ((country)676)
#define COUNTRY_XX COUNTRY('X', 'X')
#define COUNTRY_EU COUNTRY('E', 'U')
#define COUNTRY_NONE ((country)UINT16_MAX)
#define COUNTRY_CODES 677

typedef uint16_t country;

struct country_set { uint64_t words[(COUNTRY_CODES + 63) / 64]; };

/* The country of `size` bytes at `name`, COUNTRY_NONE when there is none. */
country country_from(const char *name, size_t size);
/* Writes 2 or 3 letters and a zero; `name` has room for 4. */
void country_name(country code, char *name);
/* The known code nearest to the name (typing distance), for a refusal. */
country country_nearest(const char *name, size_t size);

static inline void country_set_add(struct country_set *set, country code)
{
    set->words[code / 64] |= UINT64_C(1) << (code % 64);
}
static inline void country_set_remove(struct country_set *set, country code)
{
    set->words[code / 64] &= ~(UINT64_C(1) << (code % 64));
}
static inline bool country_set_has(const struct country_set *set, country code)
{
    return (set->words[code / 64] >> (code % 64)) & 1;
}
/* The first member, COUNTRY_CODES when there is none. */
static inline country country_set_first(const struct country_set *set)
{
    for (unsigned word = 0; word < sizeof set->words / sizeof set->words[0]; word++)
        if (set->words[word] != 0)
            return (country)(64 * word + (unsigned)__builtin_ctzll(set->words[word]));
    return COUNTRY_CODES;
}

#endif

#include "schemas/country.h"

#include "schemas/nearest.h"

#include <assert.h>
#include <string.h>

/* ISO 3166-1 alpha-2 as of 2024: the second letters by the first, and the two
 * codes of our own, EU and XX. */
static const char *const second_letters[26] = {
    "DEFGILMOQRSTUWXZ",        /* A */
    "ABDEFGHIJLMNOQRSTVWYZ",   /* B */
    "ACDFGHIKLMNORUVWXYZ",     /* C */
    "EJKMOZ",                  /* D */
    "CEGHRSTU",                /* E, with EU */
    "IJKMOR",                  /* F */
    "ABDEFGHILMNPQRSTUWY",     /* G */
    "KMNRTU",                  /* H */
    "DELMNOQRST",              /* I */
    "EMOP",                    /* J */
    "EGHIMNPRWYZ",             /* K */
    "ABCIKRSTUVY",             /* L */
    "ACDEFGHKLMNOPQRSTUVWXYZ", /* M */
    "ACEFGILOPRUZ",            /* N */
    "M",                       /* O */
    "AEFGHKLMNRSTWY",          /* P */
    "A",                       /* Q */
    "EOSUW",                   /* R */
    "ABCDEGHIJKLMNORSTVXYZ",   /* S */
    "CDFGHJKLMNORTVWZ",        /* T */
    "AGMSYZ",                  /* U */
    "ACEGINU",                 /* V */
    "FS",                      /* W */
    "X",                       /* X, with XX */
    "ET",                      /* Y */
    "AMW",                     /* Z */
};

country country_from(const char *name, size_t size)
{
    if (size == 3 && memcmp(name, "ALL", 3) == 0)
        return COUNTRY_ALL;
    if (size != 2 || name[0] < 'A' || name[0] > 'Z')
        return COUNTRY_NONE;
    for (const char *second = second_letters[name[0] - 'A']; *second != '\0'; second++)
        if (*second == name[1])
            return COUNTRY(name[0], name[1]);
    return COUNTRY_NONE;
}

void country_name(country code, char *name)
{
    assert(code < COUNTRY_CODES);
    if (code == COUNTRY_ALL) {
        memcpy(name, "ALL", 4);
        return;
    }
    name[0] = (char)('A' + code / 26);
    name[1] = (char)('A' + code % 26);
    name[2] = '\0';
}

country country_nearest(const char *name, size_t size)
{
    struct text wanted = {name, (uint32_t)size};
    country nearest = COUNTRY_ALL;
    unsigned best = nearest_distance(wanted, TEXT("ALL"));
    for (char first = 'A'; first <= 'Z'; first++)
        for (const char *second = second_letters[first - 'A']; *second != '\0'; second++) {
            const char code[2] = {first, *second};
            unsigned distance = nearest_distance(wanted, (struct text){code, sizeof code});
            if (distance < best) {
                best = distance;
                nearest = COUNTRY(first, *second);
            }
        }
    return nearest;
}

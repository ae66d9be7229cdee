/* Identities: XXH3-64 over texts and bytes, each with its length, so that
 * ("ab", "c") and ("a", "bc") differ. */
#ifndef OREWATCH_ENGINE_HASH_H
#define OREWATCH_ENGINE_HASH_H

#include "schemas/text.h"

struct hash { uint64_t value; };

struct hash hash_start(void);
void hash_bytes(struct hash *hash, const void *bytes, size_t size);
void hash_text(struct hash *hash, struct text text);
void hash_number(struct hash *hash, uint64_t number);
uint64_t hash_value(const struct hash *hash);
/* 16 lower-case digits and a zero. */
void hash_hex(uint64_t value, char hex[17]);

#endif

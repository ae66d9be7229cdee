/* Every message of the contract, in the order of its page: for the page, the
 * vectors and the tests, which would otherwise each keep a list. */
#ifndef OREWATCH_SCHEMAS_CATALOGUE_H
#define OREWATCH_SCHEMAS_CATALOGUE_H

#include "schemas/messages.h"

enum section { SECTION_EVENTS, SECTION_OUTPUTS, SECTION_FRAMES, SECTION_SETTINGS };

/* `part`: stands inside other messages only. */
struct catalogue_entry { enum section section; bool part; const struct rows *rows; };

extern const struct catalogue_entry catalogue[];
extern const uint32_t catalogue_count;

/* The message of that name, NULL when there is none. */
const struct rows *catalogue_find(struct text name);
/* Decodes a message as its receiver would: an event with all its checks. */
MUST_CHECK enum status catalogue_decode(const struct rows *rows, const void *bytes, size_t size, void *message,
                                        struct refusal *refusal);

#endif

#include "consumers/kept_texts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct kept_text { struct kept_text *next; uint8_t bytes[]; };

const void *kept_texts_copy(struct kept_texts *texts, struct frame bytes)
{
    struct kept_text *kept = malloc(sizeof *kept + bytes.size);
    if (kept == NULL)
        return NULL;
    memcpy(kept->bytes, bytes.bytes, bytes.size);
    kept->next = texts->first;
    texts->first = kept;
    return kept->bytes;
}

void kept_texts_forget(struct kept_texts *texts)
{
    for (struct kept_text *kept = texts->first, *next; kept != NULL; kept = next) {
        next = kept->next;
        free(kept);
    }
    texts->first = NULL;
}

/* Messages as rows of fields: the one description from which decode, encode,
 * JSON, the contract page and the vectors come.
 *
 * A message is a C struct whose first member is `uint64_t present`: bit i says
 * that the field of row i was there. Absent scalars are zero, absent lists
 * have count 0. Texts point into the bytes they were decoded from, so a message
 * lives no longer than its bytes. */
#ifndef OREWATCH_SCHEMAS_ROWS_H
#define OREWATCH_SCHEMAS_ROWS_H

#include "schemas/country.h"
#include "schemas/limits.h"
#include "schemas/status.h"
#include "schemas/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
    KIND_BOOL,    /* bool */
    KIND_UINT,    /* uint64_t within low..high */
    KIND_INT,     /* int64_t within low..high */
    KIND_NUMBER,  /* double, finite, within low..high; integers are taken too */
    KIND_TIME,    /* int64_t ns since 1970 UTC; RFC 3339 in JSON */
    KIND_DAY,     /* int64_t days since 1970; "YYYY-MM-DD", or "YYYY" = its 31 December */
    KIND_TOKEN,   /* struct text, 1..`high` of [A-Za-z0-9._:/-] */
    KIND_TEXT,    /* struct text, at most `high` bytes of UTF-8 */
    KIND_NAME,    /* uint8_t, an index into names */
    KIND_COUNTRY, /* country */
    KIND_MAP,     /* a struct described by rows */
    KIND_LIST,    /* uint32_t count at count_offset, items at offset */
};

/* Numbers lie within +-NUMBER_MOST, so that their text has six decimals. */
#define NUMBER_MOST 9e12

struct rows;

/* A name as it stands in MessagePack: header and bytes, zeros behind them. Keys
 * are compared and copied in this form, without a look at their size. */
#define KEY_MOST 31u
struct key { uint8_t head; char name[KEY_MOST]; };

/* What decode and encode look at for every value comes first: one cache line. */
struct field {
    struct key key;
    double low, high;
    enum kind kind;
    uint32_t offset;
    const struct key *keys;           /* the names, in that form */
    const char *name;
    const char *const *names;         /* of KIND_NAME (or a list of it) */
    uint32_t names_count, name_size;
    const struct rows *rows;          /* of KIND_MAP (or a list of it) */
    enum kind item;                   /* what a list holds */
    uint32_t count_offset, item_size, capacity;
    bool required;
    uint8_t since;                    /* contract number that brought it */
    const char *unit, *meaning;       /* for the contract page */
};

struct rows {
    const char *name;                 /* "policy", "leg" */
    const char *meaning;              /* one sentence, for the contract page */
    const struct field *fields;
    uint32_t count;                   /* at most 64 */
    uint32_t size;                    /* of the struct */
};

/* Why a message was refused. `field` is a path such as "legs[2].value"; `text`
 * says field, value, limit or allowed names, and the nearest allowed name. */
struct refusal {
    enum status status;
    char field[64];
    char text[LIMIT_REFUSAL_TEXT];
};

/* Keys that no row names: recorded, otherwise ignored, listed in the receipt
 * with the nearest known key (NULL when none is near). Adds up over calls, so
 * that one serves a whole batch: zero it first. `count` counts every such key,
 * the list holds each path ("legs[2].vlaue") once. */
struct unknown_keys {
    uint32_t count, listed;
    struct { char key[64]; const char *nearest; } keys[LIMIT_UNKNOWN_KEYS];
};

/* One pass over exactly `size` bytes: scan (lessons: depth, node count, UTF-8,
 * duplicate keys, finite numbers, trailing bytes) and decode together, without
 * allocation. On refusal `message` is undefined and `refusal` says why;
 * `unknown` may be NULL. */
MUST_CHECK enum status rows_decode(const struct rows *rows, const void *bytes, size_t size, void *message,
                                   struct unknown_keys *unknown, struct refusal *refusal);

/* MessagePack, keys in row order, absent fields left out. Returns the bytes
 * used, or 0 when they do not fit. */
size_t rows_encode(const struct rows *rows, const void *message, void *bytes, size_t capacity);

/* The one JSON text form (design section 3.3): keys in row order, no spaces,
 * UTF-8 unescaped, numbers of at most six decimals. Does not end the line. */
void rows_json(const struct rows *rows, const void *message, struct line *line);

/* The scan alone: checks one MessagePack value of exactly `size` bytes. */
MUST_CHECK enum status scan(const void *bytes, size_t size, struct refusal *refusal);
/* The size of the first value at `bytes`, checked as by scan. */
MUST_CHECK enum status scan_value(const void *bytes, size_t size, size_t *value_size, struct refusal *refusal);
/* The same size found by lengths alone, for taking an array apart whose elements
 * are decoded, and so checked, one by one. */
MUST_CHECK enum status scan_size(const void *bytes, size_t size, size_t *value_size, struct refusal *refusal);

#endif

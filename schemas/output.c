#include "schemas/messages.h"
#include "schemas/reader.h"
#include "schemas/refusal.h"
#include "schemas/scalar.h"

#include <assert.h>

static const struct rows *const rows_by_type[OUTPUT_TYPES] = {
    [OUTPUT_INDICATOR] = &indicator_rows,
    [OUTPUT_ALERT] = &alert_rows,
};

const struct rows *output_rows(const union output *output)
{
    assert(output->head.type < OUTPUT_TYPES);
    return rows_by_type[output->head.type];
}

/* Outputs are written in row order, so `type` is the first key; what does not
 * begin so was not written by an engine. */
enum status output_decode(const void *bytes, size_t size, union output *output, struct refusal *refusal)
{
    const struct field *type_field = &indicator_rows.fields[INDICATOR_HAS_TYPE];
    struct reader reader = reader_on(bytes, size, NULL, refusal);
    struct text key;
    uint32_t keys;
    uint8_t type = 0;
    const uint8_t *at = read_map_header(&reader, bytes, (struct text){0}, &keys);
    if (at == NULL)
        return refusal->status;
    if (keys > 0 && (at = read_key(&reader, at, &key)) == NULL)
        return refusal->status;
    if (keys == 0 || !text_is(key, type_field->name))
        return refuse_because(refusal, STATUS_MISSING_FIELD, TEXT("type"), "is not the first key of the output");
    if (read_scalar(&reader, at, type_field, KIND_NAME, &type) == NULL)
        return refusal->status;
    return rows_decode(rows_by_type[type], bytes, size, output, NULL, refusal);
}

/* Any line as an event in JSON: what is taken is MessagePack that our scanner and
 * msgpack-c read alike; what is refused has a reason. */
#include "runtime/ndjson.h"
#include "tests/support/oracle.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t packed[LIMIT_EVENT_BYTES];
    struct refusal refusal = {0};
    const char *said = NULL;
    int64_t received;
    size_t used;

    if (ndjson_event((const char *)bytes, size, packed, sizeof packed, &used, &received, &refusal) == STATUS_OK)
        said = oracle_on_event(packed, used);
    else if (refusal.text[0] == '\0' || refusal.status == STATUS_OK)
        said = "a refusal without a reason";
    if (said == NULL)
        return 0;
    fprintf(stderr, "%s\n", said);
    abort();
}

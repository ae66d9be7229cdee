/* Any bytes as a value, an event and a batch, judged by tests/support/oracle.h. */
#include "tests/support/oracle.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *said = oracle_on_value(bytes, size);
    if (said == NULL)
        said = oracle_on_event(bytes, size);
    if (said == NULL)
        said = oracle_on_batch(bytes, size);
    if (said == NULL)
        return 0;
    fprintf(stderr, "%s\n", said);
    abort();
}

#include "schemas/status.h"

#include <assert.h>

static const struct { const char *name, *sentence; } texts[] = {
#define ROW(code, name, sentence) [STATUS_##code] = {name, sentence},
    STATUS_ROWS(ROW)
#undef ROW
};

const char *status_name(enum status status)
{
    assert(status < STATUSES);
    return texts[status].name;
}

const char *status_sentence(enum status status)
{
    assert(status < STATUSES);
    return texts[status].sentence;
}

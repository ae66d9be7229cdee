#include "engine/reasons.h"

#include <assert.h>

const char *reason_words(enum reason reason)
{
    static const char *const words[REASONS] = {
        [REASON_NONE] = "",
#define ROW(code, words) [REASON_##code] = (words),
        REASON_ROWS(ROW)
#undef ROW
    };
    assert(reason < REASONS);
    return words[reason];
}

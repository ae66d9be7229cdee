#include "runtime/moment.h"

#include "schemas/limits.h"
#include "schemas/text.h"

#include <time.h>

int64_t moment_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * SECOND_NS + now.tv_nsec;
}

bool moment_parse(const char *text, int64_t *time)
{
    const size_t day_size = sizeof "2025-02-24" - 1;
    int64_t day;
    if (strcmp(text, "now") == 0) {
        *time = moment_now();
        return true;
    }
    if (time_parse(text_of(text), time))
        return true;
    if (strlen(text) != day_size || !day_parse(text_of(text), &day))
        return false;
    if (day > INT64_MAX / DAY_NS || day < INT64_MIN / DAY_NS)
        return false;
    *time = day * DAY_NS;
    return true;
}

#include "runtime/progress.h"

#include "schemas/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_NS (SECOND_NS / 5)

static int64_t monotonic_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SECOND_NS + now.tv_nsec;
}

void progress_start(struct progress *progress, const char *what)
{
    int64_t now = monotonic_now();
    *progress = (struct progress){
        .what = what, .terminal = isatty(STDERR_FILENO), .started = now, .next = now + SECOND_NS};
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total, uint64_t events)
{
    if (!progress->terminal)
        return;
    int64_t now = monotonic_now();
    if (now < progress->next)
        return;
    progress->next = now + REDRAW_NS;
    progress->drawn = true;
    fprintf(stderr, "\r\033[K%s", progress->what);
    if (total > 0)
        fprintf(stderr, " %.0f %%,", 100.0 * (double)done / (double)total);
    fprintf(stderr, " %" PRIu64 " events, %" PRId64 " s", events, (int64_t)((now - progress->started) / SECOND_NS));
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}

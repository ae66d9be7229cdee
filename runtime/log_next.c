#include "runtime/log_next.h"

#include "runtime/log_file.h"

#include <fcntl.h>
#include <unistd.h>

enum status log_next_init(struct log_next *next, const char *folder, uint64_t bytes, char *why, size_t why_size)
{
    if (!segment_next_path(next->path, folder)) {
        log_explain(why, why_size, "%s: the name is too long", folder);
        return STATUS_IO;
    }
    next->bytes = bytes;
    pthread_mutex_init(&next->making, NULL);
    atomic_init(&next->wanted, false);
    atomic_init(&next->ready, false);
    return STATUS_OK;
}

void log_next_close(struct log_next *next)
{
    if (next->bytes == 0)
        return; /* never begun */
    if (atomic_load(&next->ready))
        unlink(next->path);
    pthread_mutex_destroy(&next->making);
    next->bytes = 0;
}

void log_next_want(struct log_next *next)
{
    if (!atomic_load(&next->ready))
        atomic_store(&next->wanted, true);
}

/* Called with `making` held. */
static enum status make(struct log_next *next, char *why, size_t why_size)
{
    enum status status = segment_prewrite(next->path, next->bytes, why, why_size);
    if (status != STATUS_OK)
        return status;
    atomic_store(&next->ready, true);
    atomic_store(&next->wanted, false);
    return STATUS_OK;
}

enum status log_next_prepare(struct log_next *next, char *why, size_t why_size)
{
    if (!atomic_load(&next->wanted))
        return STATUS_OK;
    pthread_mutex_lock(&next->making);
    enum status status = STATUS_OK;
    if (atomic_load(&next->wanted)) /* it may have been taken while we waited */
        status = make(next, why, why_size);
    pthread_mutex_unlock(&next->making);
    return status;
}

enum status log_next_take(struct log_next *next, int *fd, char *why, size_t why_size)
{
    pthread_mutex_lock(&next->making);
    enum status status = atomic_load(&next->ready) ? STATUS_OK : make(next, why, why_size);
    if (status == STATUS_OK) {
        *fd = open(next->path, O_RDWR | O_CLOEXEC);
        if (*fd < 0)
            status = log_explain_errno(why, why_size, next->path, "cannot be opened");
        atomic_store(&next->ready, false);
    }
    pthread_mutex_unlock(&next->making);
    return status;
}

/* One writer a log: a lock that the kernel lets go when its holder ends, however
 * it ends. It belongs to the open file, so that it also holds between two
 * writers in one process. */
#ifndef OREWATCH_RUNTIME_LOG_LOCK_H
#define OREWATCH_RUNTIME_LOG_LOCK_H

#include "schemas/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The lock of a journal: the file `lock` in its folder, holding the pid. `fd` is
 * closed to let go. LOCKED names the holder's pid. */
MUST_CHECK enum status log_lock_folder(const char *folder, int *fd, char *why, size_t why_size);
/* The lock of a recording: the file itself. */
MUST_CHECK enum status log_lock_file(int fd, const char *path, char *why, size_t why_size);
/* Is a writer at work? */
bool log_folder_locked(const char *folder);
bool log_file_locked(int fd);

#endif

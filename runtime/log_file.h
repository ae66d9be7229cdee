/* Files as the log needs them: read and written whole at known places, and errors
 * that say which file, what, and why. */
#ifndef OREWATCH_RUNTIME_LOG_FILE_H
#define OREWATCH_RUNTIME_LOG_FILE_H

#include "schemas/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads until `size` bytes or the end of the file; -1 with errno. */
ssize_t log_file_read(int fd, void *bytes, size_t size, uint64_t place);
/* Writes all of it, or fails with errno. */
bool log_file_write(int fd, const void *bytes, size_t size, uint64_t place);
/* Overwrites [from, to) with zeros. */
MUST_CHECK enum status log_file_zero(int fd, uint64_t from, uint64_t to);
/* Copies `bytes` bytes from `place` on to the head of another file, or fails with errno. */
bool log_file_copy(int from, uint64_t place, uint64_t bytes, int to);
/* 0 when it cannot be told. */
uint64_t log_file_size(const char *path);
/* Has the disk that the file lies on room for so many bytes more? One without it is
 * not filled to the brim first: others live there too. A disk that does not say what
 * it has is tried. */
bool log_file_has_room(const char *path, uint64_t size);
/* Makes the names in a folder durable. */
MUST_CHECK enum status log_folder_sync(const char *folder, char *why, size_t why_size);
/* Makes the name of one file or folder durable, in the folder above it. */
MUST_CHECK enum status log_name_sync(const char *path, char *why, size_t why_size);

/* What errno means to the log. */
enum status log_status_of_errno(int error);
__attribute__((format(printf, 3, 4))) void log_explain(char *why, size_t why_size, const char *format, ...);
/* "PATH: what: reason of errno", with the user whom it does not permit, and its status. */
enum status log_explain_errno(char *why, size_t why_size, const char *path, const char *what);

#endif

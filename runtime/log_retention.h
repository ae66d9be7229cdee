#include "runtime/log.h"
struct log_retention_done { uint64_t segments, bytes, first_offset; };
enum status log_retention_run(const char *folder, uint64_t keep, struct log_retention_done *done, char *why, size_t n);

/* A folder of a test's own, gone when the test ends. */
#ifndef OREWATCH_TESTS_SUPPORT_SCRATCH_H
#define OREWATCH_TESTS_SUPPORT_SCRATCH_H

#include <limits.h>
#include <stddef.h>

struct scratch {
    char path[PATH_MAX / 2];
};

/* In TMPDIR, or /tmp. Aborts the test program when it cannot be made. */
void scratch_make(struct scratch *scratch);
/* Removes it with all that it holds. */
void scratch_remove(struct scratch *scratch);
/* The path of a name in it. */
void scratch_path(const struct scratch *scratch, const char *name, char path[PATH_MAX]);

#endif

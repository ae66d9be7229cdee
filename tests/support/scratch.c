#include "tests/support/scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

void scratch_make(struct scratch *scratch)
{
    const char *above = getenv("TMPDIR");
    int size = snprintf(scratch->path, sizeof scratch->path, "%s/orewatch-test-XXXXXX", above != NULL ? above : "/tmp");
    if (size < 0 || size >= (int)sizeof scratch->path || mkdtemp(scratch->path) == NULL) {
        perror("a folder for the test");
        abort();
    }
}

static int remove_one(const char *path, const struct stat *file, int flag, struct FTW *walk)
{
    (void)file;
    (void)flag;
    (void)walk;
    return remove(path);
}

void scratch_remove(struct scratch *scratch)
{
    if (nftw(scratch->path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
        perror(scratch->path);
}

void scratch_path(const struct scratch *scratch, const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", scratch->path, name);
}

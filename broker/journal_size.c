#include "broker/journal_size.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* A segment has its number as its name; the next one, still without, counts too. */
static void add(struct journal_size *size, int folder, const char *name)
{
    const char *ending = strrchr(name, '.');
    struct stat file;

    if (!ending || strcmp(ending, ".ows") != 0 || fstatat(folder, name, &file, 0) != 0)
        return;
    size->segments++;
    size->bytes += (uint64_t)file.st_size;
}

struct journal_size journal_size(const char *folder)
{
    struct journal_size size = {0};
    struct dirent *entry;
    DIR *files = opendir(folder);

    while (files && (entry = readdir(files)))
        add(&size, dirfd(files), entry->d_name);
    if (files)
        closedir(files);
    return size;
}

#include "producers/price_profile.h"

#include "schemas/nearest.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAMES_MOST 64u /* of profiles, that one may be nearest */
#define NAME_BYTES 64u

/* From the folder of the program: installed, and in the tree it was built in. */
static const char *const folders[] = {"/../share/orewatch/profiles", "/../../../data/profiles"};
#define FOLDERS (sizeof folders / sizeof folders[0])

struct names { size_t count; char texts[NAMES_MOST][NAME_BYTES]; };

struct text price_profile_stem(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return (struct text){name, (uint32_t)(dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name))};
}

static bool is_path(const char *profile)
{
    size_t size = strlen(profile);
    return strchr(profile, '/') != NULL || (size > 5 && strcmp(profile + size - 5, ".yaml") == 0);
}

static bool program_folder(char path[PATH_MAX])
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (size <= 0)
        return false;
    path[size] = '\0';
    *strrchr(path, '/') = '\0';
    return true;
}

static void list_names(const char *folder, struct names *names)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL && names->count < NAMES_MOST) {
        struct text stem = price_profile_stem(entry->d_name);
        if (strcmp(entry->d_name + stem.size, ".yaml") == 0 && stem.size < NAME_BYTES)
            memcpy(names->texts[names->count++], stem.at, stem.size);
    }
    if (directory != NULL)
        closedir(directory);
}

static enum status not_found(const char *profile, const struct names *names, char *why, size_t why_size)
{
    const char *texts[NAMES_MOST];
    for (size_t i = 0; i < names->count; i++)
        texts[i] = names->texts[i];
    const char *nearest = nearest_name(text_of(profile), texts, names->count);
    struct line line = line_on(why, why_size);
    line_string(&line, "--profile '");
    line_string(&line, profile);
    line_string(&line, "' is neither a path (with a /, or ending in .yaml) nor one of the profiles");
    for (size_t i = 0; i < names->count; i++) {
        line_string(&line, i > 0 ? ", " : " ");
        line_string(&line, texts[i]);
    }
    if (nearest != NULL) {
        line_string(&line, "; did you mean '");
        line_string(&line, nearest);
        line_string(&line, "'?");
    }
    return STATUS_NOT_FOUND;
}

enum status price_profile_path(const char *profile, char path[PATH_MAX], char *why, size_t why_size)
{
    char program[PATH_MAX], folder[PATH_MAX];
    struct names names = {0};
    if (is_path(profile)) {
        struct line line = line_on(path, PATH_MAX);
        line_string(&line, profile);
        return STATUS_OK;
    }
    bool known = program_folder(program);
    for (size_t i = 0; i < FOLDERS && known; i++) {
        struct line line = line_on(folder, sizeof folder);
        line_string(&line, program);
        line_string(&line, folders[i]);
        list_names(folder, &names);
        line = line_on(path, PATH_MAX);
        line_string(&line, folder);
        line_char(&line, '/');
        line_string(&line, profile);
        line_string(&line, ".yaml");
        if (!line.cut && access(path, R_OK) == 0)
            return STATUS_OK;
    }
    return not_found(profile, &names, why, why_size);
}

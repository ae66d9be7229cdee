#include "runtime/port.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TCP_LISTEN 0x0A /* the `st` column of /proc/net/tcp */

static unsigned long port_of(const char *endpoint)
{
    const char *colon = strrchr(endpoint, ':');

    return colon ? strtoul(colon + 1, NULL, 10) : 0;
}

/* The inode of the socket that listens on `port`, 0 when there is none. */
static unsigned long listening_inode(const char *table, unsigned long port)
{
    FILE *file = fopen(table, "re");
    char row[512];
    unsigned long found = 0;

    while (file && !found && fgets(row, sizeof(row), file)) {
        unsigned long inode;
        unsigned local, state;

        if (sscanf(row, " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*u %*u %lu", &local, &state,
                   &inode) == 3 &&
            local == port && state == TCP_LISTEN)
            found = inode;
    }
    if (file)
        fclose(file);
    return found;
}

static bool process_has(const char *pid, const char *socket_name)
{
    char path[64];
    struct dirent *entry;
    DIR *folder;
    bool has = false;

    snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
    folder = opendir(path);
    while (folder && !has && (entry = readdir(folder))) {
        char target[64];
        ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1);

        if (length > 0) {
            target[length] = '\0';
            has = strcmp(target, socket_name) == 0;
        }
    }
    if (folder)
        closedir(folder);
    return has;
}

static void describe(const char *pid, char *name, size_t size)
{
    char path[64], command[64] = "?";
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
    file = fopen(path, "re");
    if (file) {
        if (fgets(command, sizeof(command), file))
            command[strcspn(command, "\n")] = '\0';
        fclose(file);
    }
    snprintf(name, size, "%s (pid %s)", command, pid);
}

bool port_holder(const char *endpoint, char *name, size_t size)
{
    unsigned long port = port_of(endpoint);
    unsigned long inode = listening_inode("/proc/net/tcp", port);
    char socket_name[64];
    struct dirent *entry;
    DIR *processes;
    bool found = false;

    if (!inode)
        inode = listening_inode("/proc/net/tcp6", port);
    if (!inode || !(processes = opendir("/proc")))
        return false;
    snprintf(socket_name, sizeof(socket_name), "socket:[%lu]", inode);
    while (!found && (entry = readdir(processes))) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || !process_has(entry->d_name, socket_name))
            continue;
        describe(entry->d_name, name, size);
        found = true;
    }
    closedir(processes);
    return found;
}

#include "consumers/build_pair.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct builds {
    const char *program[2], *log;
    char folder[PATH_MAX / 2], digests[2][PATH_MAX];
};

/* ---- one run ------------------------------------------------------------------- */

static bool start(const struct builds *builds, int which, char *const arguments[], pid_t *child, char *why,
                  size_t why_size)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int error = posix_spawn(child, builds->program[which], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        snprintf(why, why_size, "%s: cannot be started: %s", builds->program[which], strerror(error));
    return error == 0;
}

/* 3: the log ends inside a record; what stands before it was derived. */
static bool ended_well(const struct builds *builds, int which, pid_t child, char *why, size_t why_size)
{
    int state;
    while (waitpid(child, &state, 0) < 0)
        if (errno != EINTR)
            return false;
    if (WIFEXITED(state) && (WEXITSTATUS(state) == 0 || WEXITSTATUS(state) == 3))
        return true;
    snprintf(why, why_size, "%s run %s: %s %d; it must know --digest-file and --digest-every", builds->program[which],
             builds->log, WIFEXITED(state) ? "exit code" : "ended by signal",
             WIFEXITED(state) ? WEXITSTATUS(state) : WTERMSIG(state));
    return false;
}

static bool derive(const struct builds *builds, int which, uint64_t every, uint64_t first, uint64_t last, char *why,
                   size_t why_size)
{
    char numbers[3][24];
    uint64_t values[3] = {every, first, last};
    for (int i = 0; i < 3; i++)
        snprintf(numbers[i], sizeof numbers[i], "%" PRIu64, values[i]);
    const char *arguments[] = {builds->program[which], "run", builds->log, "--output", "none", "--digest-file",
                               builds->digests[which], "--digest-every", numbers[0], "--digest-from", numbers[1],
                               "--digest-to", numbers[2], NULL};
    pid_t child;
    return start(builds, which, (char *const *)(uintptr_t)arguments, &child, why, why_size) &&
           ended_well(builds, which, child, why, why_size);
}

/* `last` 0: to the end. */
static enum pair_verdict pass(const struct builds *builds, uint64_t every, uint64_t first, uint64_t last,
                              struct pair_difference *difference)
{
    char why[sizeof difference->why];
    for (int i = 0; i < 2; i++)
        if (!derive(builds, i, every, first, last, why, sizeof why)) {
            memcpy(difference->why, why, sizeof why);
            return PAIR_FAILED;
        }
    return digests_differ(builds->digests[0], builds->digests[1], difference);
}

/* ---- both ---------------------------------------------------------------------- */

static bool make_folder(struct builds *builds, char *why, size_t why_size)
{
    const char *place = getenv("TMPDIR");
    snprintf(builds->folder, sizeof builds->folder, "%s/orewatch-bisect-XXXXXX", place != NULL ? place : "/tmp");
    if (mkdtemp(builds->folder) == NULL) {
        snprintf(why, why_size, "cannot make a folder in %s: %s", place != NULL ? place : "/tmp", strerror(errno));
        return false;
    }
    for (int i = 0; i < 2; i++)
        snprintf(builds->digests[i], sizeof builds->digests[i], "%s/%d", builds->folder, i);
    return true;
}

static void remove_folder(const struct builds *builds)
{
    unlink(builds->digests[0]);
    unlink(builds->digests[1]);
    rmdir(builds->folder);
}

enum pair_verdict builds_differ(const char *one, const char *other, const char *log,
                                struct pair_difference *difference)
{
    struct builds builds = {.program = {one, other}, .log = log};
    *difference = (struct pair_difference){0};
    if (!make_folder(&builds, difference->why, sizeof difference->why))
        return PAIR_FAILED;
    enum pair_verdict verdict = pass(&builds, BUILD_PAIR_EVERY, 1, 0, difference);
    if (verdict == PAIR_DIFFERS) {
        uint64_t same_up_to = difference->same_up_to;
        verdict = pass(&builds, 1, same_up_to + 1, difference->entry, difference);
        if (verdict == PAIR_DIFFERS && difference->same_up_to == 0)
            difference->same_up_to = same_up_to;
    }
    remove_folder(&builds);
    return verdict;
}

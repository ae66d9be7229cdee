#include "tests/simulation/trials.h"

#include "tests/simulation/tale.h"

#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HANGS_S 20   /* of processor time in one world: it takes a fraction of a second */
#define AGAIN   50u /* each so many'th world is lived through twice */
#define JOBS    64u

/* What a process shows of itself, in memory that is shared. */
struct window {
    uint64_t seed;             /* of the world that it is in */
    uint64_t lived;
    struct whole_sights now, sum;
};

static struct window *windows_open(void)
{
    struct window *windows =
        mmap(NULL, JOBS * sizeof(*windows), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert(windows != MAP_FAILED);
    return windows;
}

static void limit_time(void)
{
    setitimer(ITIMER_PROF, &(struct itimerval){.it_value.tv_sec = HANGS_S}, NULL);
}

/* ---- one ------------------------------------------------------------------------------- */

void trial_print(const struct trial *trial, const char *program)
{
    const char *before = " --without ";

    fprintf(stderr, "%s %" PRIu64, program, trial->seed);
    for (unsigned i = 0; i < PLAN_KINDS; i++)
        if (trial->options.without >> i & 1) {
            fprintf(stderr, "%s%s", before, plan_name(i));
            before = ",";
        }
    if (trial->options.steps < PLAN_STEPS)
        fprintf(stderr, " --steps %u", trial->options.steps);
    if (trial->options.events < UINT32_MAX)
        fprintf(stderr, " --events %u", trial->options.events);
}

static pid_t fork_clean(void)
{
    pid_t process;

    fflush(NULL);
    process = fork();
    assert(process >= 0);
    return process;
}

bool trial_run(const struct trial *trial, bool quiet, struct whole_sights *sights)
{
    struct window *window = windows_open();
    pid_t process = fork_clean();
    int status;

    if (process == 0) {
        limit_time();
        if (quiet)
            dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        whole_run(trial->seed, &trial->options, &window->now);
        _exit(0);
    }
    waitpid(process, &status, 0);
    *sights = window->now;
    munmap(window, JOBS * sizeof(*window));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- many ------------------------------------------------------------------------------ */

static void add(struct whole_sights *sum, const struct whole_sights *sights)
{
    const uint64_t *from = (const uint64_t *)sights;
    uint64_t *to = (uint64_t *)sum;

    static_assert(sizeof(*sum) % sizeof(uint64_t) == 0, "numbers and nothing else");
    sum->kinds |= sights->kinds;
    for (size_t i = 1; i < sizeof(*sum) / sizeof(uint64_t); i++)
        to[i] += from[i];
}

static void live(struct window *window, const struct plan_options *options, uint64_t first, uint64_t count,
                 uint64_t stride)
{
    for (uint64_t i = 0; i < count; i += stride) {
        uint64_t digest;

        window->seed = first + i;
        limit_time();
        whole_run(window->seed, options, &window->now);
        digest = window->now.digest;
        add(&window->sum, &window->now);
        if ((first + i) % AGAIN == 0) {
            whole_run(window->seed, options, &window->now);
            if (window->now.digest != digest)
                broken("the same seed gave two stories");
        }
        window->lived++;
    }
}

static void summary(const struct whole_sights *sum, uint64_t lived, double seconds)
{
    fprintf(stderr,
            "%" PRIu64 " worlds in %.1f s (%.0f a second): %" PRIu64 " steps, %" PRIu64 " faults, %" PRIu64
            " deaths of the broker\n"
            "disk: %" PRIu64 " calls failed, %" PRIu64 " commits refused, %" PRIu64 " sectors lost, %" PRIu64
            " entries survived untold\n"
            "checkpoints: %" PRIu64 " written, %" PRIu64 " starts from one, %" PRIu64 " heads of the log deleted\n"
            "network: %" PRIu64 " connections cut, %" PRIu64 " messages lost, %" PRIu64 " dropped by full queues\n"
            "producers: %" PRIu64 " events, %" PRIu64 " sent again on request, %" PRIu64 " duplicates; %" PRIu64
            " worlds compared with an undisturbed one\n"
            "without receipts: %" PRIu64 " messages, %" PRIu64 " events of them in the log\n"
            "consumers: %" PRIu64 " outputs, %" PRIu64 " gaps, %" PRIu64 " of them told as lost, %" PRIu64
            " statements of what is held; %" PRIu64 " audits of the log\n",
            lived, seconds, (double)lived / seconds, sum->steps, sum->strikes, sum->deaths, sum->failed_calls,
            sum->failed_commits, sum->torn, sum->survivors, sum->saves, sum->loads, sum->heads, sum->cuts, sum->lost,
            sum->dropped, sum->events, sum->told_again, sum->duplicates, sum->undisturbed, sum->cried, sum->cried_logged, sum->outputs, sum->gaps,
            sum->gaps_lost, sum->statements, sum->audits);
}

/* Worlds in which something never happened prove nothing about it. */
static bool saw_enough(const struct whole_sights *sum, const struct plan_options *options)
{
    uint64_t all = (UINT64_C(1) << PLAN_KINDS) - 1, missing = all & ~options->without & ~sum->kinds;

    for (unsigned i = 0; i < PLAN_KINDS; i++)
        if (missing >> i & 1)
            fprintf(stderr, "the fault `%s` never struck\n", plan_name(i));
    if (options->without == 0 && (!sum->survivors || !sum->torn || !sum->told_again || !sum->duplicates ||
                                  !sum->gaps || !sum->statements || !sum->dropped || !sum->audits ||
                                  !sum->undisturbed || !sum->loads || !sum->heads || !sum->cried_logged)) {
        fprintf(stderr, "something that the worlds should have seen never happened; see the counts above\n");
        return false;
    }
    return missing == 0;
}

/* Waits for all of them; ends the others when one breaks. */
static bool wait_for(const pid_t *processes, unsigned jobs, const struct window *windows, const char *program,
                     const struct plan_options *options)
{
    bool held = true;

    for (unsigned left = jobs; left > 0; left--) {
        int status;
        pid_t process = wait(&status);

        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            continue;
        for (unsigned i = 0; i < jobs; i++) {
            if (processes[i] != process) {
                kill(processes[i], SIGKILL);
            } else if (held) {
                struct trial trial = {windows[i].seed, *options};

                fprintf(stderr, "\nthe world of seed %" PRIu64 " broke (%s); play it again, or make it short:\n  ",
                        trial.seed, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "its program ended");
                trial_print(&trial, program);
                fprintf(stderr, " --verbose\n  ");
                trial_print(&trial, program);
                fprintf(stderr, " --minimize\n");
            }
        }
        held = false;
    }
    return held;
}

static double seconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

bool trials_run(const char *program, const struct plan_options *options, uint64_t first, uint64_t count,
                unsigned jobs)
{
    struct window *windows = windows_open();
    double start = seconds_now();
    struct whole_sights sum = {0};
    pid_t processes[JOBS];
    uint64_t lived = 0;
    bool held;

    jobs = jobs < JOBS ? jobs : JOBS;
    for (unsigned i = 0; i < jobs; i++) {
        processes[i] = fork_clean();
        if (processes[i] == 0) {
            live(&windows[i], options, first + i, count > i ? count - i : 0, jobs);
            _exit(0);
        }
    }
    held = wait_for(processes, jobs, windows, program, options);
    for (unsigned i = 0; i < jobs; i++) {
        add(&sum, &windows[i].sum);
        lived += windows[i].lived;
    }
    summary(&sum, lived, seconds_now() - start);
    if (held && count >= 100)
        held = saw_enough(&sum, options);
    munmap(windows, JOBS * sizeof(*windows));
    return held;
}

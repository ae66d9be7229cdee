/* Goal 11: how long a broker takes to start again over a log of so many events, with
 * its checkpoint and without, and how fast it folds the log then, against
 * `orewatch run` of the same log. */
#include "tests/bench/daemon.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"
#include "tests/bench/producer.h"

#include "schemas/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#define MOST_SECONDS 2.0 /* a restart with a checkpoint, after ten million events */

static void fill(const struct daemon *daemon, uint64_t events)
{
    void *context = zmq_ctx_new();
    struct producer producer = {0};
    struct prices prices;
    producer_connect(&producer, context, daemon->ingest);
    prices_init(&prices, PRICES_MOST, 1);
    for (uint64_t sent = 0; sent < events; sent += PRICES_MOST) {
        while (producer.outstanding + PRICES_MOST > producer.credit)
            producer_receipt(&producer, PRICES_MOST, true);
        producer_send(&producer, prices_next(&prices), prices.size, PRICES_MOST);
    }
    while (producer.outstanding > 0)
        producer_receipt(&producer, PRICES_MOST, true);
    producer_close(&producer);
    zmq_ctx_term(context);
}

static double restart_s(struct daemon *daemon)
{
    int64_t begun = clock_ns();
    daemon_again(daemon);
    double seconds = (double)(clock_ns() - begun) / 1e9;
    daemon_end(daemon);
    return seconds;
}

static double run_s(const char *orewatch, const char *journal)
{
    int64_t begun = clock_ns();
    int result = 0;
    pid_t pid = fork();
    if (pid == 0) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(nowhere, STDOUT_FILENO);
        execl(orewatch, orewatch, "run", journal, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &result, 0) != pid || result != 0)
        wrong("orewatch run ended with %d", result);
    return (double)(clock_ns() - begun) / 1e9;
}

/* Checkpoints out of the broker's sight, and back: their names get or lose a letter. */
static size_t hide(const struct daemon *daemon, const char *from, const char *to)
{
    char pattern[PATH_MAX + 16], renamed[PATH_MAX + 16];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*%s", daemon->journal, from);
    if (glob(pattern, 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        int stem = (int)(strlen(found.gl_pathv[i]) - strlen(from));
        snprintf(renamed, sizeof renamed, "%.*s%s", stem, found.gl_pathv[i], to);
        if (rename(found.gl_pathv[i], renamed) != 0)
            wrong("%s: %s", renamed, strerror(errno));
    }
    size_t count = found.gl_pathc;
    globfree(&found);
    return count;
}

int main(int argc, char **argv)
{
    static const struct figure restart = {"11 restart with a checkpoint", "2 s", "s", 1, AT_MOST, 1};
    static const struct figure rebuild = {"11 state rebuilt without one", "orewatch run", "M/s", 1e-6, AT_LEAST, .8};
    struct pairs restarts = {0}, rebuilds = {0};
    struct daemon daemon;
    figures_begin("restart_bench");
    if (argc != 4)
        wrong("usage: restart_bench OREWATCHD OREWATCH EVENTS");
    uint64_t events = strtoull(argv[3], NULL, 10);
    daemon_start(&daemon, argv[1], true);
    fill(&daemon, events);
    daemon_end(&daemon);
    for (unsigned i = 0; i < PAIRS; i++) {
        pairs_add(&restarts, restart_s(&daemon), MOST_SECONDS);
        if (hide(&daemon, ".owc", ".hidden") == 0)
            wrong("after %llu events there is no checkpoint", (unsigned long long)events);
        double ran = run_s(argv[2], daemon.journal);
        pairs_add(&rebuilds, (double)events / restart_s(&daemon), (double)events / ran);
        hide(&daemon, ".hidden", ".owc");
    }
    figure_print(&restart, &restarts);
    figure_print(&rebuild, &rebuilds);
    scratch_remove(&daemon.scratch);
    figures_end();
    return 0;
}

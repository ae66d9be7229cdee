#include "tests/bench/daemon.h"

#include "tests/bench/figures.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANY_PORT "tcp://127.0.0.1:0"

static _Noreturn void run(const char *program, const char *journal, int says)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(says, STDERR_FILENO);
    execl(program, program, "--http", "none", "--journal", journal, "--ingest", ANY_PORT, "--open", ANY_PORT,
          "--stream", ANY_PORT, "--history", ANY_PORT, (char *)NULL);
    fprintf(stderr, "cannot start %s: %s\n", program, strerror(errno));
    _exit(127);
}

/* Copies the value of "key=" out of a line of log. */
static void take(const char *line, const char *key, char value[DAEMON_ENDPOINT])
{
    const char *at = strstr(line, key);
    size_t size = at == NULL ? 0 : strcspn(at += strlen(key), " \n");
    if (size == 0 || size >= DAEMON_ENDPOINT)
        wrong("orewatchd names no %s in: %s", key, line);
    memcpy(value, at, size);
    value[size] = '\0';
}

static void await_ready(struct daemon *daemon)
{
    char said[8192];
    size_t size = 0;
    do {
        ssize_t more = read(daemon->says, said + size, sizeof said - 1 - size);
        said[size += more > 0 ? (size_t)more : 0] = '\0';
        if (more <= 0)
            wrong("orewatchd ended, or said too much, before it was ready: %s", said);
    } while (strstr(said, "event=started") == NULL || said[size - 1] != '\n');
    const char *started = strstr(said, "event=started");
    take(started, "ingest=", daemon->ingest);
    take(started, "open=", daemon->open);
    take(started, "stream=", daemon->stream);
    take(started, "history=", daemon->history);
}

void daemon_again(struct daemon *daemon)
{
    int says[2];
    if (pipe(says) != 0 || (daemon->pid = fork()) < 0)
        wrong("no process for orewatchd: %s", strerror(errno));
    if (daemon->pid == 0)
        run(daemon->program, daemon->journal, says[1]);
    close(says[1]);
    daemon->says = says[0];
    await_ready(daemon);
}

void daemon_start(struct daemon *daemon, const char *program, bool durable)
{
    daemon->program = program;
    daemon->durable = durable;
    strcpy(daemon->journal, "none");
    if (durable) {
        scratch_make(&daemon->scratch);
        scratch_path(&daemon->scratch, "journal", daemon->journal);
    }
    daemon_again(daemon);
}

void daemon_end(struct daemon *daemon)
{
    int result = 0;
    kill(daemon->pid, SIGTERM);
    if (waitpid(daemon->pid, &result, 0) != daemon->pid || !WIFEXITED(result) || WEXITSTATUS(result) != 0)
        wrong("orewatchd ended with %d", result);
    close(daemon->says);
}

void daemon_stop(struct daemon *daemon)
{
    daemon_end(daemon);
    if (daemon->durable)
        scratch_remove(&daemon->scratch);
}

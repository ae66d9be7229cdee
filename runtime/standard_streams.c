#include "runtime/standard_streams.h"

#include "runtime/exit_code.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Holds the longest help, manual page or sample file: what is written at the end
 * fails at the end, where its reason is still known. */
#define OUTPUT_BYTES 65536

/* Opened the wrong way round, so that its use fails. */
static void occupy(int descriptor, int flags)
{
    if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
        (void)!open("/dev/null", flags); /* takes the lowest number that is free: this one */
}

void standard_streams_start(void)
{
    static char output[OUTPUT_BYTES];
    occupy(STDIN_FILENO, O_WRONLY);
    occupy(STDOUT_FILENO, O_RDONLY);
    occupy(STDERR_FILENO, O_RDONLY);
    signal(SIGPIPE, SIG_IGN);
    if (!isatty(STDOUT_FILENO))
        setvbuf(stdout, output, _IOFBF, sizeof output);
}

int standard_streams_end(const char *program, int code)
{
    /* An earlier failure was met, and judged, by whoever wrote then. */
    if (fflush(stdout) == 0 || errno == EPIPE || code != EXIT_OK)
        return code;
    fprintf(stderr, "%s: cannot write to standard output: %s\n", program, strerror(errno));
    return EXIT_FAILED;
}

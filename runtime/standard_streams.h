/* Standard input, output and error, as a program of ours finds and leaves them.
 *
 * main() begins with standard_streams_start and returns what
 * standard_streams_end says. In between:
 *
 * A descriptor from 0 to 2 that the caller closed is taken up: the next file
 * opened would get its number, and a line of the log on standard error would be
 * written into a journal. Using it still fails (EBADF), as it does when closed.
 * A pipe that nobody reads any more is an error of the write (EPIPE), not a
 * signal; whoever meets it ends quietly. */
#ifndef OREWATCH_RUNTIME_STANDARD_STREAMS_H
#define OREWATCH_RUNTIME_STANDARD_STREAMS_H

void standard_streams_start(void);
/* Flushes standard output. What cannot be written is said, and turns EXIT_OK
 * into EXIT_FAILED; a reader that has gone does not. */
int standard_streams_end(const char *program, int code);

#endif

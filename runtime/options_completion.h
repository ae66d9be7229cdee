/* What bash proposes behind a program's name, from the rows of its options.
 *
 * A program of commands prints the function; each command, asked for its
 * completion, its cases in it:
 *
 *   completion_begin(out, "orewatch", true);
 *   ... options_completion() of each command ...
 *   completion_end(out, "orewatch");
 *
 * A case is COMMAND:WORD-BEFORE. It sets `words` to what may follow and `files`
 * to compgen's flag where names of files may. */
#ifndef OREWATCH_RUNTIME_OPTIONS_COMPLETION_H
#define OREWATCH_RUNTIME_OPTIONS_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

void completion_begin(FILE *out, const char *program, bool has_commands);
void completion_end(FILE *out, const char *program);

#endif

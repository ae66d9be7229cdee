/* A file of text as UTF-8 that can be read from anywhere, so that it may be gone
 * through twice, and from its end.
 *
 * A plain file of UTF-8 is read where it lies. What comes through a pipe, or in
 * another encoding (by its byte order mark, or as `encoding` says), is first
 * written as UTF-8 into a file of its own in TMPDIR, which has no name and is
 * gone with the program. Memory does not grow with the file. */
#ifndef OREWATCH_PRODUCERS_TEXT_FILE_H
#define OREWATCH_PRODUCERS_TEXT_FILE_H

#include "schemas/status.h"

#include <stdint.h>
#include <stddef.h>

struct text_file {
    const char *name;     /* as given, or "(standard input)" */
    int descriptor;
    uint64_t start, end;  /* of the text; a byte order mark lies before `start` */
};

/* `-` is standard input. `encoding` is a name that iconv knows; NULL: UTF-8, or
 * what the byte order mark says. IO, BAD_UTF8 and UNKNOWN_NAME write file, place
 * and reason into `why`. */
MUST_CHECK enum status text_file_open(struct text_file *file, const char *path, const char *encoding, char *why,
                                      size_t why_size);
void text_file_close(struct text_file *file);

#endif

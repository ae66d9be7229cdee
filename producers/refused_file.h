/* Events that a broker refused for good, beside the spool that they left: one JSON
 * object a line, to be looked at, set right and sent again.
 *
 *   orewatch-feed events DIR/refused.ndjson --to DEST
 *
 * The file is made with the first of them and only ever appended to: it is the
 * operator's to move away. A line is durable before the spool lets go of its event;
 * when the feed ends between the two, that event is sent, refused and written once
 * more. An event that JSON has no words for is written as {"bytes":"HEX"}. */
#ifndef OREWATCH_PRODUCERS_REFUSED_FILE_H
#define OREWATCH_PRODUCERS_REFUSED_FILE_H

#include "runtime/event_json.h"

#include <limits.h>

struct refused_file {
    char path[PATH_MAX];
    int fd;              /* -1: not opened yet */
    uint64_t lines, bytes, most_bytes;
    bool unsynced;
    char line[EVENT_JSON_BYTES];
};

/* `most_bytes`: how large it may get. IO: the name is too long. */
MUST_CHECK enum status refused_file_init(struct refused_file *file, const char *folder, uint64_t most_bytes, char *why,
                                         size_t why_size);
/* Appends one; its line is `lines` then. FULL: `why` says what to do about it. */
MUST_CHECK enum status refused_file_add(struct refused_file *file, const void *bytes, size_t size, int64_t received,
                                        char *why, size_t why_size);
/* Makes durable what was added. */
MUST_CHECK enum status refused_file_sync(struct refused_file *file, char *why, size_t why_size);
void refused_file_close(struct refused_file *file);

#endif

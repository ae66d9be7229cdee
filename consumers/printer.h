/* Messages of the stream on standard output: as paragraphs, as the contract's
 * JSON lines, or as they were sent, [topic, header, output] each.
 *
 * In paragraphs silenced alerts and expiries are folded (muted.h); to programs
 * every message goes out as it is. */
#ifndef OREWATCH_CONSUMERS_PRINTER_H
#define OREWATCH_CONSUMERS_PRINTER_H

#include "consumers/alert_text.h"
#include "consumers/muted.h"

enum print_form { PRINT_TEXT, PRINT_JSON, PRINT_MSGPACK };
/* In the order of enum print_form, for --output. */
extern const char *const print_forms[];

struct printer {
    enum print_form form;
    bool colour;
    struct muted muted;
    uint64_t printed;
    uint64_t alerts;               /* of them */
    int64_t last_alert;            /* `time` of the last one, INT64_MIN before it */
    union output output;           /* the one at hand */
    struct source_status status;
    char text[ALERT_TEXT_BYTES + MUTED_TEXT_BYTES];
};

enum printing {
    PRINTING_DONE,
    PRINTING_FOLDED,               /* not a message of its own */
    PRINTING_FAILED,               /* nothing can be written; errno tells */
};

void printer_init(struct printer *printer, enum print_form form, bool colour, bool show_silenced);
/* Before the first: where standard output is a file that is appended to, a line that a
 * kill or a full disk has cut is ended, or what comes first would be a part of it. False:
 * nothing can be written. */
MUST_CHECK bool printer_go_on(const struct printer *printer);
/* Decodes an output and gives its `time`. OK also for a topic that is no output. */
MUST_CHECK enum status printer_read(struct printer *printer, struct text topic, const void *bytes, size_t size,
                                    int64_t *time, struct refusal *refusal);
/* Writes what was read last. */
enum printing printer_write(struct printer *printer, struct text topic, const struct header *header, const void *bytes,
                            size_t size);
/* Writes what is folded. False: nothing can be written. */
bool printer_flush(struct printer *printer);

#endif

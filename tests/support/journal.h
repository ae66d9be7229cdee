/* Writing and reading small logs in a test's words: one log at a time, in a
 * scratch folder, of numbered events. */
#ifndef OREWATCH_TESTS_SUPPORT_JOURNAL_H
#define OREWATCH_TESTS_SUPPORT_JOURNAL_H

#include "runtime/log.h"
#include "tests/support/scratch.h"

struct journal {
    struct scratch scratch;
    char path[PATH_MAX];
    uint64_t segment_bytes, torn;
    struct log_writer *writer;
    char why[512];
};

/* A log of this name ("journal", "a.owr") in a new scratch folder. */
void journal_begin(struct journal *journal, const char *name, uint64_t segment_bytes);
void journal_end(struct journal *journal);

enum status journal_open(struct journal *journal);
void journal_close(struct journal *journal);
/* Adds and commits `count` events of `size` bytes, their text made of their
 * offset. Aborts when anything but OK comes. */
void journal_events(struct journal *journal, unsigned count, size_t size);
/* Adds one event without committing. */
enum status journal_add(struct journal *journal, size_t size, uint64_t *offset);

/* Reads all: the last status; `events` gets how many came, each of them checked
 * against what journal_add wrote; `why` is kept in the journal. */
enum status journal_read(struct journal *journal, const char *path, uint64_t *events);

/* The file of a segment, its bytes, and one of them changed. */
void journal_segment(const struct journal *journal, unsigned number, char path[PATH_MAX]);
uint8_t file_byte(const char *path, uint64_t place);
void file_set(const char *path, uint64_t place, uint8_t byte);
void file_zero(const char *path, uint64_t from, uint64_t to);
uint64_t file_size(const char *path);
void file_copy(const char *from, const char *to);
/* Where the zeros at the end of a file begin. */
uint64_t file_used(const char *path);

#endif

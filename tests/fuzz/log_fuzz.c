/* Any bytes as a recording: the reader comes to an end, says which, and gives no
 * event out of its order. A record that proves itself may hold any bytes. */
#include "runtime/log.h"
#include "tests/fuzz/memory_file.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    abort();
}

/* FNV-1a, never 0. */
static uint64_t hash_of(const uint8_t *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash | 1;
}

static void read_all(struct log_reader *reader)
{
    struct log_entry entry;
    uint64_t last = 0;
    char why[512];

    for (;;) {
        why[0] = '\0';
        switch (log_reader_next(reader, &entry, why, sizeof why)) {
        case STATUS_OK:
            if (entry.kind == ENTRY_EVENTS && last != 0 && entry.offset != last + 1)
                fail("an event out of its order");
            last = entry.kind == ENTRY_EVENTS ? entry.offset : last;
            if (hash_of(entry.bytes, entry.size) == 0) /* every byte is there to read */
                fail("a hash that cannot be");
            break;
        case STATUS_NOT_FOUND:
            return;
        default:
            if (why[0] == '\0')
                fail("an end without a reason");
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct memory_file file;
    struct log_reader *reader;
    char why[512] = "";

    memory_file_open(&file, bytes, size);
    if (log_reader_open(&reader, file.path, why, sizeof why) == STATUS_OK) {
        read_all(reader);
        log_reader_close(&reader);
    } else if (why[0] == '\0') {
        fail("a refusal without a reason");
    }
    memory_file_close(&file);
    return 0;
}

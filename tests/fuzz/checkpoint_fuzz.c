/* Any bytes as a checkpoint whose hash is right, else nothing behind it would ever be
 * reached: what is opened lies in the file, section by section, and what is refused
 * has a reason. */
#include "runtime/checkpoint.h"
#include "tests/fuzz/memory_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define HASH   16u
#define FIRST  80u /* section, behind the head */
#define STRIDE 24u

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    abort();
}

static void make_right(uint8_t *bytes, size_t size)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, size - HASH);

    memcpy(bytes + size - HASH, &hash.low64, 8);
    memcpy(bytes + size - HASH + 8, &hash.high64, 8);
}

/* By the names that the file gives: every byte is there to read. */
static void read_sections(const struct checkpoint *checkpoint, const uint8_t *bytes, size_t size)
{
    size_t sum = 0, found = 0;

    for (size_t at = FIRST; at + STRIDE <= size - HASH && found < CHECKPOINT_SECTIONS; at += STRIDE, found++) {
        size_t section_size;
        const void *section;

        if (memchr(bytes + at, 0, CHECKPOINT_NAME) == NULL)
            return;
        section = checkpoint_section(checkpoint, (const char *)bytes + at, &section_size);
        if (section == NULL)
            return;
        if (section_size > size)
            fail("a section larger than the file");
        sum += XXH3_64bits(section, section_size) & 1;
    }
    if (sum > CHECKPOINT_SECTIONS)
        fail("a sum that cannot be");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct memory_file file;
    struct checkpoint *checkpoint;
    char why[512] = "";
    uint8_t *copy = malloc(size + 1);

    if (copy == NULL)
        return 0;
    memcpy(copy, bytes, size);
    if (size >= HASH)
        make_right(copy, size);
    memory_file_open(&file, copy, size);
    if (checkpoint_open(&checkpoint, file.path, why, sizeof why) == STATUS_OK) {
        read_sections(checkpoint, copy, size);
        checkpoint_close(&checkpoint);
    } else if (why[0] == '\0') {
        fail("a refusal without a reason");
    }
    memory_file_close(&file);
    free(copy);
    return 0;
}

/* Bytes as a file that has a name, for readers that take a path. */
#ifndef OREWATCH_TESTS_FUZZ_MEMORY_FILE_H
#define OREWATCH_TESTS_FUZZ_MEMORY_FILE_H

#include <stddef.h>
#include <stdint.h>

struct memory_file { int descriptor; char path[64]; };

void memory_file_open(struct memory_file *file, const uint8_t *bytes, size_t size); /* aborts where it cannot */
void memory_file_close(struct memory_file *file);

#endif

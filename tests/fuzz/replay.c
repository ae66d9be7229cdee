/* Runs a fuzz target over files, where there is no fuzzer: replay FILE... */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t capacity = 1 << 21;
    uint8_t *all = malloc(capacity);
    size_t size = all != NULL ? fread(all, 1, capacity, file) : 0;
    /* To the byte, so that a sanitizer sees the first step over. */
    uint8_t *exact = all != NULL ? realloc(all, size > 0 ? size : 1) : NULL;
    fclose(file);
    if (exact == NULL) {
        free(all);
        return 1;
    }
    fprintf(stderr, "%s: %zu bytes\n", path, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    return failed;
}

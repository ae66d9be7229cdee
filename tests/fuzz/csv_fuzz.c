/* Any file as a sheet of baseline tables: rows come with their lines in order,
 * and what is refused has a reason. */
#include "producers/baseline_table.h"
#include "tests/fuzz/memory_file.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct sheet_walk {
    struct baseline_tables tables;
    struct baseline_header header;
    uint64_t line;
    bool headed;
};

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void on_row(void *self, const struct sheet_row *cells)
{
    struct sheet_walk *walk = self;
    struct baseline_row row;
    struct refusal refusal = {0};
    enum status status;

    expect(cells->line >= walk->line, "a line before the last one");
    walk->line = cells->line;
    if (!walk->headed) {
        walk->headed = baseline_header_read(&walk->header, cells, &refusal) == STATUS_OK;
        expect(walk->headed || refusal.text[0] != '\0', "a header refused without a reason");
        return;
    }
    status = baseline_row_read(&row, &walk->header, cells, &refusal);
    if (status == STATUS_OK)
        status = baseline_tables_add(&walk->tables, &row, "fuzz.csv", cells->line, &refusal);
    expect(status == STATUS_OK || refusal.text[0] != '\0', "a row refused without a reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct sheet_walk walk = {.line = 0};
    struct memory_file file;
    char why[512] = "";

    baseline_tables_init(&walk.tables);
    memory_file_open(&file, bytes, size);
    if (sheet_read(file.path, on_row, &walk, why, sizeof why) != STATUS_OK)
        expect(why[0] != '\0', "a file refused without a reason");
    memory_file_close(&file);
    baseline_tables_close(&walk.tables);
    return 0;
}

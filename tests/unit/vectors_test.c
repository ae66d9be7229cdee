/* schemas/vectors: what is taken reads as the JSON says and encodes to the same
 * bytes again; what is refused is refused in these words. The bytes were made by
 * another implementation (msgpack-python). */
#include "schemas/catalogue.h"
#include "tests/support/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define LINE (64u * KIB)

/* One block of a file; a key that the block lacks is "". */
struct vector { char what[256], json[LINE], hex[LINE], verdict[64], text[512]; };

static struct vector vector;
static union {
    struct event event;
    union output output;
    struct receipt receipt;
    struct heartbeat heartbeat;
    struct config config;
    struct rules rules;
} message; /* the largest of each section */

static void keep(char *into, size_t capacity, const char *line)
{
    size_t size = strcspn(line, "\n");
    assert_true(size < capacity);
    memcpy(into, line, size);
    into[size] = '\0';
}

static void take_line(const char *line)
{
    const struct { const char *key; char *into; size_t capacity; } places[] = {
        {"what ", vector.what, sizeof vector.what},          {"json ", vector.json, sizeof vector.json},
        {"hex ", vector.hex, sizeof vector.hex},             {"verdict ", vector.verdict, sizeof vector.verdict},
        {"text ", vector.text, sizeof vector.text},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strncmp(line, places[i].key, strlen(places[i].key)) == 0) {
            keep(places[i].into, places[i].capacity, line + strlen(places[i].key));
            return;
        }
    fail_msg("a line that says nothing: %s", line);
}

/* The next block of lines; false at the end. */
static bool next_vector(FILE *file)
{
    static char line[LINE + 16];
    memset(&vector, 0, sizeof vector);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '\n' && vector.what[0] != '\0')
            return true;
        if (line[0] != '\n' && line[0] != '#')
            take_line(line);
    }
    return vector.what[0] != '\0';
}

static void check_taken(const struct rows *rows, const uint8_t *bytes, size_t size)
{
    static char json[LINE];
    static uint8_t again[LINE];
    struct line line = line_on(json, sizeof json);
    rows_json(rows, &message, &line);
    if (strcmp(json, vector.json) != 0)
        fail_msg("%s, %s:\n  %s\n  instead of\n  %s", rows->name, vector.what, json, vector.json);
    assert_int_equal(rows_encode(rows, &message, again, sizeof again), size);
    assert_memory_equal(again, bytes, size);
}

static bool check_vector(const struct rows *rows)
{
    static uint8_t bytes[LINE];
    struct refusal refusal = {0};
    size_t size = hex_bytes(vector.hex, bytes, sizeof bytes);
    enum status status = catalogue_decode(rows, bytes, size, &message, &refusal);
    if (strcmp(status_name(status), vector.verdict) != 0)
        fail_msg("%s, %s: %s (%s) instead of %s", rows->name, vector.what, status_name(status), refusal.text,
                 vector.verdict);
    if (status == STATUS_OK)
        check_taken(rows, bytes, size);
    else
        assert_string_equal(refusal.text, vector.text);
    return status == STATUS_OK;
}

static void check_file(const struct rows *rows)
{
    char path[512];
    unsigned taken = 0, refused = 0;
    snprintf(path, sizeof path, "%s/%s.txt", VECTORS, rows->name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s: every message has its vectors", path);
    while (next_vector(file))
        *(check_vector(rows) ? &taken : &refused) += 1;
    fclose(file);
    if (taken < 2 || refused < 1)
        fail_msg("%s: %u taken and %u refused; two and one are the least", path, taken, refused);
}

static void every_message_reads_and_writes_as_its_vectors_say(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < catalogue_count; i++)
        if (!catalogue[i].part) {
            assert_true(catalogue[i].rows->size <= sizeof message);
            check_file(catalogue[i].rows);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_reads_and_writes_as_its_vectors_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Any file as a configuration and as rules: what is taken, the engine judges;
 * what is refused has a reason. */
#include "engine/engine.h"
#include "runtime/yaml.h"
#include "tests/fuzz/memory_file.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint8_t message[4 * LIMIT_EVENT_BYTES];

static void expect_reason(const char *reason)
{
    if (reason[0] != '\0')
        return;
    fprintf(stderr, "a refusal without a reason\n");
    abort();
}

static void as_configuration(const char *path)
{
    struct yaml_error error = {""};
    struct refusal refusal = {0};
    size_t used;

    if (yaml_config(path, NULL, NULL, NULL, engine_default_config(), message, sizeof message, &used, &error) != STATUS_OK)
        expect_reason(error.text);
    else if (used > 0 && engine_check_config(message, used, &refusal) != STATUS_OK)
        expect_reason(refusal.text);
}

static void as_rules(const char *path)
{
    struct yaml_error error = {""};
    struct refusal refusal = {0};
    size_t used;

    if (yaml_rules(path, message, sizeof message, &used, &error) != STATUS_OK)
        expect_reason(error.text);
    else if (engine_check_rules(message, used, engine_default_config(), &refusal) != STATUS_OK)
        expect_reason(refusal.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct memory_file file;

    memory_file_open(&file, bytes, size);
    as_configuration(file.path);
    as_rules(file.path);
    memory_file_close(&file);
    return 0;
}

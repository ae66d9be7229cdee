/* orewatch verify: does a log prove itself, and does it still say what it said? */
#include "consumers/derivation.h"
#include "consumers/proof.h"
#include "consumers/tools.h"
#include "runtime/options.h"

#include <stdlib.h>

enum verify_output { VERIFY_TEXT, VERIFY_JSON };
static const char *const outputs[] = {"text", "json", NULL};

struct verify_options {
    const char *expect, *digests;
    int output;
};

static const struct option rows[] = {
    {.name = "expect", .kind = OPTION_TEXT, .offset = offsetof(struct verify_options, expect), .argument = "FILE",
     .sentence = "derive every output again and compare whole lines with this file, as `orewatch run` wrote it"},
    {.name = "digests", .kind = OPTION_TEXT, .offset = offsetof(struct verify_options, digests), .argument = "FILE",
     .sentence = "derive every output again and compare with this file of digests, as `orewatch run --digest-file` "
                 "wrote it"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct verify_options, output), .initial = "text",
     .choices = outputs, .sentence = "text: to read; json: one line with what was found"},
};

static const char *const examples[] = {
    "orewatch verify /var/lib/orewatch/journal # is every record as it was written?",
    "orewatch verify story.owr --expect story.outputs # and is every alert as it was said?",
    "orewatch verify story.owr --digests story.digests --output json",
    NULL,
};

static const char *const exit_codes[] = {
    "0 every record and every checkpoint proves itself, and all is as expected",
    "1 a record does not prove itself (file, record, byte and last good offset are named), or a checkpoint, or the log "
    "cannot be read",
    "2 usage",
    "3 what is there proves itself, but the last commit was not finished, or checkpoints could not be compared",
    "4 every record proves itself, but a checkpoint holds another state than the log gives (its parts are named), or "
    "outputs or digests differ from those expected",
    NULL,
};

static const struct program program = {
    .name = "orewatch verify",
    .usage = "FILE.owr|JOURNAL",
    .sentence = "Reads a recording or journal from its first record to its last and checks all there is to check: "
                "hashes and their chain, offsets without a gap, times that never go back, entries that can be read; "
                "and of a journal that each checkpoint holds the state which the log gives. Where retention deleted "
                "the head, it starts from the checkpoint that stands for it. It also reads the journal of a running "
                "broker, up to where that is.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 1,
    .engine = ENGINE_VERSION,
};

static void print_json(const struct proof *proof)
{
    char text[8u * PROOF_TEXT];
    struct line line = line_on(text, sizeof text);
    rows_json(&proof_rows, proof, &line);
    line_char(&line, '\n');
    fwrite(line.at, 1, line.used, stdout);
}

static enum exit_code derive(const char *log, const struct verify_options *options)
{
    struct derivation *derivation = calloc(1, sizeof *derivation);
    if (derivation == NULL) {
        fputs("orewatch verify: no memory\n", stderr);
        return EXIT_FAILED;
    }
    const struct derivation_options asked = {
        .program = program.name, .log = log, .expect = options->expect, .digests = options->digests};
    enum exit_code code = derivation_run(derivation, &asked);
    free(derivation);
    return code;
}

/* Of a log that is whole or torn. */
static enum checkpoint_verdict verify_checkpoints(const char *log, struct proof *proof)
{
    struct checkpoint_proof *checkpoints = calloc(1, sizeof *checkpoints);
    if (checkpoints == NULL) {
        fputs("orewatch verify: no memory\n", stderr);
        return CHECKPOINT_DAMAGED;
    }
    checkpoint_proof_make(checkpoints, log);
    proof_add_checkpoints(proof, checkpoints);
    for (uint32_t i = 0; i < checkpoints->faults_count; i++)
        fprintf(stderr, "orewatch verify: %s\n", checkpoints->faults[i].why);
    if (checkpoints->left_over > 0)
        fprintf(stderr, "orewatch verify: %u checkpoints of what was deleted are left; retention removes them\n",
                checkpoints->left_over);
    enum checkpoint_verdict worst = checkpoints->worst;
    free(checkpoints);
    return worst;
}

/* `asked`: what was derived again for it, and compared, came out like this. */
static enum exit_code conclude(enum status status, enum checkpoint_verdict checkpoints, enum exit_code asked)
{
    if ((status != STATUS_OK && status != STATUS_TORN) || checkpoints == CHECKPOINT_DAMAGED)
        return EXIT_FAILED;
    if (checkpoints == CHECKPOINT_DIFFERS)
        return EXIT_MISMATCH;
    if (asked == EXIT_OK && (status == STATUS_TORN || checkpoints == CHECKPOINT_UNREAD))
        return EXIT_WARNINGS;
    return asked;
}

static enum exit_code verify(const char *log, const struct verify_options *options)
{
    struct proof proof;
    enum status status = proof_make(&proof, log);
    enum checkpoint_verdict checkpoints = CHECKPOINT_GOOD;
    enum exit_code asked = EXIT_OK;
    bool readable = status == STATUS_OK || status == STATUS_TORN;
    if (status != STATUS_OK)
        fprintf(stderr, "orewatch verify: %s\n", proof.why_bytes);
    if (readable)
        checkpoints = verify_checkpoints(log, &proof);
    if (options->output == VERIFY_JSON)
        print_json(&proof);
    else
        proof_print(&proof, stdout);
    if (readable && (options->expect != NULL || options->digests != NULL))
        asked = derive(log, options);
    return conclude(status, checkpoints, asked);
}

int tool_verify(int argc, char **argv)
{
    struct verify_options options;
    struct arguments files;
    switch (options_parse(&program, argc, argv, &options, &files)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    return (int)verify(files.texts[0], &options);
}

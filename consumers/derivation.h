/* A log derived again, with what is made of its outputs: printed, compared with
 * lines that were expected, digested, compared with digests that were expected.
 * What `run` and `verify` do.
 *
 * A failure is said on standard error by the name of the program, once. */
#ifndef OREWATCH_CONSUMERS_DERIVATION_H
#define OREWATCH_CONSUMERS_DERIVATION_H

#include "consumers/compare.h"
#include "consumers/digest_line.h"
#include "consumers/offline.h"
#include "runtime/exit_code.h"

struct derivation_options {
    const char *program;
    const char *log, *config, *rules;
    const char *expect;      /* lines to compare with; NULL: none */
    const char *digest_file; /* to write; NULL: none */
    const char *digests;     /* a digest file to compare with; NULL: none */
    uint64_t every, first, last; /* of the digest file: each so many entries, among these */
    bool print;              /* the outputs, on standard output */
};

struct derivation {
    const struct derivation_options *options;
    struct offline offline;
    struct comparison comparison;
    void *lines;             /* the digest over all of them */
    char *line;
    uint64_t outputs, alerts;
    int lost;                /* errno of the output that could not be written, 0: none */
    FILE *digest_file, *digests;
    struct digest_line made, expected; /* expected.entry 0: no more are */
    uint64_t expected_number, digests_compared, digests_missed;
    bool digest_lost, digest_differs;
    char difference[1024];   /* the first digest that differs */
};

/* Everything, from the opening to the end; what came out of it is told on
 * standard error. OK; MISMATCH; WARNINGS for a log that ends inside a record;
 * USAGE for a configuration or rules that are refused; FAILED. */
enum exit_code derivation_run(struct derivation *derivation, const struct derivation_options *options);

#endif

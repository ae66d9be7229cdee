/* A log read from its first record to its last, each of which must prove itself:
 * chain and hashes, offsets without a gap, `received` that never goes back, every
 * event, configuration and set of rules as this version can read them.
 *
 * What was found is one message, with what was found of the checkpoints beside a
 * journal: `verify` prints it as text or as JSON. */
#ifndef OREWATCH_CONSUMERS_PROOF_H
#define OREWATCH_CONSUMERS_PROOF_H

#include "consumers/checkpoint_proof.h"
#include "schemas/messages.h"

#include <stdio.h>

#define PROOF_TEXT 1024u

/* `result`: whole, torn (the last commit was not finished), damaged (a record or a
 * checkpoint does not prove itself, or holds what cannot be), differs (a checkpoint
 * holds another state than the log gives), unreadable. */
struct proof {
    uint64_t present;
    struct text log, result;
    uint64_t epoch, files, records, entries, events, ticks, configurations, rules;
    uint64_t first_offset, last_offset;
    int64_t first_received, last_received;
    struct text file;                       /* from here on: where it ends or fails */
    uint64_t record, byte, torn_bytes, flipped_byte, flipped_bit;
    uint64_t records_after, first_offset_after, last_offset_after;
    struct text why;
    uint64_t checkpoints, base_offset;      /* as in checkpoint_proof.h */
    char file_bytes[PROOF_TEXT], why_bytes[PROOF_TEXT];
};
extern const struct rows proof_rows;

/* OK, TORN, or what log_reader_next and log_reader_open answer. */
enum status proof_make(struct proof *proof, const char *path);
/* Of a log that is whole or torn. */
void proof_add_checkpoints(struct proof *proof, const struct checkpoint_proof *checkpoints);
/* Lines for a person. */
void proof_print(const struct proof *proof, FILE *out);

#endif

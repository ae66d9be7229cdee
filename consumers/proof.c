#include "consumers/proof.h"

#include "runtime/log_damage.h"
#include "runtime/progress.h"
#include "schemas/fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(member) UINT(struct proof, member, 0, WHOLE_MOST)

enum {
    PROOF_HAS_LOG, PROOF_HAS_RESULT, PROOF_HAS_EPOCH, PROOF_HAS_FILES, PROOF_HAS_RECORDS, PROOF_HAS_ENTRIES,
    PROOF_HAS_EVENTS, PROOF_HAS_TICKS, PROOF_HAS_CONFIGURATIONS, PROOF_HAS_RULES, PROOF_HAS_FIRST_OFFSET,
    PROOF_HAS_LAST_OFFSET, PROOF_HAS_FIRST_RECEIVED, PROOF_HAS_LAST_RECEIVED, PROOF_HAS_FILE, PROOF_HAS_RECORD,
    PROOF_HAS_BYTE, PROOF_HAS_TORN_BYTES, PROOF_HAS_FLIPPED_BYTE, PROOF_HAS_FLIPPED_BIT, PROOF_HAS_RECORDS_AFTER,
    PROOF_HAS_FIRST_OFFSET_AFTER, PROOF_HAS_LAST_OFFSET_AFTER, PROOF_HAS_WHY, PROOF_HAS_CHECKPOINTS,
    PROOF_HAS_BASE_OFFSET
};
#define BIT(row) (UINT64_C(1) << (row))

/* clang-format off */
static const struct field proof_fields[] = {
    [PROOF_HAS_LOG]                = FIELD("log", REQUIRED, TEXT_OF(struct proof, log, PROOF_TEXT),
                                           "", "as it was named"),
    [PROOF_HAS_RESULT]             = FIELD("result", REQUIRED, TEXT_OF(struct proof, result, LIMIT_TOKEN),
                                           "", "whole, torn, damaged, differs, unreadable"),
    [PROOF_HAS_EPOCH]              = FIELD("epoch", OPTIONAL, UINT(struct proof, epoch, 0, UINT_MOST),
                                           "", "names the log; a broker's is of the engine too"),
    [PROOF_HAS_FILES]              = FIELD("files", OPTIONAL, COUNT(files), "", "read"),
    [PROOF_HAS_RECORDS]            = FIELD("records", OPTIONAL, COUNT(records), "", "that prove themselves"),
    [PROOF_HAS_ENTRIES]            = FIELD("entries", OPTIONAL, COUNT(entries), "", "in them"),
    [PROOF_HAS_EVENTS]             = FIELD("events", OPTIONAL, COUNT(events), "", "of the entries"),
    [PROOF_HAS_TICKS]              = FIELD("ticks", OPTIONAL, COUNT(ticks), "", "of the entries"),
    [PROOF_HAS_CONFIGURATIONS]     = FIELD("configurations", OPTIONAL, COUNT(configurations), "", "of the entries"),
    [PROOF_HAS_RULES]              = FIELD("rules", OPTIONAL, COUNT(rules), "", "of the entries"),
    [PROOF_HAS_FIRST_OFFSET]       = FIELD("first_offset", OPTIONAL, COUNT(first_offset), "", "of the first event"),
    [PROOF_HAS_LAST_OFFSET]        = FIELD("last_offset", OPTIONAL, COUNT(last_offset), "", "of the last good event"),
    [PROOF_HAS_FIRST_RECEIVED]     = FIELD("first_received", OPTIONAL, TIME(struct proof, first_received),
                                           "", "of an entry"),
    [PROOF_HAS_LAST_RECEIVED]      = FIELD("last_received", OPTIONAL, TIME(struct proof, last_received),
                                           "", "of an entry"),
    [PROOF_HAS_FILE]               = FIELD("file", OPTIONAL, TEXT_OF(struct proof, file, PROOF_TEXT), "", "that fails"),
    [PROOF_HAS_RECORD]             = FIELD("record", OPTIONAL, COUNT(record), "", "of that file; 0: its header"),
    [PROOF_HAS_BYTE]               = FIELD("byte", OPTIONAL, COUNT(byte), "", "of that file, where the record begins"),
    [PROOF_HAS_TORN_BYTES]         = FIELD("torn_bytes", OPTIONAL, COUNT(torn_bytes), "B", "of a commit not finished"),
    [PROOF_HAS_FLIPPED_BYTE]       = FIELD("flipped_byte", OPTIONAL, COUNT(flipped_byte),
                                           "", "that one flipped bit explains"),
    [PROOF_HAS_FLIPPED_BIT]        = FIELD("flipped_bit", OPTIONAL, COUNT(flipped_bit), "", "of it, 0 the lowest"),
    [PROOF_HAS_RECORDS_AFTER]      = FIELD("records_after", OPTIONAL, COUNT(records_after),
                                           "", "of that file that prove themselves behind the damage"),
    [PROOF_HAS_FIRST_OFFSET_AFTER] = FIELD("first_offset_after", OPTIONAL, COUNT(first_offset_after),
                                           "", "of their events"),
    [PROOF_HAS_LAST_OFFSET_AFTER]  = FIELD("last_offset_after", OPTIONAL, COUNT(last_offset_after),
                                           "", "of their events"),
    [PROOF_HAS_WHY]                = FIELD("why", OPTIONAL, TEXT_OF(struct proof, why, PROOF_TEXT),
                                           "", "what fails, in words"),
    [PROOF_HAS_CHECKPOINTS]        = FIELD("checkpoints", OPTIONAL, COUNT(checkpoints),
                                           "", "beside the journal that hold the state which it gives"),
    [PROOF_HAS_BASE_OFFSET]        = FIELD("base_offset", OPTIONAL, COUNT(base_offset),
                                           "", "of the checkpoint that stands for a deleted head"),
};
/* clang-format on */
ROWS(proof_rows, "proof", struct proof, "What the records of a log prove.", proof_fields);

/* What an entry is decoded into; none of it is kept. */
struct decoded { struct event event; struct config config; struct rules rules; };

/* ---- one entry ----------------------------------------------------------------- */

static enum status decode(const struct log_entry *entry, struct decoded *into, struct refusal *refusal)
{
    switch (entry->kind) {
    case ENTRY_EVENTS:
        return event_decode(entry->bytes, entry->size, &into->event, NULL, refusal);
    case ENTRY_TICK:
        return STATUS_OK;
    case ENTRY_CONFIG:
        return rows_decode(&config_rows, entry->bytes, entry->size, &into->config, NULL, refusal);
    case ENTRY_RULES:
        return rows_decode(&rules_rows, entry->bytes, entry->size, &into->rules, NULL, refusal);
    }
    return STATUS_DAMAGED;
}

static void count(struct proof *proof, const struct log_entry *entry)
{
    proof->entries++;
    proof->events += entry->kind == ENTRY_EVENTS;
    proof->ticks += entry->kind == ENTRY_TICK;
    proof->configurations += entry->kind == ENTRY_CONFIG;
    proof->rules += entry->kind == ENTRY_RULES;
    if ((proof->present & BIT(PROOF_HAS_FIRST_RECEIVED)) == 0)
        proof->first_received = entry->received;
    proof->last_received = entry->received;
    proof->present |= BIT(PROOF_HAS_FIRST_RECEIVED) | BIT(PROOF_HAS_LAST_RECEIVED);
}

static enum status judge(struct proof *proof, const struct log_entry *entry, struct decoded *into)
{
    struct refusal refusal = {0};
    bool first = (proof->present & BIT(PROOF_HAS_FIRST_RECEIVED)) == 0;
    if (!first && entry->received < proof->last_received) {
        snprintf(proof->why_bytes, sizeof proof->why_bytes,
                 "`received` of an entry at offset %" PRIu64 " lies %" PRId64 " ns before that of the entry before it",
                 entry->offset, proof->last_received - entry->received);
        return STATUS_DAMAGED;
    }
    if (decode(entry, into, &refusal) != STATUS_OK) {
        snprintf(proof->why_bytes, sizeof proof->why_bytes,
                 "an entry at offset %" PRIu64 " proves itself, and cannot be read: %s: %s", entry->offset,
                 refusal.field, refusal.text);
        return STATUS_DAMAGED;
    }
    count(proof, entry);
    return STATUS_OK;
}

/* ---- the log ------------------------------------------------------------------- */

static void note_totals(struct proof *proof, const struct log_reader *reader)
{
    struct log_spot spot = log_reader_spot(reader);
    proof->epoch = log_reader_epoch(reader);
    proof->files = spot.files;
    proof->records = spot.records;
    proof->first_offset = spot.first_offset;
    proof->last_offset = spot.next_offset - 1;
    proof->present |= BIT(PROOF_HAS_EPOCH) | BIT(PROOF_HAS_FILES) | BIT(PROOF_HAS_RECORDS) | BIT(PROOF_HAS_ENTRIES) |
                      BIT(PROOF_HAS_EVENTS) | BIT(PROOF_HAS_TICKS) | BIT(PROOF_HAS_CONFIGURATIONS) |
                      BIT(PROOF_HAS_RULES) | BIT(PROOF_HAS_FIRST_OFFSET) | BIT(PROOF_HAS_LAST_OFFSET);
}

static void note_spot(struct proof *proof, const char *file, uint64_t record, uint64_t byte)
{
    snprintf(proof->file_bytes, sizeof proof->file_bytes, "%s", file);
    proof->file = text_of(proof->file_bytes);
    proof->record = record;
    proof->byte = byte;
    proof->present |= BIT(PROOF_HAS_FILE) | BIT(PROOF_HAS_RECORD) | BIT(PROOF_HAS_BYTE);
}

/* A record fails: what of it, and what stands behind it. */
static void look_closer(struct proof *proof, const struct log_spot *spot)
{
    struct log_damage damage;
    char why[512];
    if (spot->record == 0 || log_damage_look(spot->path, spot->byte, &damage, why, sizeof why) != STATUS_OK)
        return;
    if (damage.flip_found) {
        proof->flipped_byte = damage.flip_byte;
        proof->flipped_bit = damage.flip_bit;
        proof->present |= BIT(PROOF_HAS_FLIPPED_BYTE) | BIT(PROOF_HAS_FLIPPED_BIT);
    }
    proof->records_after = damage.records_after;
    proof->present |= BIT(PROOF_HAS_RECORDS_AFTER);
    if (damage.events_after > 0) {
        proof->first_offset_after = damage.first_offset_after;
        proof->last_offset_after = damage.last_offset_after;
        proof->present |= BIT(PROOF_HAS_FIRST_OFFSET_AFTER) | BIT(PROOF_HAS_LAST_OFFSET_AFTER);
    }
}

static enum status read_entries(struct proof *proof, struct log_reader *reader, struct decoded *into)
{
    struct progress progress;
    struct log_entry entry;
    enum status status;
    progress_start(&progress, "proving");
    while ((status = log_reader_next(reader, &entry, proof->why_bytes, sizeof proof->why_bytes)) == STATUS_OK) {
        if (judge(proof, &entry, into) != STATUS_OK) {
            struct log_spot spot = log_reader_spot(reader);
            note_spot(proof, spot.path, spot.record - 1, spot.entry_byte);
            progress_end(&progress);
            return STATUS_DAMAGED;
        }
        uint64_t done, total;
        log_reader_progress(reader, &done, &total);
        progress_show(&progress, done, total, proof->events);
    }
    progress_end(&progress);
    struct log_spot spot = log_reader_spot(reader);
    if (status != STATUS_NOT_FOUND)
        note_spot(proof, spot.path, spot.record, spot.byte);
    if (status == STATUS_DAMAGED)
        look_closer(proof, &spot);
    if (status == STATUS_TORN) {
        proof->torn_bytes = spot.torn;
        proof->present |= BIT(PROOF_HAS_TORN_BYTES);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status prove(struct proof *proof, const char *path)
{
    struct log_reader *reader;
    enum status status = log_reader_open(&reader, path, proof->why_bytes, sizeof proof->why_bytes);
    if (status != STATUS_OK)
        return status;
    struct decoded *into = malloc(sizeof *into);
    if (into == NULL) {
        snprintf(proof->why_bytes, sizeof proof->why_bytes, "%s: no memory to read it", path);
        status = STATUS_NO_MEMORY;
    } else {
        status = read_entries(proof, reader, into);
        note_totals(proof, reader);
    }
    free(into);
    log_reader_close(&reader);
    return status;
}

enum status proof_make(struct proof *proof, const char *path)
{
    *proof = (struct proof){.present = BIT(PROOF_HAS_LOG) | BIT(PROOF_HAS_RESULT), .log = text_of(path)};
    enum status status = prove(proof, path);
    proof->result = status == STATUS_OK        ? TEXT("whole")
                    : status == STATUS_TORN    ? TEXT("torn")
                    : status == STATUS_DAMAGED ? TEXT("damaged")
                                               : TEXT("unreadable");
    if (status != STATUS_OK) {
        proof->why = text_of(proof->why_bytes);
        proof->present |= BIT(PROOF_HAS_WHY);
    }
    return status;
}

/* Cut where it is longer. */
static struct text keep_text(char kept[PROOF_TEXT], const char *text)
{
    struct line line = line_on(kept, PROOF_TEXT);
    line_string(&line, text);
    return (struct text){kept, (uint32_t)line.used};
}

/* The first that is at fault is told where a record would be. */
void proof_add_checkpoints(struct proof *proof, const struct checkpoint_proof *checkpoints)
{
    proof->checkpoints = checkpoints->good;
    proof->base_offset = checkpoints->base_offset;
    proof->present |= BIT(PROOF_HAS_CHECKPOINTS) | (checkpoints->from_base ? BIT(PROOF_HAS_BASE_OFFSET) : 0);
    if (checkpoints->worst < CHECKPOINT_DIFFERS)
        return;
    const struct checkpoint_fault *fault = &checkpoints->faults[0];
    proof->result = checkpoints->worst == CHECKPOINT_DIFFERS ? TEXT("differs") : TEXT("damaged");
    proof->file = keep_text(proof->file_bytes, fault->path);
    proof->why = keep_text(proof->why_bytes, fault->why);
    proof->present |= BIT(PROOF_HAS_FILE) | BIT(PROOF_HAS_WHY);
}

/* ---- for a person -------------------------------------------------------------- */

static void print_counts(const struct proof *proof, FILE *out)
{
    fprintf(out, "  %" PRIu64 " %s in %" PRIu64 " %s; the log's own epoch %" PRIu64 "\n", proof->records,
            proof->records == 1 ? "record" : "records", proof->files, proof->files == 1 ? "file" : "files",
            proof->epoch);
    fprintf(out, "  %" PRIu64 " entries: %" PRIu64 " events, %" PRIu64 " ticks, %" PRIu64 " configurations, %" PRIu64
                 " rules\n", proof->entries, proof->events, proof->ticks, proof->configurations, proof->rules);
    if (proof->events > 0)
        fprintf(out, "  offsets %" PRIu64 " to %" PRIu64 "\n", proof->first_offset, proof->last_offset);
    if (proof->first_offset > 1)
        fprintf(out, "  begins at offset %" PRIu64 ": what stood before it is not here, and is not proven\n",
                proof->first_offset);
}

static void print_times(const struct proof *proof, FILE *out)
{
    char text[96];
    struct line line = line_on(text, sizeof text);
    if (proof->entries == 0)
        return;
    line_time(&line, proof->first_received);
    line_string(&line, " to ");
    line_time(&line, proof->last_received);
    fprintf(out, "  received %s\n", text);
}

static void print_failure(const struct proof *proof, FILE *out)
{
    fprintf(out, "  %s\n", proof->why_bytes);
    if (proof->present & BIT(PROOF_HAS_FLIPPED_BYTE))
        fprintf(out, "  one flipped bit explains it: byte %" PRIu64 ", bit %" PRIu64 "\n", proof->flipped_byte,
                proof->flipped_bit);
    if (proof->present & BIT(PROOF_HAS_FIRST_OFFSET_AFTER))
        fprintf(out, "  behind it, in the same file, %" PRIu64 " records prove themselves, with offsets %" PRIu64
                     " to %" PRIu64 "\n", proof->records_after, proof->first_offset_after, proof->last_offset_after);
    if (proof->present & BIT(PROOF_HAS_TORN_BYTES))
        fprintf(out, "  %" PRIu64 " bytes of a commit that was not finished: nobody was told that it is kept; "
                     "`orewatch repair %.*s` cuts them\n", proof->torn_bytes, (int)proof->log.size, proof->log.at);
}

static void print_checkpoints(const struct proof *proof, FILE *out)
{
    if (proof->present & BIT(PROOF_HAS_BASE_OFFSET))
        fprintf(out, "  starts from the checkpoint at offset %" PRIu64 "; the log before it was deleted by retention\n",
                proof->base_offset);
    if (proof->checkpoints > 0)
        fprintf(out, "  %" PRIu64 " %s the state that the log gives\n", proof->checkpoints,
                proof->checkpoints == 1 ? "checkpoint holds" : "checkpoints hold");
}

void proof_print(const struct proof *proof, FILE *out)
{
    fprintf(out, "%.*s: %.*s\n", (int)proof->log.size, proof->log.at, (int)proof->result.size, proof->result.at);
    if (proof->present & BIT(PROOF_HAS_EPOCH)) {
        print_counts(proof, out);
        print_times(proof, out);
    }
    if (proof->present & BIT(PROOF_HAS_WHY))
        print_failure(proof, out);
    else
        fputs("  hashes, chain, offsets, times and entries are as they were written\n", out);
    print_checkpoints(proof, out);
}

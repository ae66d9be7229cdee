#include "consumers/checkpoint_proof.h"

#include "consumers/offline.h"
#include "consumers/thawed.h"
#include "engine/digest.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One that proves itself and that the log holds: it waits for the fold to come by. */
struct waiting { char path[PATH_MAX]; struct checkpoint_head head; bool seen; };

/* The fold of the log, and who waits for it. */
struct comparing {
    struct checkpoint_proof *proof;
    struct offline offline;
    uint32_t count;
    struct waiting waiting[CHECKPOINTS];
};

__attribute__((format(printf, 4, 5))) static void fault(struct checkpoint_proof *proof, enum checkpoint_verdict verdict,
                                                        const char *path, const char *format, ...)
{
    struct checkpoint_fault *found = &proof->faults[proof->faults_count++];
    va_list arguments;
    va_start(arguments, format);
    snprintf(found->path, sizeof found->path, "%s", path);
    vsnprintf(found->why, sizeof found->why, format, arguments);
    va_end(arguments);
    if (verdict > proof->worst)
        proof->worst = verdict;
}

/* ---- each by itself -------------------------------------------------------------- */

/* Retention deletes the segments below a base before the checkpoints below it. */
static bool is_left_over(const struct checkpoint_names *names, uint32_t index, enum status status)
{
    return status == STATUS_NOT_FOUND && index > 0 && names->at[index].number < names->at[0].number;
}

static void look_at(struct comparing *comparing, const char *log, const struct checkpoint_names *names, uint32_t index)
{
    struct waiting *waiting = &comparing->waiting[comparing->count];
    struct checkpoint *checkpoint;
    char why[1024];
    if (!checkpoint_path(waiting->path, log, names->at[index]))
        return;
    enum status status = checkpoint_open(&checkpoint, waiting->path, why, sizeof why);
    if (status == STATUS_NOT_FOUND)
        return; /* deleted since it was listed */
    if (status != STATUS_OK) {
        fault(comparing->proof, CHECKPOINT_DAMAGED, waiting->path, "%s", why);
        return;
    }
    *waiting = (struct waiting){.head = *checkpoint_head(checkpoint)};
    checkpoint_path(waiting->path, log, names->at[index]);
    checkpoint_close(&checkpoint);
    status = log_holds_position(log, &waiting->head.position, why, sizeof why);
    if (status == STATUS_OK)
        comparing->count++;
    else if (is_left_over(names, index, status))
        comparing->proof->left_over++;
    else
        fault(comparing->proof, CHECKPOINT_DAMAGED, waiting->path, "%s: the log does not hold its place: %s",
              waiting->path, why);
}

/* Nothing is wrong with what is there. */
static bool cannot_compare(enum status status)
{
    return status == STATUS_NEWER_VERSION || status == STATUS_GONE;
}

/* ---- against the log --------------------------------------------------------------- */

/* Adds what differs, with blanks between. */
static bool differs(const struct checkpoint_head *head, const struct engine *thawed, const struct offline *offline,
                    int64_t received, struct line *names)
{
    struct state_digest one, other;
    engine_digest(thawed, &one);
    engine_digest(offline->engine, &other);
    if (head->position.next_offset != offline->offset + 1)
        line_string(names, " offset");
    if (head->received != received)
        line_string(names, " received");
    for (uint32_t i = 0; i < one.count; i++) {
        if (memcmp(&one.part[i].digest, &other.part[i].digest, sizeof one.part[i].digest) == 0)
            continue;
        line_char(names, ' ');
        line_string(names, one.part[i].name);
    }
    return names->used > 0 || memcmp(&one.whole, &other.whole, sizeof one.whole) != 0;
}

/* The fold stands where the checkpoint does. `received`: of the last entry. */
static void compare(struct comparing *comparing, struct waiting *waiting, int64_t received)
{
    struct checkpoint_proof *proof = comparing->proof;
    struct checkpoint *checkpoint = NULL;
    struct engine *thawed = NULL;
    char why[512], text[512];
    struct line names = line_on(text, sizeof text);
    waiting->seen = true;
    enum status status = checkpoint_open(&checkpoint, waiting->path, why, sizeof why);
    if (status == STATUS_NOT_FOUND)
        return; /* deleted since it was looked at */
    if (status == STATUS_OK)
        status = thawed_engine(&thawed, checkpoint, why, sizeof why);
    if (status != STATUS_OK)
        fault(proof, cannot_compare(status) ? CHECKPOINT_UNREAD : CHECKPOINT_DAMAGED, waiting->path, "%s: %s",
              waiting->path, why);
    else if (differs(&waiting->head, thawed, &comparing->offline, received, &names))
        fault(proof, CHECKPOINT_DIFFERS, waiting->path,
              "%s: proves itself, and does not hold what the log gives up to offset %" PRIu64 "; they differ in:%s",
              waiting->path, comparing->offline.offset, text);
    else
        proof->good++;
    engine_destroy(&thawed);
    checkpoint_close(&checkpoint);
}

/* The chain names a place between two records; where a segment ends and the next
 * begins, two positions are one place. */
static bool stands_at(const struct waiting *waiting, const struct log_position *at)
{
    const struct log_hash *before = &waiting->head.position.before;
    return !waiting->seen && before->low == at->before.low && before->high == at->before.high;
}

/* Before the base stand those that could not be taken for it. */
static bool stands_before(const struct waiting *waiting, const struct log_position *at)
{
    const struct log_position *position = &waiting->head.position;
    return checkpoint_compare((struct checkpoint_name){position->number, position->place},
                              (struct checkpoint_name){at->number, at->place}) < 0;
}

static void on_entry(void *self)
{
    struct comparing *comparing = self;
    struct log_position at;
    if (!offline_between(&comparing->offline, &at))
        return;
    for (uint32_t i = 0; i < comparing->count; i++)
        if (stands_at(&comparing->waiting[i], &at))
            compare(comparing, &comparing->waiting[i], comparing->offline.time);
}

/* Before the first entry: the base and what stands before it, or what was saved of an
 * empty log. */
static void on_begin(struct comparing *comparing)
{
    const struct log_position *begin = &comparing->offline.begin;
    for (uint32_t i = 0; i < comparing->count; i++) {
        struct waiting *waiting = &comparing->waiting[i];
        if (stands_at(waiting, begin) || stands_before(waiting, begin))
            compare(comparing, waiting, waiting->head.received);
    }
}

static void drop(void *self, const union output *output)
{
    (void)self;
    (void)output;
}

static void fold(struct comparing *comparing, const char *log)
{
    struct checkpoint_proof *proof = comparing->proof;
    struct offline *offline = &comparing->offline;
    struct outputs outputs = {.emit = drop, .self = comparing};
    enum status status = offline_open(offline, &(struct offline_options){.log = log}, &outputs);
    if (status == STATUS_OK) {
        proof->from_base = offline->from_base;
        proof->base_offset = offline->base_offset;
        offline->on_entry = on_entry;
        on_begin(comparing);
        status = offline_run(offline, INT64_MAX);
    }
    for (uint32_t i = 0; i < comparing->count && status == STATUS_OK; i++)
        if (!comparing->waiting[i].seen)
            fault(proof, CHECKPOINT_DAMAGED, comparing->waiting[i].path, "%s: no record of the log ends at its place",
                  comparing->waiting[i].path);
    if (status != STATUS_OK)
        fault(proof, cannot_compare(status) ? CHECKPOINT_UNREAD : CHECKPOINT_DAMAGED, log, "%s: %s", log,
              offline->why);
    offline_close(offline);
}

static bool has_its_head(const char *log)
{
    struct log_reader *reader;
    char why[512];
    if (log_reader_open(&reader, log, why, sizeof why) != STATUS_OK)
        return true; /* whoever read it before says so */
    bool has = log_reader_spot(reader).segment <= 1;
    log_reader_close(&reader);
    return has;
}

void checkpoint_proof_make(struct checkpoint_proof *proof, const char *log)
{
    struct checkpoint_names names;
    struct stat file;
    char why[1024];
    *proof = (struct checkpoint_proof){0};
    if (stat(log, &file) != 0 || !S_ISDIR(file.st_mode))
        return;
    struct comparing *comparing = calloc(1, sizeof *comparing);
    enum status status = STATUS_NO_MEMORY;
    if (comparing != NULL)
        status = checkpoint_list(log, &names, why, sizeof why);
    else
        snprintf(why, sizeof why, "no memory to look at its checkpoints");
    if (status == STATUS_OK) {
        comparing->proof = proof;
        for (uint32_t i = 0; i < names.count; i++)
            look_at(comparing, log, &names, i);
        if (comparing->count > 0 || !has_its_head(log))
            fold(comparing, log);
    } else {
        fault(proof, CHECKPOINT_DAMAGED, log, "%s: %s", log, why);
    }
    free(comparing);
}

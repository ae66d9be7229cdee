/* orewatch repair: cuts what a crash left of the last commit, and keeps it beside. */
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/log_damage.h"
#include "runtime/log_repair.h"
#include "runtime/options.h"

#include <inttypes.h>

struct repair_options { bool dry_run; };

static const struct option rows[] = {
    {.name = "dry-run", .kind = OPTION_FLAG, .offset = offsetof(struct repair_options, dry_run),
     .sentence = "only say what would be cut"},
};

static const char *const examples[] = {
    "orewatch repair story.owr --dry-run # what would be cut?",
    "orewatch repair /var/lib/orewatch/journal",
    NULL,
};

static const char *const exit_codes[] = {
    "0 the log ends with a whole record, now or before",
    "1 failure: damage, which nothing can mend, a log that is being written, a full disk",
    "2 usage",
    NULL,
};

static const struct program program = {
    .name = "orewatch repair",
    .usage = "FILE.owr|JOURNAL",
    .sentence = "Cuts the torn tail of a log: what a crash left of a commit that was never acknowledged. The bytes are "
                "kept in a file beside it, FILE.torn-BYTE. A broker does the same at its start; a recording needs this "
                "to be read without a warning. Checkpoints of what is no longer in the log are removed.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 1,
};

static void tell_cut(const struct log_repair *repair, bool dry_run)
{
    printf("%s: %s %" PRIu64 " bytes at byte %" PRIu64 ", record %" PRIu64 "; last offset kept %" PRIu64 "\n",
           repair->path, dry_run ? "would cut" : "cut", repair->bytes, repair->byte, repair->record,
           repair->last_offset);
    if (repair->kept[0] != '\0')
        printf("the bytes are kept in %s\n", repair->kept);
}

/* What a person can still do about a record in the middle. */
static void tell_damage(const struct log_spot *spot)
{
    struct log_damage damage;
    char why[512];
    fprintf(stderr, "orewatch repair: this is damage, not a torn tail; nothing was changed. All up to offset %" PRIu64
                    " is good: restore the log from a backup, or keep a copy and go on from there\n",
            spot->next_offset - 1);
    if (spot->path == NULL || spot->record == 0 ||
        log_damage_look(spot->path, spot->byte, &damage, why, sizeof why) != STATUS_OK)
        return;
    if (damage.flip_found)
        fprintf(stderr, "orewatch repair: one flipped bit explains it: byte %" PRIu64 ", bit %u\n", damage.flip_byte,
                damage.flip_bit);
    if (damage.events_after > 0)
        fprintf(stderr, "orewatch repair: behind it, in the same file, %" PRIu64
                        " records prove themselves, with offsets %" PRIu64 " to %" PRIu64 "\n",
                damage.records_after, damage.first_offset_after, damage.last_offset_after);
}

static void tell_checkpoints(const char *journal, const struct checkpoint_names *names, bool dry_run)
{
    for (uint32_t i = 0; i < names->count; i++) {
        char path[PATH_MAX];
        if (checkpoint_path(path, journal, names->at[i]))
            printf("%s: %s, a checkpoint of what is no longer in the log\n", path, dry_run ? "would remove" : "removed");
    }
}

static enum exit_code repair(const char *path, bool dry_run)
{
    struct log_repair repaired;
    struct log_spot damage;
    char why[1024];
    enum status status = log_repair(path, dry_run, &repaired, &damage, why, sizeof why);
    if (status != STATUS_OK) {
        fprintf(stderr, "orewatch repair: %s\n", why);
        if (status == STATUS_DAMAGED && damage.path != NULL)
            tell_damage(&damage);
        return EXIT_FAILED;
    }
    if (repaired.torn)
        tell_cut(&repaired, dry_run);
    else
        printf("%s: ends with a whole record, nothing to cut; last offset %" PRIu64 "\n", path, repaired.last_offset);
    tell_checkpoints(path, &repaired.checkpoints, dry_run);
    return EXIT_OK;
}

int tool_repair(int argc, char **argv)
{
    struct repair_options options;
    struct arguments files;
    switch (options_parse(&program, argc, argv, &options, &files)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    return (int)repair(files.texts[0], options.dry_run);
}

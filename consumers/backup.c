/* orewatch backup: a copy of a journal that proves itself, also of a live one. */
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/log_backup.h"
#include "runtime/options.h"

#include <inttypes.h>

static const char *const examples[] = {
    "orewatch backup /var/lib/orewatch/journal /var/lib/orewatch/backup-2025-02-24 # while the broker runs",
    "orewatch backup /var/lib/orewatch/journal /mnt/other-disk/journal # copied whole, where nothing can be linked",
    NULL,
};

static const char *const exit_codes[] = {
    "0 DEST stands, every record of it proves itself, and a broker can start from it",
    "1 failure: DEST exists, the disk is full, the journal is damaged; nothing is called DEST then",
    "2 usage",
    "3 DEST stands, but the journal has lost its head, and no checkpoint that could stand for it: for reading only",
    NULL,
};

static const struct program program = {
    .name = "orewatch backup",
    .usage = "JOURNAL DEST",
    .sentence = "Makes a copy of a journal under a new name, also while a broker writes it: closed segments, which "
                "never change, are linked (on another disk copied), and so are the checkpoints that fit; of the open "
                "segment all whole records are copied. The copy is read from its first record to its last before it "
                "gets its name; it has a new epoch, so that consumers notice when a broker goes on from it.",
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 2,
    .arguments_high = 2,
};

int tool_backup(int argc, char **argv)
{
    struct log_backup backup;
    struct arguments names;
    char none, why[1024];
    switch (options_parse(&program, argc, argv, &none, &names)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    if (log_backup(names.texts[0], names.texts[1], &backup, why, sizeof why) != STATUS_OK) {
        fprintf(stderr, "orewatch backup: %s\n", why);
        return EXIT_FAILED;
    }
    printf("%s: %" PRIu64 " segments linked, %" PRIu64 " copied (%" PRIu64 " bytes); %" PRIu64
           " records prove themselves, last offset %" PRIu64 "; %u checkpoints\n",
           names.texts[1], backup.linked, backup.copied, backup.bytes_copied, backup.records, backup.last_offset,
           backup.checkpoints);
    if (backup.can_start)
        return EXIT_OK;
    fprintf(stderr, "orewatch backup: %s begins at offset %" PRIu64 ", and no checkpoint of the journal stands for what "
                    "was before: no broker can start from it\n", names.texts[1], backup.first_offset);
    return EXIT_WARNINGS;
}

#include "tests/simulation/ending.h"

#include "tests/simulation/disk.h"
#include "tests/simulation/folding.h"
#include "tests/simulation/invariants.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/producer.h"
#include "tests/simulation/tale.h"

static void check_answers(void)
{
    for (unsigned i = 0; i < producers_count; i++)
        for (uint32_t id = 1; id <= producers[i].total; id++) {
            const struct errand_of_event *event = &producers[i].events[id];

            if ((event->was_acked || event->state == ERRAND_ACKED) && event->offset == 0)
                broken("event %u of %s was acked and is not in the log", id, producers[i].node.name);
        }
}

/* The broker's own words stand in the log, whatever became of the first commits. */
static void check_notices(void)
{
    bool config = false, rules = false;

    for (size_t i = 0; i < ledger.count; i++) {
        config |= ledger.entries[i].kind == ENTRY_CONFIG;
        rules |= ledger.entries[i].kind == ENTRY_RULES;
    }
    if (!config || !rules)
        broken("the log holds no %s", config ? "rules" : "configuration");
}

static void read_log(void)
{
    struct log_reader *reader;
    struct log_entry entry;
    char why[512];
    enum status status = log_reader_open(&reader, DISK_FOLDER, why, sizeof(why));

    if (status != STATUS_OK)
        broken("the log cannot be read: %s", why);
    ledger_read_begins(log_reader_spot(reader).segment > 1);
    while ((status = log_reader_next(reader, &entry, why, sizeof(why))) == STATUS_OK)
        ledger_read(&entry);
    log_reader_close(&reader);
    if (status != STATUS_NOT_FOUND && status != STATUS_TORN)
        broken("the log cannot be read: %s", why);
    ledger_read_ends();
}

/* What the log gives. */
static void fold_ledger(struct truth *fold)
{
    struct folding *folding = folding_open(fold);

    for (size_t i = 0; i < ledger.count; i++)
        folding_step(folding, &ledger.entries[i]);
    folding_close(&folding);
}

/* What the door makes of the time that the event came with. */
static void play_undisturbed(struct folding *folding, const struct producer *producer)
{
    struct log_entry entry = {.kind = ENTRY_EVENTS};

    for (uint32_t id = 1; id <= producer->total; id++) {
        const struct errand_of_event *event = &producer->events[id];

        if (event->time > entry.received)
            entry.received = event->time;
        entry.offset++;
        entry.bytes = event->bytes;
        entry.size = event->size;
        folding_step(folding, &entry);
    }
}

/* One producer that waits for each receipt, under `clock: events`: whatever happened
 * on the way, the log holds its events one after the other. */
static void check_undisturbed(const struct truth *disturbed)
{
    struct truth fold;
    struct folding *folding;

    if (machine.options.clock != CLOCK_EVENTS || producers_count != 1)
        return;
    truth_open(&fold);
    folding = folding_open(&fold);
    folding_step(folding, &(struct log_entry){.kind = ENTRY_CONFIG,
                                              .bytes = machine.options.config,
                                              .size = machine.options.config_size});
    folding_step(folding, &(struct log_entry){.kind = ENTRY_RULES,
                                              .bytes = machine.options.rules,
                                              .size = machine.options.rules_size});
    play_undisturbed(folding, &producers[0]);
    truth_compare(disturbed, &fold, "the undisturbed run");
    truth_compare(&fold, disturbed, "the disturbed run");
    folding_close(&folding);
    truth_close(&fold);
}

void ending_check(void)
{
    struct truth fold;

    check_answers();
    check_notices();
    machine_kill(true);
    read_log();
    truth_open(&fold);
    fold_ledger(&fold);
    truth_compare(&said, &fold, "the fold of the log");
    check_undisturbed(&fold);
    truth_close(&fold);
}

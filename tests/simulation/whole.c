#include "tests/simulation/whole.h"

#include "tests/simulation/auditor.h"
#include "tests/simulation/consumer.h"
#include "tests/simulation/crier.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/ending.h"
#include "tests/simulation/invariants.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/producer.h"
#include "tests/simulation/tale.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define SHORTEST_NS (10 * SECOND_NS) /* of the disturbed part */
#define LONGEST_NS  (40 * SECOND_NS)
#define UNDISTURBED 0.3              /* how often there is one careful producer under `clock: events` */

static const char *const producer_names[PRODUCERS] = {"anna", "boris", "chen"};
static const char *const consumer_names[CONSUMERS] = {"desk", "ward", "tail", "show"};

static void build(uint64_t seed, const struct plan_options *options)
{
    struct dice dice = {seed};
    bool careful = dice_chance(&dice, UNDISTURBED);

    calendar_clear();
    disk_open(dice_throw(&dice));
    network_open(dice_throw(&dice));
    invariants_open();
    producers_count = careful ? 1 : 1 + dice_below(&dice, PRODUCERS);
    consumers_count = 1 + dice_below(&dice, CONSUMERS - 1);
    machine_open(dice_throw(&dice), careful ? CLOCK_EVENTS : CLOCK_WALL);
    for (unsigned i = 0; i < producers_count; i++) {
        uint32_t total = 8 + dice_below(&dice, PRODUCER_EVENTS - 8);

        producer_open(&producers[i], producer_names[i], dice_throw(&dice),
                      total < options->events ? total : options->events);
        producers[i].careful = producers[i].sends_received = careful;
    }
    for (unsigned i = 0; i < consumers_count; i++)
        consumer_open(&consumers[i], consumer_names[i], dice_throw(&dice));
    auditor_open(dice_throw(&dice));
    plan_open(dice_throw(&dice), options);
    crier_open(dice_throw(&dice), !careful);
    tell("a world of %u producers and %u consumers, %s", producers_count, consumers_count,
         careful ? "clock: events" : "clock: wall");
}

static void clear(void)
{
    for (unsigned i = 0; i < producers_count; i++)
        producer_close(&producers[i]);
    for (unsigned i = 0; i < consumers_count; i++)
        consumer_close(&consumers[i]);
    crier_close();
    auditor_close();
    machine_close();
    while (calendar_step())
        continue; /* what was closed is let go */
    network_close();
    invariants_close();
    disk_close();
}

static void look(struct whole_sights *sights)
{
    sights->kinds = plan_kinds_seen();
    sights->strikes = plan_strikes();
    sights->deaths = machine.deaths;
    sights->failed_commits = machine.failed_commits;
    sights->saves = machine.saves;
    sights->loads = machine.loads;
    sights->heads = machine.heads;
    sights->survivors = ledger.survivors;
    sights->torn = disk.torn;
    sights->failed_calls = disk.failed;
    sights->cuts = network.cuts;
    sights->lost = network.lost;
    sights->dropped = network.dropped;
    sights->events = ledger.offset;
    sights->outputs = said.outputs;
    sights->audits = auditor.audits;
    sights->cried = crier.said;
    sights->cried_logged = crier.heard;
    sights->undisturbed = machine.options.clock == CLOCK_EVENTS;
    sights->told_again = sights->duplicates = sights->gaps = sights->gaps_lost = sights->statements = 0;
    for (unsigned i = 0; i < producers_count; i++) {
        sights->told_again += producers[i].told_again;
        sights->duplicates += producers[i].duplicates;
    }
    for (unsigned i = 0; i < consumers_count; i++) {
        sights->gaps += consumers[i].gaps;
        sights->gaps_lost += consumers[i].gaps_lost;
        sights->statements += consumers[i].statements;
    }
}

static uint64_t digest_of(const struct whole_sights *sights)
{
    struct whole_sights copy = *sights;
    uint64_t digest;

    copy.digest = 0;
    digest = XXH3_64bits(&copy, sizeof(copy));
    for (size_t i = 0; i < ledger.count; i++)
        digest = XXH3_64bits_withSeed(ledger.entries[i].bytes, ledger.entries[i].size,
                                      digest ^ (uint64_t)ledger.entries[i].received);
    return digest;
}

/* Everything that is due up to `time`. */
static void pass(int64_t time, struct whole_sights *sights)
{
    while (calendar_due() <= time && calendar_step()) {
        sights->steps++;
        invariants_check_memory();
        sights->strikes = plan_strikes();
    }
    calendar.now = time;
}

static void disturb(struct dice *dice, struct whole_sights *sights)
{
    pass(SHORTEST_NS + (int64_t)(dice_throw(dice) % (uint64_t)(LONGEST_NS - SHORTEST_NS)), sights);
    plan_heal();
    crier_stop();
    tell("the faults stop");
}

static void settle(struct whole_sights *sights)
{
    int64_t end = calendar.now + WHOLE_SETTLE_NS;

    while (!invariants_rest()) {
        if (calendar.now >= end) {
            invariants_tell_unrest();
            broken("it is not quiet, %lld s after the faults stopped", (long long)(WHOLE_SETTLE_NS / SECOND_NS));
        }
        pass(calendar.now + SECOND_NS, sights);
    }
    tell("everything is quiet and complete");
}

void whole_run(uint64_t seed, const struct plan_options *options, struct whole_sights *sights)
{
    struct dice dice = {~seed};

    memset(sights, 0, sizeof(*sights));
    build(seed, options);
    disturb(&dice, sights);
    settle(sights);
    ending_check();
    look(sights);
    sights->digest = digest_of(sights);
    clear();
}

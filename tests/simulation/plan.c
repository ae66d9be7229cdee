#include "tests/simulation/plan.h"

#include "tests/simulation/auditor.h"
#include "tests/simulation/consumer.h"
#include "tests/simulation/crier.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/producer.h"
#include "tests/simulation/tale.h"

#include <assert.h>

/* A kind strikes; `dice` are its own. One that lasts says for how long. */
struct row {
    const char *name, *sentence;
    int64_t every;                 /* on average, between two strikes */
    int64_t (*strike)(struct dice *dice);
    void (*end)(void);             /* after that; NULL: it does not last */
};

#define AT_ONCE 0.1 /* how often a kind strikes as soon as the broker has started */

static int64_t up_to(struct dice *dice, int64_t most)
{
    return 1 + (int64_t)(dice_throw(dice) % (uint64_t)most);
}

/* ---- the network --------------------------------------------------------------------- */

static struct node *any_node(struct dice *dice)
{
    uint32_t number = dice_below(dice, producers_count + consumers_count + 2);

    if (number == producers_count + consumers_count)
        return &auditor.node;
    if (number > producers_count + consumers_count)
        return &crier.node;
    return number < producers_count ? &producers[number].node : &consumers[number - producers_count].node;
}

static int64_t cut(struct dice *dice)
{
    struct node *node = any_node(dice);

    tell("the connections of %s are cut", node->name);
    network_cut(node);
    return 0;
}

/* A long one ends the connections, as their heartbeats do. */
static int64_t part(struct dice *dice)
{
    struct node *node = any_node(dice);
    int64_t length = up_to(dice, dice_chance(dice, 0.2) ? 2 * NETWORK_HEARTBEAT_NS : 3 * SECOND_NS);

    tell("%s is behind a partition for %lld ms", node->name, (long long)(length / MILLISECOND_NS));
    node->parted_until = calendar.now + length;
    network_wake(node);
    if (length > NETWORK_HEARTBEAT_NS)
        network_cut(node);
    return 0;
}

static int64_t delay(struct dice *dice)
{
    network.longest_delay = up_to(dice, 2 * SECOND_NS);
    tell("messages take up to %lld ms", (long long)(network.longest_delay / MILLISECOND_NS));
    return up_to(dice, 10 * SECOND_NS);
}

static void end_delay(void)
{
    network.longest_delay = MILLISECOND_NS;
}

static int64_t narrow(struct dice *dice)
{
    network.stream_marks = 1 + dice_below(dice, 8);
    network.other_marks = 2 + dice_below(dice, 4);
    tell("queues hold %u messages of the stream, %u others", network.stream_marks, network.other_marks);
    return up_to(dice, 20 * SECOND_NS);
}

static void end_narrow(void)
{
    network.stream_marks = 1000;
    network.other_marks = 64;
}

static int64_t slow(struct dice *dice)
{
    struct node *node = &consumers[dice_below(dice, consumers_count)].node;

    node->read_every = up_to(dice, SECOND_NS);
    tell("%s reads a message every %lld ms", node->name, (long long)(node->read_every / MILLISECOND_NS));
    return up_to(dice, 20 * SECOND_NS);
}

static void end_slow(void)
{
    for (unsigned i = 0; i < consumers_count; i++)
        consumers[i].node.read_every = 0;
}

static int64_t stall(struct dice *dice)
{
    struct node *node = any_node(dice);
    int64_t length = up_to(dice, 12 * SECOND_NS);

    tell("%s stalls for %lld ms", node->name, (long long)(length / MILLISECOND_NS));
    node->stalled_until = calendar.now + length;
    return 0;
}

/* ---- the machine ----------------------------------------------------------------------- */

static int64_t kill_broker(struct dice *dice)
{
    (void)dice;
    machine_kill(false);
    return 0;
}

static int64_t cut_power(struct dice *dice)
{
    (void)dice;
    machine_kill(true);
    return 0;
}

/* In the middle of a commit, of a new segment, or of opening the log. */
static int64_t die_writing(struct dice *dice)
{
    machine_kill_after(dice_below(dice, 8), dice_chance(dice, 0.7));
    tell("the disk dies within a few calls");
    return 0;
}

static int64_t set_clock(struct dice *dice)
{
    int64_t by = up_to(dice, 3 * HOUR_NS) - HOUR_NS - HOUR_NS / 2;

    machine.wall += by;
    tell("the clock is set by %lld s", (long long)(by / SECOND_NS));
    return 0;
}

/* ---- the disk ------------------------------------------------------------------------- */

static int64_t fill_disk(struct dice *dice)
{
    disk.full = dice_unit(dice);
    tell("the disk is full");
    return up_to(dice, 6 * SECOND_NS);
}

static void end_full(void)
{
    disk.full = 0;
}

static int64_t fail_writes(struct dice *dice)
{
    disk.write_fails = dice_unit(dice);
    tell("writes fail");
    return up_to(dice, 4 * SECOND_NS);
}

static void end_write_failures(void)
{
    disk.write_fails = 0;
}

static int64_t fail_syncs(struct dice *dice)
{
    disk.sync_fails = dice_unit(dice);
    tell("fdatasync fails");
    return up_to(dice, 4 * SECOND_NS);
}

static void end_sync_failures(void)
{
    disk.sync_fails = 0;
}

static int64_t slow_disk(struct dice *dice)
{
    machine.longest_commit = up_to(dice, 2 * SECOND_NS);
    tell("commits take up to %lld ms", (long long)(machine.longest_commit / MILLISECOND_NS));
    return up_to(dice, 10 * SECOND_NS);
}

static void end_slow_disk(void)
{
    machine.longest_commit = 20 * MILLISECOND_NS;
}

/* ---- producers and consumers ------------------------------------------------------------- */

static int64_t restart_producer(struct dice *dice)
{
    producer_restart(&producers[dice_below(dice, producers_count)]);
    return 0;
}

static int64_t restart_consumer(struct dice *dice)
{
    consumer_restart(&consumers[dice_below(dice, consumers_count)]);
    return 0;
}

static int64_t make_future(struct dice *dice)
{
    producers[dice_below(dice, producers_count)].future = 0.3;
    tell("events come from the future");
    return up_to(dice, 5 * SECOND_NS);
}

static int64_t make_late(struct dice *dice)
{
    producers[dice_below(dice, producers_count)].late = 0.5;
    tell("events come late");
    return up_to(dice, 5 * SECOND_NS);
}

static void end_times(void)
{
    for (unsigned i = 0; i < producers_count; i++)
        producers[i].future = producers[i].late = 0;
}

/* ---- the plan ------------------------------------------------------------------------------ */

static const struct row rows[] = {
    {"cut", "a connection is cut; what was under way is lost, or comes late", 4 * SECOND_NS, cut, NULL},
    {"partition", "nothing passes between a process and the broker", 9 * SECOND_NS, part, NULL},
    {"delay", "messages take up to two seconds", 9 * SECOND_NS, delay, end_delay},
    {"narrow", "queues hold a few messages", 9 * SECOND_NS, narrow, end_narrow},
    {"slow", "a consumer reads slowly", 9 * SECOND_NS, slow, end_slow},
    {"stall", "a process stands still", 9 * SECOND_NS, stall, NULL},
    {"kill", "the broker is killed", 20 * SECOND_NS, kill_broker, NULL},
    {"power", "the broker's machine loses its power", 25 * SECOND_NS, cut_power, NULL},
    {"write", "the broker dies between two calls that change the disk", 15 * SECOND_NS, die_writing, NULL},
    {"full", "no space is left", 12 * SECOND_NS, fill_disk, end_full},
    {"eio-write", "writes end with EIO, some in the middle", 12 * SECOND_NS, fail_writes, end_write_failures},
    {"eio-sync", "fdatasync ends with EIO, and drops what it did not write", 12 * SECOND_NS, fail_syncs,
     end_sync_failures},
    {"slow-disk", "commits take up to two seconds", 12 * SECOND_NS, slow_disk, end_slow_disk},
    {"clock", "the wall clock is set, at most 90 minutes either way", 15 * SECOND_NS, set_clock, NULL},
    {"producer", "a producer restarts and sends again", 9 * SECOND_NS, restart_producer, NULL},
    {"consumer", "a consumer restarts", 9 * SECOND_NS, restart_consumer, NULL},
    {"future", "events have a time that lies ahead", 9 * SECOND_NS, make_future, end_times},
    {"late", "events have a time that lies far back", 9 * SECOND_NS, make_late, end_times},
};
static_assert(sizeof(rows) / sizeof(rows[0]) == PLAN_KINDS, "each kind is a row");

static struct fault {
    const struct row *row;
    struct dice dice;
    struct alarm strike, end;
} faults[PLAN_KINDS];

static struct {
    struct plan_options options;
    double pace; /* strikes come so much faster */
    uint32_t strikes;
    uint64_t seen;
} plan;

const char *plan_name(unsigned kind)
{
    return rows[kind].name;
}

const char *plan_sentence(unsigned kind)
{
    return rows[kind].sentence;
}

static void set_next(struct fault *fault)
{
    double pause = dice_between(&fault->dice, 0.2, 1.8) * (double)fault->row->every / plan.pace;

    alarm_set(&fault->strike, calendar.now + 1 + (int64_t)pause);
}

static void on_strike(void *self)
{
    struct fault *fault = self;
    int64_t length;

    if (plan.strikes == plan.options.steps)
        return;
    plan.strikes++;
    plan.seen |= UINT64_C(1) << (fault - faults);
    length = fault->row->strike(&fault->dice);
    if (fault->row->end)
        alarm_set(&fault->end, calendar.now + length);
    set_next(fault);
}

static void on_end(void *self)
{
    ((struct fault *)self)->row->end();
}

void plan_open(uint64_t seed, const struct plan_options *options)
{
    struct dice dice = {seed};

    plan.options = *options;
    plan.pace = dice_between(&dice, 0.3, 2.0);
    plan.strikes = 0;
    plan.seen = 0;
    for (unsigned i = 0; i < PLAN_KINDS; i++) {
        bool has = dice_chance(&dice, 0.5);

        faults[i] = (struct fault){.row = &rows[i],
                                 .dice = {dice_throw(&dice)},
                                 .strike = {.ring = on_strike, .self = &faults[i]},
                                 .end = {.ring = on_end, .self = &faults[i]}};
        if (!has || options->without >> i & 1)
            continue;
        set_next(&faults[i]);
        if (dice_chance(&faults[i].dice, AT_ONCE))
            alarm_set(&faults[i].strike, calendar.now + 1);
    }
}

void plan_heal(void)
{
    for (unsigned i = 0; i < PLAN_KINDS; i++) {
        alarm_clear(&faults[i].strike);
        alarm_clear(&faults[i].end);
        if (faults[i].row->end)
            faults[i].row->end();
    }
    for (unsigned i = 0; i < producers_count; i++)
        producers[i].node.parted_until = producers[i].node.stalled_until = 0;
    for (unsigned i = 0; i < consumers_count; i++)
        consumers[i].node.parted_until = consumers[i].node.stalled_until = 0;
    auditor.node.parted_until = auditor.node.stalled_until = 0;
    disk.dies_in = DISK_ALIVE;
}

uint32_t plan_strikes(void)
{
    return plan.strikes;
}

uint64_t plan_kinds_seen(void)
{
    return plan.seen;
}

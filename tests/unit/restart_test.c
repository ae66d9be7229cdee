/* A restart from a checkpoint and the end of the log, beside one from the whole log:
 * two brokers that nobody can tell apart, whatever happened and wherever it ended. */
#include "broker/checkpointer.h"
#include "engine/digest.h"
#include "engine/engine.h"
#include "tests/simulation/story.h"
#include "tests/simulation/world_simulated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIVES 6
#define STEPS 60
#define SOURCES 3

static struct simulated *world;
static uint64_t said; /* events that were sent, by number */

/* ---- what happens ------------------------------------------------------------- */

/* The same number gives the same bytes: what was refused for the disk comes again. */
static size_t event(uint64_t number, uint8_t *bytes)
{
    static const char *const sources[SOURCES] = {"first", "second", "third"};
    static const char *const regions[] = {"EU", "US", "JP", "CN"};
    const char *source = sources[number % SOURCES];

    if (number % 5 == 0)
        return story_status(source, number, SIMULATED_START - DAY_NS, bytes);
    return story_supply(source, number, regions[number % 4], 1e5 * (double)(1 + number * 7919 % 90),
                        SIMULATED_START - DAY_NS, bytes);
}

static void publish(uint64_t from, unsigned count)
{
    static uint8_t batch[1 + 15 * STORY_EVENT_BYTES];
    size_t size = 1;

    batch[0] = (uint8_t)(0x90 | count);
    for (unsigned i = 0; i < count; i++)
        size += event(from + i, batch + size);
    simulated_receive(world, ENDPOINT_INGEST, (const struct frame[]){{"peer", 4}, {"12345678", 8}, {batch, size}}, 3);
}

/* New events, old ones again, time, a disk that fails for a while. */
static void step(void)
{
    struct dice *dice = &world->dice;
    unsigned count = 1 + dice_below(dice, 12);

    world->disk_gives = dice_chance(dice, 0.1) ? STATUS_IO : STATUS_OK;
    if (world->paused || dice_chance(dice, 0.3)) {
        simulated_run(world, world->now + (int64_t)dice_below(dice, 5000) * SECOND_NS / 1000);
    } else if (said > 20 && dice_chance(dice, 0.2)) {
        publish(1 + dice_below(dice, (uint32_t)said - 15), count);
    } else {
        publish(said + 1, count);
        said += count;
    }
}

/* Events come faster than the disk takes them, up to the very moment of a checkpoint:
 * it is made while the next commit is under way, and that one is lost half the time. */
static void work_until_a_checkpoint(void)
{
    size_t covered = world->disk.covered;

    world->disk_gives = STATUS_OK;
    for (unsigned i = 0; world->disk.covered == covered; i++) {
        assert_true(i < 1000);
        publish(said + 1, 2);
        publish(said + 3, 2);
        said += 4;
        simulated_run(world, simulated_due(world));
    }
    assert_true(world->committing);
}

/* ---- what nobody can tell apart ------------------------------------------------- */

static void same_said(const struct said *one, const struct said *other)
{
    assert_true(text_equal(one->topic, other->topic));
    assert_int_equal(one->header.seq, other->header.seq);
    assert_int_equal(one->header.offset, other->header.offset);
    assert_int_equal(one->size, other->size);
    assert_memory_equal(one->bytes, other->bytes, one->size);
}

static void same_stream(const struct stream *one, const struct stream *other)
{
    struct said a, b;
    uint64_t next, after, other_next, oldest = stream_places(one, &next), other_oldest = stream_places(other, &other_next);

    assert_int_equal(stream_topics(one), stream_topics(other));
    for (uint32_t i = 0; i < stream_topics(one); i++) {
        stream_last(one, i, &a);
        stream_last(other, i, &b);
        same_said(&a, &b);
    }
    assert_int_equal(oldest, other_oldest);
    assert_int_equal(next, other_next);
    for (uint64_t place = oldest; place < next; place++) {
        uint64_t other_after;

        assert_true(stream_posted(one, place, &a, &after));
        assert_true(stream_posted(other, place, &b, &other_after));
        same_said(&a, &b);
        assert_int_equal(after, other_after);
    }
}

static void same_alerts(const struct stream *one, const struct stream *other)
{
    const struct firing_alert *a = firing_from(stream_firing(one), 0), *b = firing_from(stream_firing(other), 0);

    for (; a && b; a = a->after, b = b->after) {
        struct said first, second;

        assert_int_equal(a->place, b->place);
        assert_true(text_equal((struct text){a->id, a->id_size}, (struct text){b->id, b->id_size}));
        stream_firing_said(one, a, &first);
        stream_firing_said(other, b, &second);
        same_said(&first, &second);
    }
    assert_true(!a && !b);
}

static void same_sources(const struct broker_parts *one, const struct broker_parts *other)
{
    assert_int_equal(door_sources(one->door), door_sources(other->door));
    assert_int_equal(door_clock(one->door), door_clock(other->door));
    for (uint32_t i = 0; i < door_sources(one->door); i++) {
        struct source_status a, b;

        sources_status(one->sources, one->door, i, &a);
        sources_status(other->sources, other->door, i, &b);
        assert_true(text_equal(a.source, b.source));
        assert_int_equal(a.time, b.time);
        assert_int_equal(a.accepted, b.accepted);
        assert_int_equal(a.missing, b.missing);
        assert_int_equal(a.health, b.health);
        assert_true(text_equal(a.reason, b.reason));
    }
}

/* All that was ever sent is known to both doors, or to neither. */
static void same_memory(struct broker *one, struct broker *other)
{
    struct door *doors[] = {(struct door *)broker_parts(one).door, (struct door *)broker_parts(other).door};
    static struct event decoded;
    uint8_t bytes[STORY_EVENT_BYTES];

    for (uint64_t number = 1; number <= said; number++) {
        size_t size = event(number, bytes);
        enum status answers[2];

        for (int i = 0; i < 2; i++) {
            struct refusal refusal;

            answers[i] = door_admit(doors[i], NULL, bytes, size, world->now, 0, &decoded, NULL, &refusal);
        }
        assert_int_equal(answers[0], answers[1]);
    }
}

static void same_brokers(struct broker *one, struct broker *other)
{
    struct broker_parts a = broker_parts(one), b = broker_parts(other);
    struct state_digest first, second;

    engine_digest(a.fold->engine, &first);
    engine_digest(b.fold->engine, &second);
    assert_memory_equal(&first.whole, &second.whole, sizeof(first.whole));
    assert_int_equal(a.fold->offset, b.fold->offset);
    assert_int_equal(a.fold->received, b.fold->received);
    for (uint32_t i = 0; i < SEQUENCER_NOTICES; i++)
        assert_int_equal(a.sequencer->notices[i].pending, b.sequencer->notices[i].pending);
    same_stream(a.stream, b.stream);
    same_alerts(a.stream, b.stream);
    same_sources(&a, &b);
    same_memory(one, other); /* the last: it teaches them something */
}

/* ---- claims ---------------------------------------------------------------------- */

static void given(uint64_t seed, uint64_t checkpoint_every)
{
    world = simulated_create(seed, CLOCK_WALL, true);
    world->options.checkpoint_every = checkpoint_every;
    said = 0;
    simulated_start(world);
}

static int end(void **state)
{
    (void)state;
    simulated_destroy(&world);
    return 0;
}

static void a_restart_from_a_checkpoint_is_one_from_the_whole_log(void **state)
{
    unsigned loaded = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        given(seed, 1 + 12 * seed);
        for (unsigned life = 0; life < LIVES; life++) {
            struct broker *whole, *shortened;

            for (unsigned i = 0; i < STEPS; i++)
                step();
            if (life % 2 == 0)
                work_until_a_checkpoint();
            simulated_crash(world);
            whole = simulated_restored(world, false);
            shortened = simulated_restored(world, true);
            loaded += world->disk.checkpoint[0] != '\0' && world->disk.covered < world->disk.count;
            same_brokers(whole, shortened);
            broker_destroy(&whole);
            broker_destroy(&shortened);
            world->disk_gives = STATUS_OK;
            simulated_start(world);
        }
        simulated_destroy(&world);
    }
    assert_true(loaded >= LIVES); /* else nothing was shown */
}

static void only_what_the_checkpoint_does_not_know_is_logged(void **state)
{
    struct config config = *engine_default_config();

    (void)state;
    given(1, 1);
    simulated_settle(world);
    assert_int_equal(world->disk.covered, world->disk.count);
    simulated_crash(world);
    simulated_start(world);
    simulated_settle(world);
    assert_int_equal(simulated_logged(world, ENTRY_CONFIG), 1);
    simulated_crash(world);
    config.emit_delta *= 2;
    world->options.config_size = rows_encode(&config_rows, &config, world->config, sizeof(world->config));
    simulated_start(world);
    simulated_settle(world);
    assert_int_equal(simulated_logged(world, ENTRY_CONFIG), 2);
    assert_int_equal(simulated_logged(world, ENTRY_RULES), 1);
}

/* A hash stands around the file: this is for a section of a version that has another
 * form and forgot to say so. */
static void a_section_that_is_cut_is_refused(void **state)
{
    struct section_writer door = {0}, stream = {0}, sources = {0};
    struct broker_parts parts;

    (void)state;
    given(1, 1000000);
    for (unsigned i = 0; i < STEPS; i++)
        step();
    simulated_settle(world);
    parts = broker_parts(world->broker);
    door_save(parts.door, 0, &door);
    stream_save(parts.stream, &stream);
    sources_save(parts.sources, &sources);
    for (size_t size = 0; size < door.size; size += 1 + door.size / 500) {
        struct door *loaded = door_create(&(struct door_options){.clock = CLOCK_WALL});

        assert_int_equal(door_load(loaded, &(struct section_reader){door.bytes, size, false}), STATUS_DAMAGED);
        door_destroy(&loaded);
    }
    for (size_t size = 0; size < stream.size; size += 1 + stream.size / 50) {
        struct stream *loaded = stream_create(&world->world, 1);

        assert_int_equal(stream_load(loaded, &(struct section_reader){stream.bytes, size, false}), STATUS_DAMAGED);
        stream_destroy(&loaded);
    }
    for (size_t size = 0; size < sources.size; size++) {
        struct sources *loaded = sources_create();

        assert_int_equal(sources_load(loaded, &(struct section_reader){sources.bytes, size, false}), STATUS_DAMAGED);
        sources_destroy(&loaded);
    }
    section_close(&door);
    section_close(&stream);
    section_close(&sources);
}

/* As an upgrade meets it: the file proves itself, and the state in it is laid out otherwise. */
static void a_state_of_another_version_is_passed_over_by_its_name(void **state)
{
    static const char *const names[] = {CHECKPOINT_ENGINE, "fold", "door", "stream", "sources"};
    struct checkpoint_section sections[sizeof(names) / sizeof(names[0])];
    struct checkpoint *checkpoint;
    struct broker *broker;
    uint8_t *other;
    char why[512];

    (void)state;
    given(1, 1);
    simulated_settle(world);
    assert_int_equal(checkpoint_open(&checkpoint, world->disk.checkpoint, why, sizeof(why)), STATUS_OK);
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        sections[i].name = names[i];
        sections[i].bytes = checkpoint_section(checkpoint, names[i], &sections[i].size);
        assert_non_null(sections[i].bytes);
    }
    other = malloc(sections[0].size);
    assert_non_null(other);
    memcpy(other, sections[0].bytes, sections[0].size);
    other[0] ^= 1; /* of the layout */
    sections[0].bytes = other;
    assert_int_equal(checkpoint_write(world->disk.folder.path, checkpoint_head(checkpoint), sections,
                                      sizeof(names) / sizeof(names[0]), why, sizeof(why)),
                     STATUS_OK);
    checkpoint_close(&checkpoint);
    free(other);
    assert_int_equal(checkpoint_open(&checkpoint, world->disk.checkpoint, why, sizeof(why)), STATUS_OK);
    broker = broker_create(&world->options, &world->world);
    assert_int_equal(broker_load(broker, checkpoint, why, sizeof(why)), STATUS_NEWER_VERSION);
    assert_non_null(strstr(why, "its section engine cannot be taken"));
    assert_non_null(strstr(why, "frozen by another version of the engine"));
    broker_destroy(&broker);
    checkpoint_close(&checkpoint);
}

static void a_checkpoint_that_cannot_be_written_is_said_and_counted(void **state)
{
    struct checkpointer checkpointer = {0};
    unsigned lines;

    (void)state;
    given(1, 1000000);
    checkpointer.world = &world->world;
    lines = world->lines;
    checkpointer_saved(&checkpointer, STATUS_NO_SPACE, "full");
    checkpointer_saved(&checkpointer, STATUS_NO_SPACE, "full");
    assert_int_equal(checkpointer.failed, 2);
    assert_int_equal(world->lines, lines + 1); /* once, until one stands again */
    checkpointer_saved(&checkpointer, STATUS_OK, "");
    checkpointer_saved(&checkpointer, STATUS_NO_SPACE, "full");
    assert_int_equal(world->lines, lines + 2);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_teardown(claim, end)
    const struct CMUnitTest cases[] = {
        CASE(a_restart_from_a_checkpoint_is_one_from_the_whole_log),
        CASE(only_what_the_checkpoint_does_not_know_is_logged),
        CASE(a_section_that_is_cut_is_refused),
        CASE(a_state_of_another_version_is_passed_over_by_its_name),
        CASE(a_checkpoint_that_cannot_be_written_is_said_and_counted),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

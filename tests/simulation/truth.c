#include "tests/simulation/truth.h"

#include "tests/simulation/tale.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define TOPICS 512u /* more than the configuration of the simulation has */

void truth_open(struct truth *truth)
{
    *truth = (struct truth){.names = topic_table_create(), .topics = calloc(TOPICS, sizeof(struct truth_topic))};
    assert(truth->names && truth->topics);
}

void truth_close(struct truth *truth)
{
    for (unsigned i = 0; truth->topics && i < TOPICS; i++)
        free(truth->topics[i].outputs);
    free(truth->topics);
    free(truth->pulses);
    topic_table_destroy(&truth->names);
    truth->topics = NULL;
}

bool truth_concerns(struct text topic)
{
    return text_starts_with(topic, TEXT("indicator.")) || text_starts_with(topic, TEXT("alert."));
}

static uint64_t hash_of(struct frame output)
{
    return XXH3_64bits(output.bytes, output.size) | 1; /* 0: not said */
}

void truth_note(struct truth *truth, struct text name, uint64_t seq, uint64_t offset, struct frame output)
{
    uint32_t number = topic_table_add(truth->names, name);
    struct truth_topic *topic = &truth->topics[number];
    uint64_t hash = hash_of(output);
    struct truth_output *said_before;

    assert(number < TOPICS && seq > 0);
    if (seq >= topic->capacity) {
        uint64_t capacity = topic->capacity ? 2 * topic->capacity : 64;

        capacity = seq < capacity ? capacity : seq + 1;
        topic->outputs = realloc(topic->outputs, capacity * sizeof(topic->outputs[0]));
        assert(topic->outputs);
        memset(topic->outputs + topic->capacity, 0, (capacity - topic->capacity) * sizeof(topic->outputs[0]));
        topic->capacity = capacity;
    }
    said_before = &topic->outputs[seq];
    if (said_before->hash && (said_before->hash != hash || said_before->offset != offset))
        broken("%.*s %llu was said before, with other bytes", (int)name.size, name.at, (unsigned long long)seq);
    truth->again += said_before->hash != 0;
    truth->outputs += said_before->hash == 0;
    *said_before = (struct truth_output){hash, offset, said_before->hash ? said_before->nth : truth->outputs};
    if (seq > topic->last)
        topic->last = seq;
}

static const struct truth_topic *topic_of(const struct truth *truth, struct text name)
{
    uint32_t number = topic_table_find(truth->names, name);

    return number == TOPIC_NONE ? NULL : &truth->topics[number];
}

bool truth_holds(const struct truth *truth, struct text name, uint64_t seq, struct frame output)
{
    const struct truth_topic *topic = topic_of(truth, name);

    return topic && seq <= topic->last && topic->outputs[seq].hash == hash_of(output);
}

uint64_t truth_last(const struct truth *truth, struct text name)
{
    const struct truth_topic *topic = topic_of(truth, name);

    return topic ? topic->last : 0;
}

void truth_beat(struct truth *truth, int64_t time, uint64_t offset)
{
    if (truth->pulses_count == truth->pulses_capacity) {
        truth->pulses_capacity = truth->pulses_capacity ? 2 * truth->pulses_capacity : 256;
        truth->pulses = realloc(truth->pulses, truth->pulses_capacity * sizeof(truth->pulses[0]));
        assert(truth->pulses);
    }
    truth->pulses[truth->pulses_count++] = (struct truth_pulse){time, offset, truth->outputs};
}

/* Several in a row may be alike: what was said before the first of them counts. */
uint64_t truth_outputs_before(const struct truth *truth, int64_t time, uint64_t offset)
{
    uint64_t outputs = 0;
    bool found = false;

    for (uint64_t i = truth->pulses_count; i > 0; i--) {
        const struct truth_pulse *pulse = &truth->pulses[i - 1];

        if (pulse->time == time && pulse->offset == offset) {
            outputs = pulse->outputs;
            found = true;
        } else if (found) {
            break;
        }
    }
    if (!found)
        broken("a consumer speaks of a heartbeat that nobody sent, at offset %llu", (unsigned long long)offset);
    return outputs;
}

uint64_t truth_last_of(const struct truth *truth, uint32_t number, uint64_t count)
{
    const struct truth_topic *topic = &truth->topics[number];
    uint64_t seq = topic->last;

    while (seq > 0 && (!topic->outputs[seq].hash || topic->outputs[seq].nth > count))
        seq--;
    return seq;
}

void truth_compare(const struct truth *said, const struct truth *fold, const char *what)
{
    for (uint32_t i = 0; i < topic_table_count(said->names); i++) {
        struct text name = topic_table_name(said->names, i);
        const struct truth_topic *ours = &said->topics[i], *theirs = topic_of(fold, name);

        if (!theirs || ours->last > theirs->last)
            broken("%.*s has %llu outputs, %s gives %llu", (int)name.size, name.at, (unsigned long long)ours->last,
                   what, theirs ? (unsigned long long)theirs->last : 0);
        for (uint64_t seq = 1; seq <= ours->last; seq++)
            if (ours->outputs[seq].hash && ours->outputs[seq].hash != theirs->outputs[seq].hash)
                broken("%.*s %llu is not what %s gives", (int)name.size, name.at, (unsigned long long)seq, what);
    }
}

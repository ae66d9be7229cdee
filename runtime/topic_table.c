#include "runtime/topic_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define SLOTS (2u * TOPIC_TABLE_CAPACITY) /* at most half full: a search ends after a step or two */

static_assert((SLOTS & (SLOTS - 1)) == 0, "a power of two");

struct topic_table {
    uint32_t count;
    uint32_t slots[SLOTS]; /* number + 1; 0: free */
    struct text names[TOPIC_TABLE_CAPACITY];
};

struct topic_table *topic_table_create(void)
{
    return calloc(1, sizeof(struct topic_table));
}

void topic_table_destroy(struct topic_table **table)
{
    if (!*table)
        return;
    for (uint32_t i = 0; i < (*table)->count; i++)
        free((char *)(*table)->names[i].at);
    free(*table);
    *table = NULL;
}

uint32_t topic_table_count(const struct topic_table *table)
{
    return table->count;
}

/* The slot that holds the topic, or the free one where it belongs. */
static uint32_t slot_of(const struct topic_table *table, struct text topic)
{
    uint32_t slot = (uint32_t)XXH3_64bits(topic.at, topic.size) & (SLOTS - 1);

    while (table->slots[slot] && !text_equal(table->names[table->slots[slot] - 1], topic))
        slot = (slot + 1) & (SLOTS - 1);
    return slot;
}

uint32_t topic_table_find(const struct topic_table *table, struct text topic)
{
    uint32_t number = table->slots[slot_of(table, topic)];

    return number ? number - 1 : TOPIC_NONE;
}

uint32_t topic_table_add(struct topic_table *table, struct text topic)
{
    uint32_t slot = slot_of(table, topic);
    char *name;

    if (table->slots[slot])
        return table->slots[slot] - 1;
    if (table->count == TOPIC_TABLE_CAPACITY || !(name = malloc(topic.size + 1u)))
        return TOPIC_NONE;
    memcpy(name, topic.at, topic.size);
    name[topic.size] = '\0';
    table->names[table->count] = (struct text){name, topic.size};
    table->slots[slot] = ++table->count;
    return table->count - 1;
}

struct text topic_table_name(const struct topic_table *table, uint32_t number)
{
    assert(number < table->count);
    return table->names[number];
}

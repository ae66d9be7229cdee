/* Topics by name: each gets a number, counted from 0 in the order of coming.
 *
 * Whoever keeps something of every topic (a last sequence number, a last output)
 * keeps it in an array by that number. A topic is never forgotten; names come
 * from the network, so the count is bounded, and a full table says so. */
#ifndef OREWATCH_RUNTIME_TOPIC_TABLE_H
#define OREWATCH_RUNTIME_TOPIC_TABLE_H

#include "schemas/text.h"

/* Every output of 1,024 pairs (22 indicators and 9 kinds of alert), and a
 * status of 1,024 sources, are 32,768. */
#define TOPIC_TABLE_CAPACITY 32768u
#define TOPIC_NONE UINT32_MAX

struct topic_table;

struct topic_table *topic_table_create(void); /* NULL: no memory */
void topic_table_destroy(struct topic_table **table);
uint32_t topic_table_count(const struct topic_table *table);
/* TOPIC_NONE: it is not there. */
uint32_t topic_table_find(const struct topic_table *table, struct text topic);
/* Its number, a new one if need be; TOPIC_NONE when the table is full. */
uint32_t topic_table_add(struct topic_table *table, struct text topic);
struct text topic_table_name(const struct topic_table *table, uint32_t number);

#endif

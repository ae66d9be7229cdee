/* The log as it must be: every entry whose commit succeeded, and those that
 * survived a crash though nobody had been told. What stands here once, stands in
 * the log for ever. */
#ifndef OREWATCH_TESTS_SIMULATION_LEDGER_H
#define OREWATCH_TESTS_SIMULATION_LEDGER_H

#include "broker/world.h"

struct ledger {
    struct log_entry *entries; /* copies */
    size_t count, capacity;
    uint64_t offset;           /* of the last event */
    size_t restored;           /* entries of the log under reading that were compared */
    uint64_t unplaced;         /* offset of what was read before its first event told where it begins */
    unsigned survivors;        /* that nobody had been told of */
    bool head_goes;            /* retention deletes the head of the log */
    bool headless;             /* the log under reading has lost it: it may begin anywhere */
    /* Of each entry that comes. */
    void (*on_entry)(const struct log_entry *entry);
};

extern struct ledger ledger;

void ledger_open(void (*on_entry)(const struct log_entry *entry));
void ledger_close(void);
void ledger_committed(const struct commit_item *items, size_t count);
/* The log is read from its beginning, or from where retention left it: begins, each
 * entry, ends. */
void ledger_read_begins(bool headless);
void ledger_read(const struct log_entry *entry);
void ledger_read_ends(void);

#endif

/* An auditor: reads the log back through history (`events`) while it is written, and
 * compares it with the ledger, entry by entry. */
#ifndef OREWATCH_TESTS_SIMULATION_AUDITOR_H
#define OREWATCH_TESTS_SIMULATION_AUDITOR_H

#include "runtime/history_client.h"
#include "tests/simulation/network.h"

struct auditor {
    struct node node;
    struct dice dice;
    uv_loop_t loop;
    struct history_client *history;
    struct alarm turn;
    uint64_t from;   /* of the question that is out */
    size_t next;     /* entry of the ledger that comes next */
    uint64_t audits, entries;
};

extern struct auditor auditor;

void auditor_open(uint64_t seed);
void auditor_close(void);

#endif

#include "tests/simulation/ledger.h"

#include "tests/simulation/tale.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct ledger ledger;

void ledger_open(void (*on_entry)(const struct log_entry *entry))
{
    ledger = (struct ledger){.on_entry = on_entry};
}

void ledger_close(void)
{
    for (size_t i = 0; i < ledger.count; i++)
        free((void *)ledger.entries[i].bytes);
    free(ledger.entries);
    ledger = (struct ledger){0};
}

static void append(const struct log_entry *entry)
{
    void *bytes = malloc(entry->size + 1);

    assert(bytes);
    if (ledger.count == ledger.capacity) {
        ledger.capacity = ledger.capacity ? 2 * ledger.capacity : 256;
        ledger.entries = realloc(ledger.entries, ledger.capacity * sizeof(*ledger.entries));
        assert(ledger.entries);
    }
    if (entry->size > 0)
        memcpy(bytes, entry->bytes, entry->size);
    ledger.entries[ledger.count] = *entry;
    ledger.entries[ledger.count++].bytes = bytes;
    ledger.offset = entry->offset;
    ledger.on_entry(entry);
}

void ledger_committed(const struct commit_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        append(&(struct log_entry){.kind = items[i].kind,
                                   .offset = ledger.offset + (items[i].kind == ENTRY_EVENTS),
                                   .received = items[i].received,
                                   .bytes = items[i].bytes,
                                   .size = items[i].size});
}

void ledger_read_begins(bool headless)
{
    if (headless && !ledger.head_goes)
        broken("the head of the log is gone, and nothing was to delete it");
    ledger.headless = headless;
    ledger.restored = 0;
    ledger.unplaced = UINT64_MAX;
}

static bool is_same(const struct log_entry *known, const struct log_entry *entry)
{
    return known->kind == entry->kind && known->offset == entry->offset && known->received == entry->received &&
           known->size == entry->size && memcmp(known->bytes, entry->bytes, entry->size) == 0;
}

/* Where a log without its head begins, tells its first event: ticks may be alike. */
static bool place(const struct log_entry *entry)
{
    ledger.unplaced = entry->offset;
    if (entry->kind != ENTRY_EVENTS)
        return false;
    while (ledger.restored < ledger.count && !is_same(&ledger.entries[ledger.restored], entry))
        ledger.restored++;
    return true;
}

void ledger_read(const struct log_entry *entry)
{
    if (ledger.restored == 0 && ledger.headless && !place(entry))
        return;
    if (ledger.restored++ < ledger.count) {
        if (!is_same(&ledger.entries[ledger.restored - 1], entry))
            broken("entry %zu of the log (offset %llu) is another than was committed", ledger.restored,
                   (unsigned long long)entry->offset);
        return;
    }
    if (entry->offset != ledger.offset + (entry->kind == ENTRY_EVENTS))
        broken("offset %llu follows offset %llu", (unsigned long long)entry->offset,
               (unsigned long long)ledger.offset);
    ledger.survivors++;
    append(entry);
}

void ledger_read_ends(void)
{
    bool only_ticks = ledger.headless && ledger.restored == 0 && ledger.unplaced == ledger.offset;

    if (ledger.restored < ledger.count && !only_ticks)
        broken("the log ends after %zu entries, %zu were committed", ledger.restored, ledger.count);
}

/* The engine: the service as a pure function of log entries.
 *
 * In goes one log entry with its offset and `received`; out come outputs, and
 * the time of the next wake-up. No socket, clock, file, thread or chance: the
 * same entries give the same outputs to the byte, live and offline.
 *
 * State is one block without pointers into itself: a copy of engine_size()
 * bytes is a fork (what-if, leave-one-out). Timers fire inside engine_step at
 * their own due time, before any entry whose `received` is at or after it. */
#ifndef OREWATCH_ENGINE_ENGINE_H
#define OREWATCH_ENGINE_ENGINE_H

#include "schemas/messages.h"

/* Raised whenever results change. */
#define ENGINE_VERSION 2

struct engine;

/* One step's input. `offset`: of the event, or of the last event before a tick,
 * configuration or rules. */
struct entry {
    enum entry_kind kind;      /* see schemas/messages.h */
    uint64_t offset;
    int64_t received;
    const struct event *event; /* ENTRY_EVENTS */
    const void *bytes;         /* ENTRY_CONFIG, ENTRY_RULES */
    size_t size;
};

/* Where outputs go: called in order of (offset, part), while the step runs. The
 * output and its texts live until emit returns. */
struct outputs {
    void (*emit)(void *self, const union output *output);
    void *self;
};

#define ENGINE_NEVER INT64_MAX

/* The maker (the one object that allocates): an engine with the default
 * configuration and rules, or NULL without memory. */
struct engine *engine_create(void);
void engine_destroy(struct engine **engine);
size_t engine_size(void);

/* Applies one entry. Fails only for configuration and rules (status, field and
 * nearest name in `refusal`), and then nothing has changed; an event never
 * fails: what depends on state is set aside and counted. */
MUST_CHECK enum status engine_step(struct engine *engine, const struct entry *entry, const struct outputs *outputs,
                                   struct refusal *refusal);

/* When the next timer is due, ENGINE_NEVER when none is. */
int64_t engine_wake(const struct engine *engine);
/* The materials and regions of the configuration, for event_judge. The texts
 * point into the engine (its state has no pointers, so the caller keeps the
 * list); ask again after a configuration. */
struct name_list { struct text materials[LIMIT_MATERIALS], regions[LIMIT_REGIONS]; };
struct names engine_names(const struct engine *engine, struct name_list *list);
/* Checks a configuration or rules message without an engine. */
MUST_CHECK enum status engine_check_config(const void *bytes, size_t size, struct refusal *refusal);
/* Rules name materials and regions: they are checked against a configuration. */
MUST_CHECK enum status engine_check_rules(const void *bytes, size_t size, const struct config *config,
                                          struct refusal *refusal);
/* The defaults, as messages (also what `orewatchd --check --print` shows). */
const struct config *engine_default_config(void);
const struct rules *engine_default_rules(void);
/* 16 hex digits and a zero: hash of configuration and rules alone. */
void engine_config_hash(const struct engine *engine, char hash[17]);

/* ---- reading the state: `show`, history `state`. Never writes it. --------- */

/* One pair on the board. */
struct board_pair {
    struct text material, region;
    bool known;                            /* a supply table was seen */
    struct indicator_output indicators[INDICATORS]; /* present == 0: not built, or never seen */
};
uint32_t engine_pairs(const struct engine *engine);
/* Pairs are numbered by material, then region, as configured. */
void engine_board_pair(const struct engine *engine, uint32_t pair, struct board_pair *board);

/* Composites from which a pair is moderate, elevated, high, critical: how many of
 * them the configuration sets. */
uint32_t engine_bands(const struct engine *engine, double bands[SEVERITIES - 1]);

/* One measure in the ledger, as the engine acts on it. */
struct board_measure {
    struct text policy, source, id, title;
    uint64_t offset;
    uint8_t status, instrument;
    double probability;
    uint32_t materials;                    /* bit i: material i of the configuration */
    uint32_t regions;                      /* bit i: region i is touched by it */
    bool forward;                          /* no effect now or at any horizon: shown only */
    uint32_t legs_count; struct leg legs[LIMIT_LEGS];
};
uint32_t engine_measures(const struct engine *engine);
void engine_board_measure(const struct engine *engine, uint32_t index, struct board_measure *measure);

/* What an operator said of alerts, an acknowledgement or a silence. */
struct board_note {
    uint8_t type;                          /* EVENT_ACKNOWLEDGE or EVENT_SILENCE */
    struct text source, id, alert, prefix, author, comment; /* alert or prefix is empty */
    uint64_t revision, offset;
    int64_t said, until;                   /* until: INT64_MAX for good */
};
uint32_t engine_notes(const struct engine *engine);
/* False: it holds no longer. */
bool engine_board_note(const struct engine *engine, uint32_t index, struct board_note *note);

/* Named counters: events by fate (late, older revision, series without a row ...). */
struct engine_counter { const char *name; uint64_t count; };
uint32_t engine_counters(const struct engine *engine, struct engine_counter *counters, uint32_t capacity);

#endif

#include "engine/configure.h"

#include "engine/hash.h"
#include "engine/moment.h"

#include <assert.h>
#include <string.h>

/* |z|: nothing comes near; a half is no jump, whatever a rule says. */
#define WATCH_NOTHING 1e9
#define WATCH_LEAST .5

static uint64_t canonical_hash(const struct rows *rows, const void *message)
{
    uint8_t bytes[LIMIT_CONFIG_BYTES];
    size_t size = rows_encode(rows, message, bytes, sizeof bytes);
    assert(size > 0);
    struct hash hash = hash_start();
    hash_bytes(&hash, bytes, size);
    return hash_value(&hash);
}

/* Indices of materials and regions are kept in the state: a new list may only add
 * to the old one. */
static bool extends(const struct settings *old, const struct settings *new)
{
    bool same = new->materials >= old->materials && new->regions >= old->regions;
    for (uint32_t i = 0; same && i < old->materials; i++)
        same = name_is(&old->material[i], name_text(&new->material[i]));
    for (uint32_t i = 0; same && i < old->regions; i++)
        same = name_is(&old->region[i].name, name_text(&new->region[i].name));
    return same;
}

/* No price is worth a look below the lowest threshold of a jump rule. */
static void set_watch(struct engine *engine)
{
    double watch = WATCH_NOTHING;
    for (uint32_t i = 0; i < engine->rulebook.count; i++)
        if (engine->rulebook.rule[i].kind == ALERT_KIND_JUMP && engine->rulebook.rule[i].threshold < watch)
            watch = engine->rulebook.rule[i].threshold;
    engine->settings.limits.watch = watch > WATCH_LEAST ? watch : WATCH_LEAST;
}

static void keep_config(struct engine *engine, const struct config *config, const struct settings *settings)
{
    market_carry(&engine->market, &engine->settings, settings);
    engine->settings = *settings;
    set_watch(engine);
    engine->config_hash = canonical_hash(&config_rows, config);
}

enum status configure(struct engine *engine, const struct entry *entry, const struct outputs *outputs,
                      struct refusal *refusal)
{
    static_assert(sizeof(struct config) < 256 * 1024, "a configuration fits the stack");
    struct config config;
    struct settings settings;
    enum status status = rows_decode(&config_rows, entry->bytes, entry->size, &config, NULL, refusal);
    if (status == STATUS_OK)
        status = settings_from(&config, &settings, refusal);
    if (status != STATUS_OK)
        return status;
    if (engine->offset > 0 && !extends(&engine->settings, &settings)) {
        struct line line = line_on(refusal->text, sizeof refusal->text);
        line_string(&line, "materials, regions: events were seen under the old lists; "
                           "names may only be added at their end");
        refusal->status = STATUS_INCONSISTENT;
        return STATUS_INCONSISTENT;
    }
    struct moment moment;
    keep_config(engine, &config, &settings);
    moment_begin(&moment, engine, outputs);
    moment_touch(&moment, UINT32_MAX);
    moment.rebased = true;
    moment_end(&moment);
    return STATUS_OK;
}

static enum status keep_rules(struct engine *engine, const struct rules *rules, struct refusal *refusal)
{
    struct rulebook rulebook;
    enum status status = rulebook_from(rules, &engine->settings, &rulebook, refusal);
    if (status != STATUS_OK)
        return status;
    engine->rulebook = rulebook;
    set_watch(engine);
    engine->rules_hash = canonical_hash(&rules_rows, rules);
    return STATUS_OK;
}

/* Alerts of a rule that keeps its name and its pairs go on; every pair is judged
 * by the new numbers at once. Before anything was heard there is nobody to judge. */
enum status configure_rules(struct engine *engine, const struct entry *entry, const struct outputs *outputs,
                            struct refusal *refusal)
{
    struct rules rules;
    enum status status = rows_decode(&rules_rows, entry->bytes, entry->size, &rules, NULL, refusal);
    if (status == STATUS_OK)
        status = keep_rules(engine, &rules, refusal);
    if (status != STATUS_OK || engine->offset == 0)
        return status;
    struct moment moment;
    moment_begin(&moment, engine, outputs);
    moment_rules(&moment);
    moment_end(&moment);
    return STATUS_OK;
}

enum status engine_check_config(const void *bytes, size_t size, struct refusal *refusal)
{
    struct config config;
    struct settings settings;
    enum status status = rows_decode(&config_rows, bytes, size, &config, NULL, refusal);
    return status == STATUS_OK ? settings_from(&config, &settings, refusal) : status;
}

enum status engine_check_rules(const void *bytes, size_t size, const struct config *config, struct refusal *refusal)
{
    struct rules rules;
    struct settings settings;
    struct rulebook rulebook;
    enum status status = rows_decode(&rules_rows, bytes, size, &rules, NULL, refusal);
    if (status == STATUS_OK)
        status = settings_from(config, &settings, refusal);
    return status == STATUS_OK ? rulebook_from(&rules, &settings, &rulebook, refusal) : status;
}

void engine_init(struct engine *engine)
{
    struct refusal refusal;
    struct settings settings;
    enum status status = settings_from(engine_default_config(), &settings, &refusal);
    assert(status == STATUS_OK);
    market_init(&engine->market);
    keep_config(engine, engine_default_config(), &settings);
    status = keep_rules(engine, engine_default_rules(), &refusal);
    assert(status == STATUS_OK);
    (void)status;
    engine->now = INT64_MIN;
    engine->due = engine->grid.due = engine->grid.decay_due = ALWAYS;
    for (uint32_t i = 0; i < LIMIT_MEASURES; i++)
        engine->policy_due[i] = ALWAYS;
    for (uint32_t m = 0; m < LIMIT_MATERIALS; m++) {
        engine->told[m] = NEVER_SAID;
        engine->material_due[m] = ALWAYS;
        for (uint32_t r = 0; r < LIMIT_REGIONS; r++)
            engine->pair[m][r].level.due = ALWAYS;
    }
}

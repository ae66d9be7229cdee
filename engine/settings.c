#include "engine/settings.h"

#include "engine/engine.h"
#include "engine/hash.h"
#include "engine/past.h"
#include "engine/settings_refusal.h"

#include <assert.h>
#include <string.h>

/* Names are short and copied for every price: words that overlap cost less than
 * the call of a library. */
static void copy_token(char *to, const char *from, uint32_t size)
{
    if (size > 16) {
        memcpy(to, from, size);
    } else if (size >= 8) {
        memcpy(to, from, 8);
        memcpy(to + size - 8, from + size - 8, 8);
    } else if (size >= 4) {
        memcpy(to, from, 4);
        memcpy(to + size - 4, from + size - 4, 4);
    } else {
        for (uint32_t i = 0; i < size; i++)
            to[i] = from[i];
    }
}

struct name name_of(struct text text)
{
    struct name name = {0};
    assert(text.size <= LIMIT_TOKEN);
    copy_token(name.at, text.at, text.size);
    name.size = (uint8_t)text.size;
    return name;
}

struct text name_text(const struct name *name)
{
    return (struct text){name->at, name->size};
}

bool name_is(const struct name *name, struct text text)
{
    return name->size == text.size && memcmp(name->at, text.at, text.size) == 0;
}

static enum status take_materials(const struct config *config, struct settings *settings, struct refusal *refusal)
{
    for (uint32_t i = 0; i < config->materials_count; i++) {
        if (settings_material(settings, config->materials[i]) != NO_INDEX)
            return settings_refuse(refusal, STATUS_INCONSISTENT, (struct place){"engine.materials", i, NULL}, config->materials[i],
                          "stands twice in the list");
        settings->material[settings->materials++] = name_of(config->materials[i]);
    }
    return STATUS_OK;
}

static enum status take_regions(const struct config *config, struct settings *settings, struct refusal *refusal)
{
    for (uint32_t i = 0; i < config->regions_count; i++) {
        const struct region_row *row = &config->regions[i];
        struct region *region = &settings->region[settings->regions];
        if (settings_region(settings, row->name) != NO_INDEX)
            return settings_refuse(refusal, STATUS_INCONSISTENT, (struct place){"engine.regions", i, "name"}, row->name,
                          "stands twice in the list");
        region->name = name_of(row->name);
        region->world = text_is(row->name, "WORLD");
        for (uint32_t j = 0; j < row->members_count; j++)
            country_set_add(&region->members, row->members[j]);
        settings->regions++;
    }
    return STATUS_OK;
}

static enum status take_bands(const struct config *config, struct settings *settings, struct refusal *refusal)
{
    for (uint32_t i = 0; i < config->bands_count; i++) {
        if (i > 0 && config->bands[i] <= config->bands[i - 1]) {
            char digits[32];
            struct line number = line_on(digits, sizeof digits);
            line_number(&number, config->bands[i]);
            return settings_refuse(refusal, STATUS_INCONSISTENT, (struct place){"engine.bands", i, NULL},
                          (struct text){digits, (uint32_t)number.used}, "is not above the band before it");
        }
        settings->band[i] = config->bands[i];
    }
    settings->bands = config->bands_count;
    return STATUS_OK;
}

static void take_numbers(const struct config *config, struct settings *settings)
{
    for (uint32_t i = 0; i < config->weights_count; i++)
        settings->weight[config->weights[i].indicator] = config->weights[i].weight;
    for (uint32_t i = 0; i < config->credibility_count; i++)
        settings->credibility[config->credibility[i].status] = config->credibility[i].probability;
    for (uint32_t i = 0; i < config->horizons_count; i++) {
        settings->horizon[i].ahead = (int64_t)(config->horizons[i].days * (double)DAY_NS);
        settings->horizon[i].weight = config->horizons[i].weight;
    }
    settings->horizons = config->horizons_count;
    for (uint32_t i = 0; i < config->tiers_count; i++)
        settings->tier[i] = (struct tier){name_of(config->tiers[i].source), (uint32_t)config->tiers[i].tier};
    settings->tiers = config->tiers_count;
    settings->offer_credibility = config->offer_credibility;
    settings->unresolved = config->unresolved;
    settings->licence_cut = config->licence_cut;
    settings->anticipation = config->anticipation;
    settings->anticipation_ns = (int64_t)(config->anticipation_days * (double)DAY_NS);
    settings->delayed_ns = (int64_t)(config->delayed_days * (double)DAY_NS);
    settings->divertible = config->divertible;
    settings->share_cap = config->share_cap;
    settings->rerouted_weight = config->rerouted_weight;
    settings->curve_half = config->curve_half;
    settings->cover_half = config->cover_half;
    settings->tariff_full = config->tariff_full;
    settings->unknown_governance = config->unknown_governance;
    settings->unknown_share = config->unknown_share;
    settings->indicative_coverage = config->indicative_coverage;
    settings->emit_delta = config->emit_delta;
    settings->emit_every = config->emit_every;
    settings->decay_every = config->decay_every;
}

/* Fields that a configuration of before does not have. */
static void take_limits(const struct config *config, struct series_limits *limits)
{
    const struct config *defaults = engine_default_config();
#define GIVEN(bit, member) (message_has(config->present, bit) ? config : defaults)->member
    limits->close_grace = GIVEN(CONFIG_HAS_CLOSE_GRACE, close_grace);
    limits->stale_intervals = GIVEN(CONFIG_HAS_STALE_INTERVALS, stale_intervals);
    limits->frozen_bars = (uint32_t)GIVEN(CONFIG_HAS_FROZEN_BARS, frozen_bars);
    limits->rebase_bars = (uint32_t)GIVEN(CONFIG_HAS_REBASE_BARS, rebase_bars);
#undef GIVEN
}

enum status settings_from(const struct config *config, struct settings *settings, struct refusal *refusal)
{
    memset(settings, 0, sizeof *settings);
    take_numbers(config, settings);
    take_limits(config, &settings->limits);
    enum status status = take_materials(config, settings, refusal);
    if (status == STATUS_OK)
        status = take_regions(config, settings, refusal);
    if (status == STATUS_OK)
        status = take_bands(config, settings, refusal);
    if (status == STATUS_OK)
        status = settings_markets(config, settings, refusal);
    if (status == STATUS_OK)
        status = settings_news(config, settings, refusal);
    return status;
}

/* What a rule leaves out: it clears where it fires, and as fast. */
static double clear_of(const struct rule *rule)
{
    return message_has(rule->present, RULE_HAS_CLEAR) ? rule->clear : rule->threshold;
}

static int64_t clear_for_of(const struct rule *rule)
{
    return message_has(rule->present, RULE_HAS_CLEAR_FOR) ? rule->clear_for : rule->hold;
}

static uint64_t rule_hash(const struct rule *rule)
{
    struct {
        double threshold, clear;
        int64_t hold, clear_for, keep, cooldown, window, flap_window;
        double ladder[SEVERITIES - 1];
        uint64_t small[4];
    } numbers;
    memset(&numbers, 0, sizeof numbers);
    numbers.threshold = rule->threshold;
    numbers.clear = clear_of(rule);
    numbers.hold = rule->hold;
    numbers.clear_for = clear_for_of(rule);
    numbers.keep = rule->keep;
    numbers.cooldown = rule->cooldown;
    numbers.window = rule->window;
    numbers.flap_window = rule->flap_window;
    for (uint32_t i = 0; i < rule->ladder_count; i++)
        numbers.ladder[i] = rule->ladder[i];
    numbers.small[0] = rule->kind;
    numbers.small[1] = rule->severity;
    numbers.small[2] = rule->ladder_count;
    numbers.small[3] = rule->flap_count;
    struct hash hash = hash_start();
    hash_text(&hash, rule->name);
    hash_text(&hash, rule->material);
    hash_text(&hash, rule->region);
    hash_bytes(&hash, &numbers, sizeof numbers);
    return hash_value(&hash);
}

static enum status refuse_window(struct refusal *refusal, uint32_t rule, const char *member, int64_t ns,
                                 const char *says)
{
    char digits[32];
    struct line number = line_on(digits, sizeof digits);
    line_int(&number, ns);
    return settings_refuse(refusal, STATUS_INCONSISTENT, (struct place){"rules", rule, member},
                  (struct text){digits, (uint32_t)number.used}, says);
}

static enum status judge_windows(const struct rule *rule, uint32_t index, struct refusal *refusal)
{
    if (rule->kind == ALERT_KIND_DELTA && (rule->window <= 0 || rule->window > PAST_LONGEST))
        return refuse_window(refusal, index, "window", rule->window,
                             "is no window of a delta: more than 0, at most 24 hours (86400000000000 ns)");
    if (rule->flap_count > 0 && rule->flap_window <= 0)
        return refuse_window(refusal, index, "flap_window", rule->flap_window,
                             "is no window to count in: flap_count is not 0");
    return STATUS_OK;
}

enum status rulebook_from(const struct rules *rules, const struct settings *settings, struct rulebook *rulebook,
                          struct refusal *refusal)
{
    memset(rulebook, 0, sizeof *rulebook);
    for (uint32_t i = 0; i < rules->rules_count; i++) {
        const struct rule *rule = &rules->rules[i];
        struct rule_kept *kept = &rulebook->rule[i];
        for (uint32_t j = 0; j < i; j++)
            if (name_is(&rulebook->rule[j].name, rule->name))
                return settings_refuse(refusal, STATUS_INCONSISTENT, (struct place){"rules", i, "name"}, rule->name,
                              "names two rules");
        enum status status = settings_take_material(settings, rule->material, (struct place){"rules", i, "material"},
                                                    &kept->material, refusal);
        if (status == STATUS_OK)
            status = settings_take_region(settings, rule->region, (struct place){"rules", i, "region"}, &kept->region,
                                          refusal);
        if (status != STATUS_OK)
            return status;
        status = judge_windows(rule, i, refusal);
        if (status != STATUS_OK)
            return status;
        kept->name = name_of(rule->name);
        kept->kind = rule->kind;
        kept->severity = rule->severity;
        kept->threshold = rule->threshold;
        kept->clear = clear_of(rule);
        kept->hold = rule->hold;
        kept->clear_for = clear_for_of(rule);
        kept->keep = rule->keep;
        kept->cooldown = rule->cooldown;
        kept->window = rule->window;
        kept->flap_count = (uint32_t)rule->flap_count;
        kept->flap_window = rule->flap_window;
        kept->steps = rule->ladder_count;
        for (uint32_t j = 0; j < rule->ladder_count; j++)
            kept->ladder[j] = rule->ladder[j];
        kept->hash = rule_hash(rule);
    }
    rulebook->count = rules->rules_count;
    return STATUS_OK;
}

uint32_t settings_material(const struct settings *settings, struct text name)
{
    for (uint32_t i = 0; i < settings->materials; i++)
        if (name_is(&settings->material[i], name))
            return i;
    return NO_INDEX;
}

uint32_t settings_region(const struct settings *settings, struct text name)
{
    for (uint32_t i = 0; i < settings->regions; i++)
        if (name_is(&settings->region[i].name, name))
            return i;
    return NO_INDEX;
}

void settings_spread_regions(const struct settings *settings, struct country_set *set)
{
    for (uint32_t i = 0; i < settings->regions; i++) {
        const struct region *region = &settings->region[i];
        country code = country_from(region->name.at, region->name.size);
        if (code == COUNTRY_NONE || !country_set_has(set, code))
            continue;
        for (unsigned word = 0; word < sizeof set->words / sizeof set->words[0]; word++)
            set->words[word] |= region->members.words[word];
    }
}

uint32_t settings_tier(const struct settings *settings, struct text source)
{
    uint32_t tier = UINT32_MAX, longest = 0;
    for (uint32_t i = 0; i < settings->tiers; i++) {
        struct text prefix = name_text(&settings->tier[i].source);
        if (prefix.size >= longest && text_starts_with(source, prefix)) {
            longest = prefix.size;
            tier = settings->tier[i].tier;
        }
    }
    return tier;
}

static bool speaks_of(const struct rule_kept *rule, enum alert_kind kind, uint32_t material, uint32_t region)
{
    return rule->kind == kind && (rule->material == NO_INDEX || rule->material == material) &&
           (rule->region == NO_INDEX || rule->region == region);
}

const struct rule_kept *rulebook_find(const struct rulebook *rulebook, enum alert_kind kind, uint32_t material,
                                      uint32_t region)
{
    for (uint32_t i = 0; i < rulebook->count; i++)
        if (speaks_of(&rulebook->rule[i], kind, material, region))
            return &rulebook->rule[i];
    return NULL;
}

/* Kinds that watch more than one thing, told apart by the window of the rule. */
static bool by_window(enum alert_kind kind)
{
    return kind == ALERT_KIND_DELTA || kind == ALERT_KIND_DIVERGENCE;
}

bool rulebook_holds(const struct rulebook *rulebook, const struct rule_kept *rule, enum alert_kind kind,
                    uint32_t material, uint32_t region)
{
    for (uint32_t i = 0; i < rulebook->count; i++) {
        const struct rule_kept *first = &rulebook->rule[i];
        if (speaks_of(first, kind, material, region) && (!by_window(kind) || first->window == rule->window))
            return first == rule;
    }
    return false;
}

const struct rule_kept *rulebook_named(const struct rulebook *rulebook, const struct name *name)
{
    for (uint32_t i = 0; i < rulebook->count; i++)
        if (name_is(&rulebook->rule[i].name, name_text(name)))
            return &rulebook->rule[i];
    return NULL;
}

uint8_t rule_severity(const struct rule_kept *rule, double size)
{
    uint8_t severity = rule->severity;
    double magnitude = size < 0 ? -size : size;
    for (uint32_t i = 0; i < rule->steps; i++)
        if (magnitude >= rule->ladder[i] && severity < i + 1)
            severity = (uint8_t)(i + 1);
    return severity;
}

#include "engine/attribution.h"
#include "engine/hash.h"
#include "engine/views.h"

#include <assert.h>
#include <string.h>

/* Reading the state: for boards and pages. Writes nothing. */

struct names engine_names(const struct engine *engine, struct name_list *list)
{
    for (uint32_t i = 0; i < engine->settings.materials; i++)
        list->materials[i] = name_text(&engine->settings.material[i]);
    for (uint32_t i = 0; i < engine->settings.regions; i++)
        list->regions[i] = name_text(&engine->settings.region[i].name);
    return (struct names){engine->settings.materials, engine->settings.regions, list->materials, list->regions};
}

void engine_config_hash(const struct engine *engine, char hash[17])
{
    struct hash both = hash_start();
    hash_number(&both, engine->config_hash);
    hash_number(&both, engine->rules_hash);
    hash_hex(hash_value(&both), hash);
}

uint32_t engine_pairs(const struct engine *engine)
{
    return engine->settings.materials * engine->settings.regions;
}

void engine_board_pair(const struct engine *engine, uint32_t pair, struct board_pair *board)
{
    uint32_t material = pair / engine->settings.regions, region = pair % engine->settings.regions;
    memset(board, 0, sizeof *board);
    board->material = name_text(&engine->settings.material[material]);
    board->region = name_text(&engine->settings.region[region].name);
    board->known = engine->pair[material][region].standing.known;
    for (unsigned name = 0; name < INDICATORS; name++) {
        struct indicator_output *output = &board->indicators[name];
        if (!indicator_view(engine, material, region, (enum indicator)name, output)) {
            output->present = 0;
            continue;
        }
        output->offset = engine->offset;
        output->time = engine->now;
    }
}

uint32_t engine_bands(const struct engine *engine, double bands[SEVERITIES - 1])
{
    memcpy(bands, engine->settings.band, sizeof engine->settings.band);
    return engine->settings.bands;
}

uint32_t engine_measures(const struct engine *engine)
{
    return engine->ledger.policies;
}

/* An offer or an intention, or a measure that is still to begin, without which
 * the composites of all regions would be the same, now and at the horizons. */
static bool is_forward(const struct engine *engine, uint32_t policy, const struct measure *measure)
{
    struct standing with[LIMIT_REGIONS], without[LIMIT_REGIONS];
    enum side side = instrument_table[measure->instrument].side;
    bool began = false;
    for (uint32_t i = 0; i < measure->legs; i++)
        began |= measure->leg[i].from <= engine->now;
    if (measure_probability(measure, &engine->settings) <= 0 || (began && side != SIDE_ADD && side != SIDE_NONE))
        return false;
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        if (!((measure->materials >> m) & 1))
            continue;
        scenario_standings(engine, m, &everything, with);
        scenario_standings(engine, m, &(struct scenario){policy, NO_INDEX, false}, without);
        for (uint32_t r = 0; r < engine->settings.regions; r++)
            if (with[r].composite != without[r].composite)
                return false;
    }
    return true;
}

void engine_board_measure(const struct engine *engine, uint32_t index, struct board_measure *board)
{
    const struct measure *measure = ledger_last_word(&engine->ledger, index);
    struct measure_view view;
    measure_view(measure, &engine->settings, &view);
    memset(board, 0, sizeof *board);
    board->policy = view.policy;
    board->source = name_text(&measure->source);
    board->id = name_text(&measure->id);
    board->title = (struct text){measure->title.at, measure->title.size};
    board->offset = measure->offset;
    board->status = view.status;
    board->instrument = measure->instrument;
    board->probability = view.probability;
    board->materials = measure->materials;
    board->regions = measure->targets;
    board->forward = is_forward(engine, index, measure);
    board->legs_count = view.legs_count;
    memcpy(board->legs, view.legs, view.legs_count * sizeof view.legs[0]);
}

uint32_t engine_notes(const struct engine *engine)
{
    return engine->notebook.count;
}

bool engine_board_note(const struct engine *engine, uint32_t index, struct board_note *note)
{
    const struct note_kept *kept = &engine->notebook.note[index];
    *note = (struct board_note){
        .type = kept->type,
        .source = name_text(&kept->source),
        .id = name_text(&kept->id),
        .alert = name_text(&kept->alert),
        .prefix = {kept->prefix, kept->prefix_size},
        .author = {kept->author, kept->author_size},
        .comment = {kept->comment, kept->comment_size},
        .revision = kept->revision,
        .offset = kept->offset,
        .said = kept->said,
        .until = kept->until,
    };
    return kept->until > engine->now;
}

uint32_t engine_counters(const struct engine *engine, struct engine_counter *counters, uint32_t capacity)
{
    static const char *const names[COUNTERS] = {
        [COUNTER_EVENTS] = "events",
        [COUNTER_OLDER_REVISION] = "older_revision",
        [COUNTER_OLDER_VINTAGE] = "older_vintage",
        [COUNTER_LEDGER_FULL] = "ledger_full",
        [COUNTER_ALERTS_FULL] = "alerts_full",
        [COUNTER_ALERTS_FLAPPING] = "alerts_flapping",
        [COUNTER_HEALTH_FULL] = "health_full",
        [COUNTER_SERIES_WITHOUT_ROW] = "series_without_row",
        [COUNTER_PRICES_LATE] = "prices_late",
        [COUNTER_PRICES_SET_ASIDE] = "prices_set_aside",
        [COUNTER_NEWS_RECORDED] = "news_recorded",
        [COUNTER_STATUS_RECORDED] = "status_recorded",
        [COUNTER_NOTES_FULL] = "notes_full",
        [COUNTER_UNKNOWN_NAME] = "unknown_name",
        [COUNTER_TABLES_RECORDED] = "tables_recorded",
        [COUNTER_UNKNOWN_WITHDRAWN] = "unknown_withdrawn",
        [COUNTER_OUTLETS_FULL] = "outlets_full",
        [COUNTER_STORIES_FORGOTTEN] = "stories_forgotten",
        [COUNTER_STORIES_UNHEARD] = "stories_unheard",
    };
    uint32_t count = capacity < COUNTERS ? capacity : COUNTERS;
    for (uint32_t i = 0; i < count; i++)
        counters[i] = (struct engine_counter){names[i], engine->counter[i]};
    return count;
}

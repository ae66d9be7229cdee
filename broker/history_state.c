/* state: the board, its indicators as they stand, the measures, what operators
 * have said, the counters.
 *
 * A board of five materials and eight regions is one page; a larger one may step
 * on between its pages, which their `offset` then shows. */
#include "broker/history_op.h"

#include "schemas/topics.h"

#include <stdlib.h>

#define PAIRS_A_PAGE 64u /* looked at in one turn: under 1 ms */
#define COUNTERS     64u

/* ---- the board ------------------------------------------------------------- */

/* The bands of the composite, from the message that the engine was told. */
static void read_bands(const struct archive *archive, struct board_view *board)
{
    struct config *config = calloc(1, sizeof(*config));
    struct refusal refusal;

    if (config && rows_decode(&config_rows, archive->config, archive->config_size, config, NULL, &refusal) == STATUS_OK) {
        memcpy(board->bands, config->bands, sizeof(board->bands));
        board->bands_count = config->bands_count;
    }
    free(config);
}

static bool add_board(const struct archive *archive, struct page *page)
{
    const struct names *names = &archive->fold->names;
    struct board_view board = {.present = PRESENT_ALL,
                               .offset = archive->fold->offset,
                               .time = door_time(archive->door, archive->world->now(archive->world->self)),
                               .materials_count = names->materials_count,
                               .regions_count = names->regions_count};
    char hash[17];

    memcpy(board.materials, names->materials, names->materials_count * sizeof(names->materials[0]));
    memcpy(board.regions, names->regions, names->regions_count * sizeof(names->regions[0]));
    read_bands(archive, &board);
    engine_config_hash(archive->fold->engine, hash);
    board.config = text_of(hash);
    return page_add_message(page, TEXT("board."), NULL, NULL, &board_view_rows, &board);
}

/* ---- its parts ------------------------------------------------------------- */

static bool add_indicator(struct page *page, const struct indicator_output *indicator)
{
    char name[LIMIT_TOPIC];
    struct line line = line_on(name, sizeof(name));

    topic_of_output((const union output *)indicator, &line);
    return page_add_message(page, (struct text){line.at, (uint32_t)line.used}, NULL, NULL, &indicator_rows, indicator);
}

/* The cursor counts indicators through all pairs. */
static bool add_pairs(const struct archive *archive, struct job *job)
{
    const struct engine *engine = archive->fold->engine;
    uint64_t last = (uint64_t)engine_pairs(engine) * INDICATORS, stop = job->cursor + PAIRS_A_PAGE * INDICATORS;
    struct board_pair pair;

    for (uint64_t seen = UINT64_MAX; job->cursor < last && job->cursor < stop; job->cursor++) {
        const struct indicator_output *indicator = &pair.indicators[job->cursor % INDICATORS];

        if (job->cursor / INDICATORS != seen) {
            seen = job->cursor / INDICATORS;
            engine_board_pair(engine, (uint32_t)seen, &pair);
        }
        if (indicator->present != 0 && !add_indicator(job->page, indicator))
            return false;
    }
    return job->cursor == last;
}

static uint32_t take_names(struct text *into, uint32_t bits, const struct text *names, uint32_t count)
{
    uint32_t taken = 0;

    for (uint32_t i = 0; i < count; i++)
        if (bits >> i & 1)
            into[taken++] = names[i];
    return taken;
}

static bool add_measure(const struct archive *archive, struct page *page, uint32_t index)
{
    const struct names *names = &archive->fold->names;
    struct board_measure measure;
    struct ledger_view view;

    engine_board_measure(archive->fold->engine, index, &measure);
    view = (struct ledger_view){.present = PRESENT_ALL,
                                .policy = measure.policy,
                                .source = measure.source,
                                .id = measure.id,
                                .title = measure.title,
                                .offset = measure.offset,
                                .status = measure.status,
                                .instrument = measure.instrument,
                                .probability = measure.probability,
                                .forward = measure.forward,
                                .legs_count = measure.legs_count};
    memcpy(view.legs, measure.legs, measure.legs_count * sizeof(measure.legs[0]));
    view.materials_count = take_names(view.materials, measure.materials, names->materials, names->materials_count);
    view.regions_count = take_names(view.regions, measure.regions, names->regions, names->regions_count);
    return page_add_message(page, TEXT("measure."), NULL, NULL, &ledger_view_rows, &view);
}

static bool add_measures(const struct archive *archive, struct job *job)
{
    for (; job->cursor < engine_measures(archive->fold->engine); job->cursor++)
        if (!add_measure(archive, job->page, (uint32_t)job->cursor))
            return false;
    return true;
}

static bool add_note(struct page *page, const struct board_note *note)
{
    struct operator_view view = {.present = PRESENT_ALL,
                                 .type = note->type,
                                 .source = note->source,
                                 .id = note->id,
                                 .revision = note->revision,
                                 .offset = note->offset,
                                 .said = note->said,
                                 .until = note->until,
                                 .alert = note->alert,
                                 .prefix = note->prefix,
                                 .author = note->author,
                                 .comment = note->comment};

    view.present &= ~(UINT64_C(1) << (note->alert.size > 0 ? OPERATOR_VIEW_HAS_PREFIX : OPERATOR_VIEW_HAS_ALERT));
    if (note->until == INT64_MAX)
        view.present &= ~(UINT64_C(1) << OPERATOR_VIEW_HAS_UNTIL);
    return page_add_message(page, TEXT("note."), NULL, NULL, &operator_view_rows, &view);
}

static bool add_notes(const struct archive *archive, struct job *job)
{
    struct board_note note;

    for (; job->cursor < engine_notes(archive->fold->engine); job->cursor++)
        if (engine_board_note(archive->fold->engine, (uint32_t)job->cursor, &note) && !add_note(job->page, &note))
            return false;
    return true;
}

static bool add_counters(const struct archive *archive, struct job *job)
{
    struct engine_counter counters[COUNTERS];
    uint32_t count = engine_counters(archive->fold->engine, counters, COUNTERS);

    for (; job->cursor < count; job->cursor++) {
        struct counter_view view = {PRESENT_ALL, text_of(counters[job->cursor].name), counters[job->cursor].count};

        if (!page_add_message(job->page, TEXT("counter."), NULL, NULL, &counter_view_rows, &view))
            return false;
    }
    return true;
}

/* ---- the op ---------------------------------------------------------------- */

enum stage { STAGE_BOARD, STAGE_PAIRS, STAGE_MEASURES, STAGE_NOTES, STAGE_COUNTERS, STAGES };

static bool add_stage(const struct archive *archive, struct job *job, enum stage stage)
{
    switch (stage) {
    case STAGE_BOARD:
        return add_board(archive, job->page);
    case STAGE_PAIRS:
        return add_pairs(archive, job);
    case STAGE_MEASURES:
        return add_measures(archive, job);
    case STAGE_NOTES:
        return add_notes(archive, job);
    case STAGE_COUNTERS:
        return add_counters(archive, job);
    case STAGES:
        break;
    }
    return true;
}

static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    (void)refusal;
    for (; job->stage < STAGES; job->stage++, job->cursor = 0)
        if (!add_stage(archive, job, (enum stage)job->stage))
            return FILLING_MORE;
    return FILLING_LAST;
}

const struct inquiry history_state = {.fill = fill};

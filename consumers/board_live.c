#include "consumers/board_live.h"

#include <stdio.h>
#include <string.h>

struct gathering {
    struct board_parts *parts;
    enum status status;
    union { struct board_view board; struct indicator_output indicator; struct ledger_view measure; } message;
};

/* Decodes a copy that stays. */
static bool decode(struct gathering *gathering, const struct rows *rows, const struct history_item *item)
{
    struct refusal refusal;
    const void *bytes = kept_texts_copy(&gathering->parts->texts, item->body);
    if (bytes == NULL)
        gathering->status = STATUS_NO_MEMORY;
    else
        gathering->status = rows_decode(rows, bytes, item->body.size, &gathering->message, NULL, &refusal);
    return gathering->status == STATUS_OK;
}

static uint32_t index_of(struct text name, const struct text *names, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && !text_equal(names[i], name))
        i++;
    return i;
}

/* ---- parts --------------------------------------------------------------------------- */

static void take_board(struct gathering *gathering)
{
    const struct board_view *view = &gathering->message.board;
    struct board_parts *parts = gathering->parts;
    uint32_t regions = view->regions_count;
    memcpy(parts->list.materials, view->materials, sizeof view->materials);
    memcpy(parts->list.regions, view->regions, sizeof view->regions);
    parts->names =
        (struct names){view->materials_count, regions, parts->list.materials, parts->list.regions};
    memcpy(parts->bands.from, view->bands, sizeof parts->bands.from);
    parts->bands.count = view->bands_count;
    parts->offset = view->offset;
    parts->time = view->time;
    if (!board_parts_resize(parts, view->materials_count * regions, LIMIT_MEASURES)) {
        gathering->status = STATUS_NO_MEMORY;
        return;
    }
    parts->measures_count = 0;
    for (uint32_t i = 0; i < parts->pairs_count; i++) {
        parts->pairs[i].material = parts->list.materials[i / regions];
        parts->pairs[i].region = parts->list.regions[i % regions];
    }
}

static void take_indicator(struct gathering *gathering)
{
    const struct indicator_output *indicator = &gathering->message.indicator;
    struct board_parts *parts = gathering->parts;
    uint32_t material = index_of(indicator->material, parts->names.materials, parts->names.materials_count);
    uint32_t region = index_of(indicator->region, parts->names.regions, parts->names.regions_count);
    if (material == parts->names.materials_count || region == parts->names.regions_count)
        return;
    struct board_pair *pair = &parts->pairs[material * parts->names.regions_count + region];
    pair->known = true;
    pair->indicators[indicator->name] = *indicator;
}

static uint32_t bits_of(const struct text *some, uint32_t some_count, const struct text *names, uint32_t count)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < some_count; i++) {
        uint32_t index = index_of(some[i], names, count);
        bits |= index < count ? UINT32_C(1) << index : 0;
    }
    return bits;
}

static void take_measure(struct gathering *gathering)
{
    const struct ledger_view *view = &gathering->message.measure;
    struct board_parts *parts = gathering->parts;
    if (parts->measures == NULL || parts->measures_count == LIMIT_MEASURES)
        return;
    struct board_measure *measure = &parts->measures[parts->measures_count++];
    *measure = (struct board_measure){
        .policy = view->policy,
        .source = view->source,
        .id = view->id,
        .title = view->title,
        .offset = view->offset,
        .status = view->status,
        .instrument = view->instrument,
        .probability = view->probability,
        .forward = view->forward,
        .legs_count = view->legs_count,
        .materials = bits_of(view->materials, view->materials_count, parts->names.materials,
                             parts->names.materials_count),
        .regions = bits_of(view->regions, view->regions_count, parts->names.regions, parts->names.regions_count),
    };
    memcpy(measure->legs, view->legs, sizeof measure->legs);
}

static const struct part {
    const char *topic;
    const struct rows *rows;
    void (*take)(struct gathering *gathering);
} part_rows[] = {
    {"board.", &board_view_rows, take_board},
    {"indicator.", &indicator_rows, take_indicator},
    {"measure.", &ledger_view_rows, take_measure},
};

static void on_item(void *self, const struct history_item *item)
{
    struct gathering *gathering = self;
    for (size_t i = 0; gathering->status == STATUS_OK && i < sizeof part_rows / sizeof part_rows[0]; i++)
        if (text_starts_with(item->topic, text_of(part_rows[i].topic)) && decode(gathering, part_rows[i].rows, item))
            part_rows[i].take(gathering);
}

static void on_again(void *self)
{
    struct gathering *gathering = self;
    board_parts_close(gathering->parts);
    gathering->status = STATUS_OK;
}

/* ---- asking -------------------------------------------------------------------------- */

enum exit_code board_live(struct board_parts *parts, const char *history, int64_t patience, struct live_answer *answer)
{
    struct gathering gathering = {.parts = parts};
    struct live_request request = {.endpoint = history,
                                   .request = {.present = 1u << HISTORY_REQUEST_HAS_OP, .op = HISTORY_STATE},
                                   .patience = patience,
                                   .on_item = on_item,
                                   .on_again = on_again,
                                   .self = &gathering};
    *parts = (struct board_parts){0};
    enum exit_code code = live_ask(&request, answer);
    if (code != EXIT_OK || (gathering.status == STATUS_OK && parts->pairs != NULL))
        return code;
    snprintf(answer->why, sizeof answer->why, "%s: the board cannot be read: %s", history,
             status_sentence(gathering.status == STATUS_OK ? STATUS_NOT_FOUND : gathering.status));
    return EXIT_FAILED;
}

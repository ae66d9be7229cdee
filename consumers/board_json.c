#include "consumers/board_json.h"

#include "consumers/ledger_text.h"
#include "schemas/fields.h"

#define LINE_BYTES (2u * LIMIT_OUTPUT_BYTES)

/* ---- what the contract has no message for ------------------------------------------ */

static const char *const line_type_names[] = {"measure", "change"};
static const struct key line_type_names_keys[] = {KEY("measure"), KEY("change")};
enum line_type { LINE_MEASURE, LINE_CHANGE };

struct measure_line {
    uint64_t present;
    uint8_t type;
    bool forward;
    struct text policy, source, id, title;
    uint64_t offset;
    uint8_t status, instrument;
    double probability;
    uint32_t materials_count; struct text materials[LIMIT_MATERIALS];
    uint32_t regions_count; struct text regions[LIMIT_REGIONS];
    uint32_t legs_count; struct leg legs[LIMIT_LEGS];
};

struct change_line { uint64_t present; uint8_t type; struct text material, region; double before, after; };
enum { CHANGE_LINE_BEFORE = 3, CHANGE_LINE_AFTER };

static const struct field change_fields[] = {
    FIELD("type", REQUIRED, NAME(struct change_line, type, line_type_names), "", "`change`"),
    FIELD("material", REQUIRED, TOKEN(struct change_line, material, LIMIT_NAME), "", "the pair's material"),
    FIELD("region", REQUIRED, TOKEN(struct change_line, region, LIMIT_NAME), "", "the pair's region"),
    FIELD("before", OPTIONAL, NUMBER(struct change_line, before, 0, 100), "points", "composite at the earlier time"),
    FIELD("after", OPTIONAL, NUMBER(struct change_line, after, 0, 100), "points", "composite at the later time"),
};
static ROWS(change_rows, "change", struct change_line, "The composite of a pair at two times.", change_fields);

static const struct field measure_fields[] = {
    FIELD("type", REQUIRED, NAME(struct measure_line, type, line_type_names), "", "`measure`"),
    FIELD("forward", REQUIRED, BOOL(struct measure_line, forward), "", "it moves no composite"),
    FIELD("policy", REQUIRED, TOKEN(struct measure_line, policy, LIMIT_TOKEN), "", "the measure"),
    FIELD("source", REQUIRED, TOKEN(struct measure_line, source, LIMIT_TOKEN), "", "who says it"),
    FIELD("id", REQUIRED, TOKEN(struct measure_line, id, LIMIT_TOKEN), "", "its name there"),
    FIELD("offset", REQUIRED, UINT(struct measure_line, offset, 0, UINT_MOST), "", "of the event"),
    FIELD("status", REQUIRED, NAME(struct measure_line, status, policy_status_names), "", "as the engine acts on it"),
    FIELD("instrument", REQUIRED, NAME(struct measure_line, instrument, instrument_names), "", "the kind of measure"),
    FIELD("probability", REQUIRED, NUMBER(struct measure_line, probability, 0, 1), "", "that it works"),
    FIELD("title", REQUIRED, TEXT_OF(struct measure_line, title, LIMIT_TITLE), "", "for people"),
    FIELD("materials", REQUIRED, LIST_OF_TOKENS(struct measure_line, materials, LIMIT_NAME), "", "it acts on"),
    FIELD("regions", REQUIRED, LIST_OF_TOKENS(struct measure_line, regions, LIMIT_NAME), "", "it touches"),
    FIELD("legs", REQUIRED, LIST_OF_MAPS(struct measure_line, legs, leg_rows), "", "what it does when"),
};
static ROWS(measure_rows, "measure", struct measure_line, "One measure of the ledger.", measure_fields);
#define MEASURE_FIELDS (sizeof measure_fields / sizeof measure_fields[0])

/* ---- lines ------------------------------------------------------------------------- */

static bool send(struct line *line, FILE *out)
{
    line_char(line, '\n');
    return fwrite(line->at, 1, line->used, out) == line->used;
}

static uint32_t take_names(struct text *into, uint32_t bits, const struct text *names, uint32_t count)
{
    uint32_t taken = 0;
    for (uint32_t i = 0; i < count; i++)
        if (bits >> i & 1)
            into[taken++] = names[i];
    return taken;
}

static bool send_measure(const struct board_measure *measure, const struct names *names, FILE *out)
{
    static char text[LINE_BYTES];
    struct line line = line_on(text, sizeof text);
    struct measure_line message = {
        .present = (UINT64_C(1) << MEASURE_FIELDS) - 1,
        .type = LINE_MEASURE,
        .forward = measure->forward,
        .policy = measure->policy,
        .source = measure->source,
        .id = measure->id,
        .title = measure->title,
        .offset = measure->offset,
        .status = measure->status,
        .instrument = measure->instrument,
        .probability = measure->probability,
        .legs_count = measure->legs_count,
    };
    memcpy(message.legs, measure->legs, sizeof message.legs);
    message.materials_count =
        take_names(message.materials, measure->materials, names->materials, names->materials_count);
    message.regions_count = take_names(message.regions, measure->regions, names->regions, names->regions_count);
    rows_json(&measure_rows, &message, &line);
    return send(&line, out);
}

static bool send_pair(const struct board_pair *pair, FILE *out)
{
    static char text[LINE_BYTES];
    for (unsigned name = 0; name < INDICATORS; name++) {
        struct line line = line_on(text, sizeof text);
        if (pair->indicators[name].present == 0)
            continue;
        rows_json(&indicator_rows, &pair->indicators[name], &line);
        if (!send(&line, out))
            return false;
    }
    return true;
}

bool board_json(const struct board_parts *parts, const struct pair_filter *filter, FILE *out)
{
    for (uint32_t i = 0; i < parts->pairs_count; i++) {
        const struct board_pair *pair = &parts->pairs[i];
        if (pair_filter_takes(filter, pair->material, pair->region) && !send_pair(pair, out))
            return false;
    }
    for (uint32_t i = 0; i < parts->measures_count; i++) {
        const struct board_measure *measure = &parts->measures[i];
        if (ledger_takes(measure, &parts->names, filter) && !send_measure(measure, &parts->names, out))
            return false;
    }
    return true;
}

bool board_changes_json(const struct change *changes, uint32_t count, FILE *out)
{
    char text[1024];
    for (uint32_t i = 0; i < count; i++) {
        struct line line = line_on(text, sizeof text);
        struct change_line message = {.type = LINE_CHANGE,
                                      .material = changes[i].material,
                                      .region = changes[i].region,
                                      .before = changes[i].before,
                                      .after = changes[i].after};
        message.present = (UINT64_C(1) << CHANGE_LINE_BEFORE) - 1;
        message.present |= (uint64_t)changes[i].had << CHANGE_LINE_BEFORE;
        message.present |= (uint64_t)changes[i].has << CHANGE_LINE_AFTER;
        rows_json(&change_rows, &message, &line);
        if (!send(&line, out))
            return false;
    }
    return true;
}

#include "schemas/bytes.h"
#include "schemas/messages.h"
#include "schemas/nearest.h"
#include "schemas/refusal.h"

/* One kind of name: what it is called, and those the configuration knows. */
struct known { const char *what; const struct text *names; uint32_t count; bool countries; };

static bool is_known(struct text name, const struct known *known)
{
    for (uint32_t i = 0; i < known->count; i++)
        if (name.size == known->names[i].size && same_bytes(name.at, known->names[i].at, name.size))
            return true;
    return known->countries && country_from(name.at, name.size) != COUNTRY_NONE;
}

static void line_nearest(struct line *line, struct text name, const struct known *known)
{
    struct text nearest = {NULL, 0};
    unsigned best = name.size / 2 + 1;
    for (uint32_t i = 0; i < known->count; i++) {
        unsigned distance = nearest_distance(name, known->names[i]);
        if (distance < best) {
            best = distance;
            nearest = known->names[i];
        }
    }
    if (nearest.size == 0)
        return;
    line_string(line, "; nearest \"");
    line_text(line, nearest);
    line_char(line, '"');
}

/* Judges `count` names of a list, or one that stands alone (`list` false). */
static enum status judge(const struct text *names, uint32_t count, bool list, const char *field,
                         const struct known *known, struct refusal *refusal)
{
    for (uint32_t i = 0; i < count; i++) {
        if (is_known(names[i], known))
            continue;
        char path[64];
        struct line at = line_on(path, sizeof path);
        line_string(&at, field);
        if (list) {
            line_char(&at, '[');
            line_uint(&at, i);
            line_char(&at, ']');
        }
        struct line line = refuse(refusal, STATUS_UNKNOWN_NAME, (struct text){path, (uint32_t)at.used});
        line_quoted(&line, names[i]);
        line_string(&line, " is no ");
        line_string(&line, known->what);
        line_string(&line, " of the configuration");
        line_nearest(&line, names[i], known);
        return STATUS_UNKNOWN_NAME;
    }
    return STATUS_OK;
}

static enum status judge_policy(const struct policy_event *policy, const struct known *materials,
                                const struct known *regions, struct refusal *refusal)
{
    struct known places = *regions;
    places.what = "country or region";
    places.countries = true;
    enum status status = judge(policy->materials, policy->materials_count, true, "materials", materials, refusal);
    if (status == STATUS_OK)
        status = judge(policy->targets, policy->targets_count, true, "targets", &places, refusal);
    if (status == STATUS_OK)
        status = judge(policy->except, policy->except_count, true, "except", &places, refusal);
    return status;
}

static enum status judge_signal(const struct signal *signal, uint32_t index, const struct known *materials,
                                const struct known *regions, struct refusal *refusal)
{
    char path[64];
    struct line line = line_on(path, sizeof path);
    line_string(&line, "signals[");
    line_uint(&line, index);
    line_string(&line, "].");
    size_t prefix = line.used;
    line_string(&line, "material");
    enum status status = judge(&signal->material, 1, false, path, materials, refusal);
    if (status != STATUS_OK)
        return status;
    line.used = prefix;
    line_string(&line, "regions");
    return judge(signal->regions, signal->regions_count, true, path, regions, refusal);
}

static enum status judge_news(const struct news_event *news, const struct known *materials,
                              const struct known *regions, struct refusal *refusal)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < news->signals_count && status == STATUS_OK; i++)
        status = judge_signal(&news->signals[i], i, materials, regions, refusal);
    return status;
}

enum status event_judge(const struct event *event, const struct names *names, struct refusal *refusal)
{
    const struct known materials = {"material", names->materials, names->materials_count, false};
    const struct known regions = {"region", names->regions, names->regions_count, false};
    if (event->withdrawn)
        return STATUS_OK;
    switch ((enum event_type)event->type) {
    case EVENT_PRICE:
        return judge(&event->price.region, message_has(event->present, PRICE_HAS_REGION), false, "region", &regions,
                     refusal);
    case EVENT_POLICY:
        return judge_policy(&event->policy, &materials, &regions, refusal);
    case EVENT_NEWS:
        return judge_news(&event->news, &materials, &regions, refusal);
    case EVENT_BASELINE: {
        const struct baseline_event *baseline = &event->baseline;
        enum status status = judge(&baseline->material, message_has(event->present, BASELINE_HAS_MATERIAL), false,
                                   "material", &materials, refusal);
        return status != STATUS_OK ? status
                                   : judge(&baseline->region, message_has(event->present, BASELINE_HAS_REGION), false,
                                           "region", &regions, refusal);
    }
    case EVENT_STATUS:
    case EVENT_ACKNOWLEDGE:
    case EVENT_SILENCE:
    case EVENT_TYPES:
        break;
    }
    return STATUS_OK;
}

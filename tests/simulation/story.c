#include "tests/simulation/story.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define BIT(row) (UINT64_C(1) << (row))
#define HEAD     (BIT(EVENT_HAS_TYPE) | BIT(EVENT_HAS_SOURCE) | BIT(EVENT_HAS_ID) | BIT(EVENT_HAS_TIME))
#define SUPPLY                                                                                                         \
    (BIT(BASELINE_HAS_TABLE) | BIT(BASELINE_HAS_MATERIAL) | BIT(BASELINE_HAS_REGION) | BIT(BASELINE_HAS_VINTAGE) |     \
     BIT(BASELINE_HAS_UNIT) | BIT(BASELINE_HAS_ROWS) | BIT(BASELINE_HAS_PROVENANCE))

static size_t encode(struct event *event, const char *source, uint64_t id, int64_t time, void *bytes)
{
    char name[24];
    size_t size;

    snprintf(name, sizeof(name), "%llu", (unsigned long long)id);
    event->source = text_of(source);
    event->id = text_of(name);
    event->time = time;
    size = rows_encode(event_rows[event->type], event, bytes, STORY_EVENT_BYTES);
    assert(size > 0);
    return size;
}

size_t story_supply(const char *source, uint64_t id, const char *region, double tonnes, int64_t time, void *bytes)
{
    static struct event event;
    static const char *const suppliers[] = {"CN", "NO"};

    event = (struct event){.present = HEAD | SUPPLY, .type = EVENT_BASELINE};
    event.baseline = (struct baseline_event){.table = TABLE_SUPPLY,
                                             .material = TEXT("aluminum"),
                                             .region = text_of(region),
                                             .vintage = 20088, /* 2024-12-31 */
                                             .unit = TABLE_UNIT_T_YR,
                                             .rows_count = 2,
                                             .provenance = TEXT("made up for a test")};
    for (int i = 0; i < 2; i++)
        event.baseline.rows[i] = (struct table_row){.present = BIT(TABLE_ROW_SUPPLIER) | BIT(TABLE_ROW_QUANTITY),
                                                    .supplier = country_from(suppliers[i], 2),
                                                    .quantity = i == 0 ? tonnes : 1e6};
    return encode(&event, source, id, time, bytes);
}

size_t story_status(const char *source, uint64_t id, int64_t time, void *bytes)
{
    static struct event event;

    event = (struct event){.present = HEAD | BIT(STATUS_HAS_HEALTH) | BIT(STATUS_HAS_REASON), .type = EVENT_STATUS};
    event.status = (struct status_event){.health = HEALTH_OK, .reason = TEXT("test")};
    return encode(&event, source, id, time, bytes);
}

void story_name(const void *bytes, size_t size, char source[LIMIT_TOKEN + 1], uint64_t *id)
{
    static struct event event;
    struct refusal refusal;
    enum status status = event_decode(bytes, size, &event, NULL, &refusal);

    assert(status == STATUS_OK);
    snprintf(source, LIMIT_TOKEN + 1, "%.*s", (int)event.source.size, event.source.at);
    *id = strtoull(event.id.at, NULL, 10);
}

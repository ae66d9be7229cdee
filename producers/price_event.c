/* The events of a series, from templates (price_series.h). */
#include "producers/price_series.h"

#include "schemas/pack.h"

#include <assert.h>

#define BIT(n) (UINT64_C(1) << (n))

static const struct text sample_dates[ID_FORMS] = {
    [ID_DAY]        = {"2025-02-24", 10},
    [ID_SECOND]     = {"2025-02-24T17:00:00Z", 20},
    [ID_NANOSECOND] = {"2025-02-24T17:00:00.000000000Z", 30},
};
#define SAMPLE_TIME INT64_C(1740355200000000000) /* takes nine bytes, as every time after May 1970 does */

/* The place after a key; no token holds the byte that a key begins with. */
static uint32_t place_after(const struct price_template *template, const char *key)
{
    const uint8_t *at = memmem(template->bytes, template->size, key, strlen(key));
    assert(at != NULL);
    return (uint32_t)(at - template->bytes) + (uint32_t)strlen(key);
}

static bool pack_template(const struct price_series_table *table, struct price_series *series, enum id_form form)
{
    const struct price_options *options = table->options;
    struct price_template *template = &series->templates[form];
    char id[LIMIT_TOKEN + 1];
    struct line line = line_on(id, sizeof id);
    line_string(&line, series->name);
    line_char(&line, '/');
    line_text(&line, sample_dates[form]);
    struct event event = {
        .present = BIT(EVENT_HAS_TYPE) | BIT(EVENT_HAS_SOURCE) | BIT(EVENT_HAS_ID) | BIT(EVENT_HAS_TIME) |
                   BIT(PRICE_HAS_SERIES) | BIT(PRICE_HAS_VALUE) | BIT(PRICE_HAS_UNIT),
        .type = EVENT_PRICE,
        .source = text_of(table->source),
        .id = {id, (uint32_t)line.used},
        .revision = (uint64_t)options->revision,
        .time = SAMPLE_TIME,
        .price = {.series = text_of(series->name), .value = 0.5, .unit = series->unit},
    };
    if (options->revision > 1)
        event.present |= BIT(EVENT_HAS_REVISION);
    if (options->region != NULL) {
        event.present |= BIT(PRICE_HAS_REGION);
        event.price.region = text_of(options->region);
    }
    if (line.cut)
        return false;
    template->size = (uint32_t)rows_encode(event_rows[EVENT_PRICE], &event, template->bytes, sizeof template->bytes);
    assert(template->size > 0);
    template->time = place_after(template, "\xa4time");
    template->value = place_after(template, "\xa5value");
    uint32_t source = place_after(template, "\xa2id"); /* the id's own header comes after it */
    template->date = source + (template->bytes[source] == 0xd9 ? 2 : 1) + (uint32_t)strlen(series->name) + 1;
    assert(template->bytes[template->time] == 0xcf && template->bytes[template->value] == 0xcb);
    return true;
}

/* The date of an id: the day as written, or the time. */
static const char *stamp(struct price_series_table *table, enum id_form form, int64_t day, int64_t time)
{
    int64_t wanted = form == ID_DAY ? day : time;
    if (table->stamp_form == form && table->stamped == wanted)
        return table->stamp;
    struct line line = line_on(table->stamp, sizeof table->stamp);
    if (form == ID_DAY)
        line_day(&line, day);
    else
        line_time(&line, time);
    if (form == ID_SECOND)
        table->stamp[sample_dates[form].size - 1] = 'Z';
    table->stamp_form = form;
    table->stamped = wanted;
    return table->stamp;
}

uint32_t price_series_pack(struct price_series_table *table, struct price_series *series, enum id_form form,
                           int64_t day, int64_t time, double value, uint8_t *bytes)
{
    struct price_template *template = &series->templates[form];
    if (template->size == 0 && !pack_template(table, series, form))
        return 0;
    memcpy(bytes, template->bytes, template->size);
    memcpy(bytes + template->date, stamp(table, form, day, time), sample_dates[form].size);
    put64(bytes + template->time, time < 0 ? 0xd3 : 0xcf, (uint64_t)time);
    put_number(bytes + template->value, value);
    return template->size;
}

#include "producers/price_close.h"

#include "producers/price_date.h"
#include "schemas/nearest.h"

bool price_close_parse(const char *text, int32_t *minute)
{
    struct price_date date = {0};
    if (!date_read_time(text_of(text), &date) || date.zoned || date.of_day % MINUTE_NS != 0)
        return false;
    *minute = (int32_t)(date.of_day / MINUTE_NS);
    return true;
}

bool price_zone_parse(const char *text, int *zone)
{
    for (int i = 0; i < ZONE_COUNT; i++)
        if (strcmp(zone_names[i], text) == 0) {
            *zone = i;
            return true;
        }
    return false;
}

static const struct market_row *market_of(const struct config *config, struct text series)
{
    for (uint32_t i = 0; i < config->markets_count; i++)
        if (text_equal(config->markets[i].series, series))
            return &config->markets[i];
    return NULL;
}

/* The engine has checked `close`: it is HH:MM. */
static int32_t minute_of(struct text close)
{
    struct price_date date = {0};
    return date_read_time(close, &date) ? (int32_t)(date.of_day / MINUTE_NS) : NOT_SAID;
}

/* --close alone is by the clocks of the market, where there is one, else of UTC. */
struct price_close price_close_of(const struct price_closes *closes, struct text series)
{
    const struct market_row *market = market_of(closes->config, series);
    struct price_close close = closes->all;
    if (close.minute == NOT_SAID && market != NULL)
        close.minute = minute_of(market->close);
    if (close.zone == NOT_SAID && market != NULL)
        close.zone = market->zone;
    if (close.zone == NOT_SAID && closes->all.minute != NOT_SAID)
        close.zone = ZONE_UTC;
    return close;
}

bool price_local_time(const struct price_close *close, int64_t day, int64_t of_day, int64_t *time)
{
    struct local local = {day, (int32_t)(of_day / MINUTE_NS)};
    int64_t moment = zone_moment((enum zone)close->zone, local);
    struct local shown = zone_local((enum zone)close->zone, moment);
    *time = moment + of_day % MINUTE_NS;
    return shown.day == local.day && shown.minute == local.minute;
}

const char *price_close_nearest(const struct price_closes *closes, struct text series, char room[LIMIT_TOKEN + 1])
{
    char texts[LIMIT_MARKETS][LIMIT_TOKEN + 1];
    const char *names[LIMIT_MARKETS];
    for (uint32_t i = 0; i < closes->config->markets_count; i++) {
        struct line line = line_on(texts[i], sizeof texts[i]);
        line_text(&line, closes->config->markets[i].series);
        names[i] = texts[i];
    }
    const char *nearest = nearest_name(series, names, closes->config->markets_count);
    if (nearest == NULL)
        return NULL;
    struct line line = line_on(room, LIMIT_TOKEN + 1);
    line_string(&line, nearest);
    return room;
}

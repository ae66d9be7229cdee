#include "tests/support/random_stream.h"

#include "tests/support/news_words.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *any_of(struct dice *dice, const char *const *names, size_t count)
{
    return names[dice_below(dice, (uint32_t)count)];
}

/* ---- events ------------------------------------------------------------------------ */

static struct event *head(struct random_stream *stream, enum event_type type, const char *source)
{
    snprintf(stream->id, sizeof stream->id, "e%llu", (unsigned long long)stream->entry.offset);
    memset(&stream->event, 0, sizeof stream->event);
    stream->event.type = (uint8_t)type;
    stream->event.source = text_of(source);
    stream->event.id = text_of(stream->id);
    stream->event.revision = 1;
    stream->event.time = stream->event.received = stream->entry.received;
    return &stream->event;
}

/* Said again: a revision of its own, now and then taken back. */
static void say_again(struct random_stream *stream, const struct event *event)
{
    stream->event = *event;
    stream->event.revision = dice_chance(&stream->dice, .95) ? stream->entry.offset : 1;
    stream->event.time = stream->event.received = stream->entry.received;
    stream->event.withdrawn = dice_chance(&stream->dice, .15);
}

static void throw_table(struct random_stream *stream)
{
    say_again(stream, &stream->world.table[dice_below(&stream->dice, stream->world.tables)]);
    stream->event.baseline.estimate = dice_chance(&stream->dice, .3);
}

static void throw_measure(struct random_stream *stream)
{
    if (stream->world.measures == 0) {
        throw_table(stream);
        return;
    }
    say_again(stream, &stream->world.measure[dice_below(&stream->dice, stream->world.measures)]);
    if (dice_chance(&stream->dice, .3))
        stream->event.source = TEXT("press/wire");
    if (dice_chance(&stream->dice, .3))
        stream->event.policy.status = (uint8_t)dice_below(&stream->dice, POLICY_STATUSES);
}

static void throw_price(struct random_stream *stream)
{
    const struct config *config = engine_default_config();
    const struct market_row *row = &config->markets[dice_below(&stream->dice, config->markets_count)];
    struct event *event = head(stream, EVENT_PRICE, "exchange/all");
    event->time -= dice_chance(&stream->dice, .03) ? 3 * DAY_NS : 0;
    event->price.series = row->series;
    event->price.unit = dice_chance(&stream->dice, .97) ? row->unit : PRICE_UNIT_INDEX;
    event->price.value = 1000 * dice_between(&stream->dice, .97, 1.03) * (dice_chance(&stream->dice, .02) ? 1000 : 1);
}

static void throw_story(struct random_stream *stream)
{
    static const char *const outlets[] = {"wire", "paper", "gazette", "bulletin"};
    static const char *const sources[] = {"press/wire", "press/paper", "official/gazette"};
    static const char *const origins[] = {"CN", "RU", "MY", "ALL"};
    struct dice *dice = &stream->dice;
    bool old = stream->stories > 0 && dice_chance(dice, .2);
    snprintf(stream->id, sizeof stream->id, "s%u", old ? dice_below(dice, stream->stories) : stream->stories++);
    story(&stream->event, any_of(dice, sources, COUNT(sources)), stream->id, any_of(dice, outlets, COUNT(outlets)),
          stream->entry.received - (int64_t)(dice_unit(dice) * (double)HOUR_NS));
    stream->event.revision = stream->entry.offset;
    stream->event.withdrawn = old && dice_chance(dice, .3);
    if (dice_chance(dice, .2))
        copy_of(&stream->event, "s0");
    if (dice_chance(dice, .5)) {
        says(&stream->event, any_of(dice, origins, COUNT(origins)), dice_chance(dice, .7) ? 1 : -1, dice_unit(dice),
             dice_unit(dice));
        of_material(RANDOM_MATERIAL);
        as_a((enum category)dice_below(dice, CATEGORIES));
    }
}

static void throw_health(struct random_stream *stream)
{
    static const char *const sources[] = {"exchange/all", "press/wire", "official/statistics"};
    struct event *event = head(stream, EVENT_STATUS, any_of(&stream->dice, sources, COUNT(sources)));
    event->status.health = (uint8_t)dice_below(&stream->dice, HEALTHS);
    event->status.reason = TEXT("quiet");
    event->status.text = TEXT("nothing came for an hour");
}

static void throw_note(struct random_stream *stream)
{
    struct event *event = head(stream, dice_chance(&stream->dice, .5) ? EVENT_ACKNOWLEDGE : EVENT_SILENCE, "desk");
    event->present = UINT64_C(1) << OPERATOR_HAS_PREFIX | UINT64_C(1) << OPERATOR_HAS_UNTIL;
    event->operator.prefix = dice_chance(&stream->dice, .5) ? TEXT("alert.rare-earths.EU.") : TEXT("alert.");
    event->operator.until = stream->entry.received + DAY_NS;
    event->operator.author = TEXT("desk");
    event->operator.comment = TEXT("seen");
}

/* ---- what is no event ---------------------------------------------------------------- */

static void pack(struct random_stream *stream, enum entry_kind kind, const struct rows *rows, const void *message)
{
    stream->entry.kind = kind;
    stream->entry.bytes = stream->message;
    stream->entry.size = rows_encode(rows, message, stream->message, sizeof stream->message);
    assert(stream->entry.size > 0);
}

static void throw_rules(struct random_stream *stream)
{
    stream->rules = *engine_default_rules();
    struct rule *rule = &stream->rules.rules[dice_below(&stream->dice, stream->rules.rules_count)];
    rule->hold = (int64_t)dice_below(&stream->dice, 3) * HOUR_NS;
    rule->cooldown = (int64_t)dice_below(&stream->dice, 3) * HOUR_NS;
    pack(stream, ENTRY_RULES, &rules_rows, &stream->rules);
}

/* Materials are only ever added. */
static void throw_config(struct random_stream *stream)
{
    stream->config = *engine_default_config();
    stream->config.materials[stream->config.materials_count++] = TEXT("tin");
    stream->config.markets_count -= dice_below(&stream->dice, 3);
    stream->config.emit_delta = dice_chance(&stream->dice, .5) ? .0005 : .005;
    pack(stream, ENTRY_CONFIG, &config_rows, &stream->config);
}

/* ---- the stream -------------------------------------------------------------------- */

static const struct { void (*throw)(struct random_stream *stream); uint32_t share; bool event; } kinds[] = {
    {throw_price, 40, true}, {throw_story, 20, true}, {throw_measure, 12, true}, {throw_table, 4, true},
    {throw_health, 4, true}, {throw_note, 4, true},   {throw_rules, 1, false},   {throw_config, 1, false},
    {NULL, 14, false},
};

static int64_t random_pause(struct dice *dice)
{
    double unit = dice_chance(dice, .6) ? (double)MINUTE_NS : dice_chance(dice, .8) ? (double)HOUR_NS : (double)DAY_NS;
    return (int64_t)(dice_between(dice, 0, 12) * unit);
}

static void throw_any(struct random_stream *stream)
{
    uint32_t kind = 0, left = dice_below(&stream->dice, 100);
    for (; left >= kinds[kind].share; kind++)
        left -= kinds[kind].share;
    stream->entry.kind = kinds[kind].event ? ENTRY_EVENTS : ENTRY_TICK;
    stream->entry.offset += kinds[kind].event;
    if (kinds[kind].throw != NULL)
        kinds[kind].throw(stream);
}

void random_stream_begin(struct random_stream *stream, uint64_t seed)
{
    memset(stream, 0, sizeof *stream);
    random_world_make(&stream->world, seed);
    stream->dice = (struct dice){seed};
    stream->entry.received = day_ns(RANDOM_TODAY);
}

const struct entry *random_stream_next(struct random_stream *stream)
{
    uint64_t told = stream->entry.offset;
    stream->entry.event = &stream->event;
    stream->entry.received += random_pause(&stream->dice);
    if (told < stream->world.tables) {
        stream->entry.kind = ENTRY_EVENTS;
        stream->entry.offset++;
        stream->event = stream->world.table[told];
        stream->event.received = stream->entry.received;
    } else {
        throw_any(stream);
    }
    return &stream->entry;
}

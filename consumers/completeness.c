#include "consumers/completeness.h"

#include <inttypes.h>

#define BIT(row) (UINT64_C(1) << (row))

/* A holding: a topic, escaped, and seven numbers. */
#define HOLDING_TEXT (6 * LIMIT_TOPIC + 512)

static bool is_complete(const struct tail_cursor *stands, const struct follower *follower)
{
    struct holding holding;
    bool complete = tail_cursor_statement(stands, follower).made;
    for (uint32_t i = 0; i < follower_topics(follower) && complete; i++)
        if (tail_cursor_holding(stands, follower, i, &holding))
            complete = holding.missing == 0;
    return complete;
}

static void write_head(const struct tail_cursor *stands, const struct follower *follower, FILE *out)
{
    struct statement statement = tail_cursor_statement(stands, follower);
    char text[64];
    struct line line = line_on(text, sizeof text);
    fprintf(out, "{\"type\":\"completeness\",\"complete\":%s", is_complete(stands, follower) ? "true" : "false");
    if (!statement.made)
        return;
    line_time(&line, statement.time);
    fprintf(out, ",\"epoch\":%" PRIu64 ",\"offset\":%" PRIu64 ",\"time\":\"%s\"", statement.epoch, statement.offset,
            text);
}

/* Instead of "from 2 to 1". */
static void name_empty(struct holding *holding)
{
    if (holding->to >= holding->from)
        return;
    holding->present &= ~BIT(HOLDING_HAS_TO);
    holding->none = holding->awaited == 0;
    if (holding->none)
        holding->present |= BIT(HOLDING_HAS_NONE);
}

void completeness_write(const struct tail_cursor *stands, const struct follower *follower, FILE *out)
{
    const char *before = "";
    write_head(stands, follower, out);
    fputs(",\"topics\":[", out);
    for (uint32_t i = 0; i < follower_topics(follower); i++) {
        char text[HOLDING_TEXT];
        struct line line = line_on(text, sizeof text);
        struct holding holding;
        if (!tail_cursor_holding(stands, follower, i, &holding))
            continue;
        name_empty(&holding);
        rows_json(&holding_rows, &holding, &line);
        fprintf(out, "%s%s", before, text);
        before = ",";
    }
    fputs("]}\n", out);
    fflush(out);
}

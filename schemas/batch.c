#include "schemas/messages.h"
#include "schemas/reader.h"
#include "schemas/refusal.h"

static enum status too(struct refusal *refusal, enum status status, size_t actual, const char *of, size_t most)
{
    struct line line = refuse(refusal, status, (struct text){0});
    line_string(&line, "a batch of ");
    line_uint(&line, actual);
    line_string(&line, of);
    line_uint(&line, most);
    return status;
}

/* Said in hexadecimal: 7b is the brace of somebody who sends JSON. */
static enum status begins_with(struct refusal *refusal, const uint8_t *first)
{
    struct line line = refuse(refusal, STATUS_NOT_A_BATCH, (struct text){0});
    line_string(&line, "the frame begins with the byte ");
    line_hex(&line, first, 1);
    line_string(&line, "; it holds neither an event nor an array of events");
    return STATUS_NOT_A_BATCH;
}

enum status batch_open(struct batch *batch, const void *bytes, size_t size, struct refusal *refusal)
{
    const uint8_t *at = bytes;
    uint32_t count;
    if (size > LIMIT_BATCH_BYTES)
        return too(refusal, STATUS_TOO_LARGE, size, " bytes; at most ", LIMIT_BATCH_BYTES);
    if (size == 0)
        return refuse_because(refusal, STATUS_NOT_A_BATCH, (struct text){0}, "the frame is empty");
    if ((*at & 0xf0) == 0x80 || *at == 0xde || *at == 0xdf) {
        *batch = (struct batch){.at = at, .size = size, .count = 1};
        return STATUS_OK;
    }
    if ((*at & 0xf0) != 0x90 && *at != 0xdc && *at != 0xdd)
        return begins_with(refusal, at);
    struct reader reader = reader_on(at, size, NULL, refusal);
    const uint8_t *first = read_count_header(at, size, 0x90, 0xdc, &count);
    if (first == NULL)
        return refuse_because(refusal, STATUS_TRUNCATED, (struct text){0}, "the frame ends inside the array's count");
    if (reader_expect(&reader, first, (struct text){0}, count, 1) == NULL)
        return refusal->status;
    if (count > LIMIT_BATCH_EVENTS)
        return too(refusal, STATUS_TOO_MANY, count, " events; at most ", LIMIT_BATCH_EVENTS);
    *batch = (struct batch){.at = at, .size = size, .next = (size_t)(first - at), .count = count};
    return STATUS_OK;
}

bool batch_next(struct batch *batch, const void **event, size_t *size, enum status *status, struct refusal *refusal)
{
    size_t left = batch->size - batch->next;
    if (batch->index == batch->count) {
        if (left == 0)
            return false;
        /* Bytes behind the last event: no event, and said once. */
        *event = batch->at + batch->next;
        *size = left;
        struct line line = refuse(refusal, STATUS_TRAILING, (struct text){0});
        line_uint(&line, left);
        line_string(&line, " bytes follow the last event");
        batch->next = batch->size;
        *status = STATUS_TRAILING;
        return true;
    }
    *event = batch->at + batch->next;
    *size = left;
    *status = scan_size(*event, left, size, refusal);
    batch->index++;
    if (*status != STATUS_OK) {
        batch->index = batch->count;
        batch->next = batch->size;
        return true;
    }
    batch->next += *size;
    return true;
}

/* Decodes the next event while looking for its end. False: it has to be delimited
 * first, to say what is wrong with it, or there is none. */
static bool decode_at_once(struct batch *batch, size_t *size, struct event *event, struct unknown_keys *unknown,
                           struct refusal *refusal)
{
    const uint8_t *at = batch->at + batch->next;
    uint32_t count = unknown->count, listed = unknown->listed;
    if (batch->index == batch->count)
        return false;
    if (event_decode_first(at, batch->size - batch->next, size, event, unknown, refusal) == STATUS_OK)
        return true;
    unknown->count = count; /* they are met again */
    unknown->listed = listed;
    return false;
}

bool batch_decode(struct batch *batch, const void **bytes, size_t *size, struct event *event,
                  struct unknown_keys *unknown, enum status *status, struct refusal *refusal)
{
    if (decode_at_once(batch, size, event, unknown, refusal)) {
        *bytes = batch->at + batch->next;
        *status = STATUS_OK;
        batch->next += *size;
        batch->index++;
        return true;
    }
    if (!batch_next(batch, bytes, size, status, refusal))
        return false;
    if (*status == STATUS_OK)
        *status = event_decode(*bytes, *size, event, unknown, refusal);
    return true;
}

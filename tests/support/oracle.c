#include "tests/support/oracle.h"

#include "schemas/messages.h"
#include "tests/support/messages.h"

#include <msgpack.h>

static char sentence[256];
static struct refusal refusal;

static const char *disagree(const char *what, enum status status, int theirs)
{
    struct line line = line_on(sentence, sizeof sentence);
    line_string(&line, what);
    line_string(&line, ": ");
    line_string(&line, status_name(status));
    line_string(&line, ", theirs ");
    line_int(&line, theirs);
    return sentence;
}

static bool lenient(enum status status)
{
    return status == STATUS_TRAILING || status == STATUS_DUPLICATE_KEY || status == STATUS_BAD_UTF8 ||
           status == STATUS_NOT_FINITE || status == STATUS_WRONG_TYPE || status == STATUS_TOO_MANY;
}

/* Could announce more values than a test should pay for. */
static bool may_be_a_bomb(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == 0xdd || bytes[i] == 0xdf)
            return true;
    return false;
}

const char *oracle_on_value(const void *bytes, size_t size)
{
    size_t counted = 0, offset = 0;
    enum status status = scan(bytes, size, &refusal);
    if (status != STATUS_OK && (refusal.status != status || refusal.text[0] == '\0'))
        return disagree("a refusal without words", status, 0);
    enum status counting = scan_size(bytes, size, &counted, &refusal);
    if (status == STATUS_OK && (counting != STATUS_OK || counted != size))
        return disagree("scan takes what scan_size does not", counting, 0);
    if (counting == STATUS_OK && status == STATUS_TRUNCATED)
        return disagree("scan_size takes what is cut off", status, 0);
    if (status != STATUS_OK && may_be_a_bomb(bytes, size))
        return NULL;
    msgpack_unpacked unpacked;
    msgpack_unpacked_init(&unpacked);
    int theirs = msgpack_unpack_next(&unpacked, bytes, size, &offset);
    msgpack_unpacked_destroy(&unpacked);
    bool whole = theirs == MSGPACK_UNPACK_SUCCESS || theirs == MSGPACK_UNPACK_EXTRA_BYTES;
    if (status == STATUS_OK && (!whole || offset != size))
        return disagree("we take what they refuse", status, theirs);
    if (status != STATUS_OK && whole && !lenient(status))
        return disagree("they take what we refuse", status, theirs);
    return NULL;
}

/* The event in `event` once more through its bytes. */
static const char *same_again(const struct event *event)
{
    static uint8_t bytes[2 * LIMIT_EVENT_BYTES]; /* floats may have grown */
    static struct event again;
    static char text[512 * KIB];
    struct line line = line_on(text, sizeof text);
    const struct rows *rows = event_rows[event->type];
    size_t size = rows_encode(rows, event, bytes, sizeof bytes);
    if (size == 0)
        return "what was decoded does not encode";
    if (size <= LIMIT_EVENT_BYTES && event_decode(bytes, size, &again, NULL, &refusal) != STATUS_OK)
        return disagree("what was encoded does not decode", refusal.status, 0);
    if (size <= LIMIT_EVENT_BYTES && !message_equal(rows, event, &again))
        return "decode, encode, decode is not the identity";
    rows_json(rows, event, &line);
    return line.cut ? "JSON of an event needs more than 512 KiB" : NULL;
}

const char *oracle_on_event(const void *bytes, size_t size)
{
    static struct event event;
    static struct unknown_keys unknown;
    unknown = (struct unknown_keys){0};
    enum status scanned = scan(bytes, size, &refusal);
    enum status status = event_decode(bytes, size, &event, &unknown, &refusal);
    if (status != STATUS_OK && (refusal.status != status || refusal.text[0] == '\0'))
        return disagree("a refusal without words", status, 0);
    if (status == STATUS_OK && scanned != STATUS_OK)
        return disagree("event_decode takes what scan refuses", scanned, 0);
    return status == STATUS_OK ? same_again(&event) : NULL;
}

/* The next event as batch_decode has it, against the same one delimited first
 * and then decoded, with what `unknown` had counted before. */
static const char *at_once(struct batch batch, const struct unknown_keys *unknown, const void *bytes, size_t size,
                           enum status status)
{
    static struct event event;
    static struct refusal once;
    struct unknown_keys keys = *unknown;
    struct batch whole = batch;
    const void *found;
    size_t found_size;
    enum status found_status;
    if (!batch_decode(&batch, &found, &found_size, &event, &keys, &found_status, &once))
        return "batch_decode ends before batch_next";
    if (found != bytes || found_size != size)
        return "batch_decode takes other bytes than batch_next";
    if (status == STATUS_OK) {
        keys.count -= unknown->count;
        struct unknown_keys again = {0};
        status = event_decode(bytes, size, &event, &again, &refusal);
        if (again.count != keys.count)
            return disagree("unknown keys are counted otherwise", status, (int)keys.count);
    } else if (!batch_next(&whole, &found, &found_size, &status, &refusal)) {
        return "batch_next does not say it again";
    }
    if (found_status != status)
        return disagree("batch_decode says otherwise than event_decode", found_status, (int)status);
    if (status != STATUS_OK && strcmp(once.text, refusal.text) != 0)
        return "batch_decode refuses in other words";
    return NULL;
}

const char *oracle_on_batch(const void *bytes, size_t size)
{
    static struct unknown_keys unknown;
    struct batch batch;
    const void *event;
    const uint8_t *end = bytes;
    size_t event_size;
    enum status status;
    if (batch_open(&batch, bytes, size, &refusal) != STATUS_OK)
        return NULL;
    for (uint32_t events = 0;; events++) {
        struct batch before = batch;
        if (!batch_next(&batch, &event, &event_size, &status, &refusal))
            break;
        const char *differs = at_once(before, &unknown, event, event_size, status);
        if (differs != NULL)
            return differs;
        if (events > LIMIT_BATCH_EVENTS)
            return "a batch that does not end";
        if ((const uint8_t *)event < end || event_size > size)
            return "events of a batch overlap";
        end = (const uint8_t *)event + event_size;
        if (end > (const uint8_t *)bytes + size)
            return "an event ends behind its batch";
        const char *said = status == STATUS_OK ? oracle_on_event(event, event_size) : NULL;
        if (said != NULL)
            return said;
    }
    return NULL;
}

#include "tests/bench/prices.h"

#include "schemas/messages.h"
#include "schemas/pack.h"

#include <assert.h>
#include <time.h>

#define BIT(i)    (UINT64_C(1) << (i))
#define FIRST_SEQ 65536u                       /* from here on `seq` takes five bytes */

/* Places in the event, which its keys in row order fix. */
#define LAST_DIGIT 37u
#define DIGITS     10u
#define TIME       64u
#define RECEIVED   82u
#define SEQ        95u

void price_write(uint8_t *bytes, uint64_t number, int64_t time)
{
    struct event event = {
        .present = BIT(EVENT_HEAD_ROWS) - 1,
        .type = EVENT_PRICE,
        .source = text_of("lme"),
        .id = text_of("p0000000000"),
        .revision = 1,
        .time = time,
        .received = time,
        .seq = FIRST_SEQ,
        .price = {text_of("LME.AL.3M"), 2548.5 + (double)(number % 64) / 4, PRICE_UNIT_USD_T, text_of("EU")},
    };
    event.present |= BIT(PRICE_HAS_SERIES) | BIT(PRICE_HAS_VALUE) | BIT(PRICE_HAS_UNIT) | BIT(PRICE_HAS_REGION);
    size_t size = rows_encode(event_rows[EVENT_PRICE], &event, bytes, PRICE_BYTES);
    assert(size == PRICE_BYTES);
    assert(bytes[LAST_DIGIT - DIGITS] == 'p');
    assert(bytes[SEQ] == 0xce);
    assert(bytes[TIME] == 0xcf && bytes[RECEIVED] == 0xcf);
    price_renew(bytes, number, time);
}

void price_renew(uint8_t *bytes, uint64_t number, int64_t time)
{
    assert(number <= UINT32_MAX - FIRST_SEQ);
    put64(bytes + TIME, 0xcf, (uint64_t)time);
    put64(bytes + RECEIVED, 0xcf, (uint64_t)time);
    put32(bytes + SEQ, 0xce, (uint32_t)number + FIRST_SEQ);
    for (uint8_t *digit = bytes + LAST_DIGIT; digit > bytes + LAST_DIGIT - DIGITS; digit--, number /= 10)
        *digit = (uint8_t)('0' + number % 10);
}

static int64_t wall_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * SECOND_NS + time.tv_nsec;
}

void prices_init(struct prices *prices, uint32_t count, uint64_t first)
{
    struct pack pack = pack_on(prices->bytes, PRICES_HEADER);
    assert(count >= 1 && count <= PRICES_MOST);
    if (count > 1)
        pack_array(&pack, count);
    prices->count = count;
    prices->next = first;
    prices->time = wall_ns();
    prices->header = (uint32_t)pack_used(&pack, prices->bytes);
    prices->size = prices->header + count * PRICE_BYTES;
    for (uint32_t i = 0; i < count; i++)
        price_write(prices->bytes + prices->header + i * PRICE_BYTES, first + i, prices->time);
}

const uint8_t *prices_next(struct prices *prices)
{
    for (uint32_t i = 0; i < prices->count; i++)
        price_renew(prices->bytes + prices->header + i * PRICE_BYTES, prices->next + i, prices->time);
    prices->next += prices->count;
    return prices->bytes;
}

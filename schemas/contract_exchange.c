#include "schemas/contract.h"
#include "schemas/messages.h"
#include "schemas/scalar.h"

#include <assert.h>

/* One line: the bytes, and what they say. */
static void print_line(const uint8_t *at, size_t size, const char *indent, const char *says, FILE *out)
{
    char hex[128];
    size_t used = 0;
    for (size_t i = 0; i < size && used + 4 < sizeof hex; i++)
        used += (size_t)snprintf(hex + used, sizeof hex - used, "%s%02x", i > 0 ? " " : "", at[i]);
    fprintf(out, "%-62s %s%s\n", hex, indent, says);
}

static const uint8_t *print_value(const uint8_t *at, const uint8_t *end, const char *indent, FILE *out);

static const uint8_t *print_string(const uint8_t *at, const uint8_t *end, const char *indent, FILE *out)
{
    char says[96];
    struct text text;
    const uint8_t *next = read_bytes(at, (size_t)(end - at), &text);
    assert(next != NULL);
    snprintf(says, sizeof says, "\"%.*s\"", (int)text.size, text.at);
    print_line(at, (size_t)(next - at), indent, says, out);
    return next;
}

static const uint8_t *print_number(const uint8_t *at, const uint8_t *end, const char *indent, FILE *out)
{
    char says[64];
    struct line line = line_on(says, sizeof says);
    struct integer integer;
    double value;
    const uint8_t *next = read_integer(at, (size_t)(end - at), &integer);
    if (next != NULL) {
        line_int(&line, (int64_t)integer.bits);
    } else {
        next = read_double(at, (size_t)(end - at), &value);
        assert(next != NULL);
        line_number(&line, value);
    }
    print_line(at, (size_t)(next - at), indent, says, out);
    return next;
}

/* Keys a level out from their values. */
static const uint8_t *print_container(const uint8_t *at, const uint8_t *end, const char *indent, FILE *out)
{
    char deeper[32], says[32];
    bool map = *at < 0x90;
    uint32_t count = *at & 0x0f;
    snprintf(deeper, sizeof deeper, "%s  ", indent);
    snprintf(says, sizeof says, map ? "a map of %u" : "an array of %u", count);
    print_line(at, 1, indent, says, out);
    at++;
    for (uint32_t i = 0; i < count; i++) {
        if (map)
            at = print_string(at, end, deeper, out);
        at = print_value(at, end, map ? deeper : indent, out);
    }
    return at;
}

static const uint8_t *print_value(const uint8_t *at, const uint8_t *end, const char *indent, FILE *out)
{
    assert(at < end);
    if (*at >= 0x80 && *at < 0xa0)
        return print_container(at, end, indent, out);
    if ((*at >= 0xa0 && *at < 0xc0) || *at == 0xd9)
        return print_string(at, end, indent, out);
    return print_number(at, end, indent, out);
}

static void print_message(const char *title, const struct rows *rows, const void *message, FILE *out)
{
    uint8_t bytes[512];
    size_t size = rows_encode(rows, message, bytes, sizeof bytes);
    assert(size > 0);
    fprintf(out, "\n%s, %zu bytes\n", title, size);
    const uint8_t *end = print_value(bytes, bytes + size, "", out);
    assert(end == bytes + size);
}

#define BIT(row) (UINT64_C(1) << (row))

static const struct event price = {
    .present = BIT(EVENT_HAS_TYPE) | BIT(EVENT_HAS_SOURCE) | BIT(EVENT_HAS_ID) | BIT(EVENT_HAS_TIME) |
               BIT(PRICE_HAS_SERIES) | BIT(PRICE_HAS_VALUE) | BIT(PRICE_HAS_UNIT),
    .type = EVENT_PRICE,
    .source = {"desk/example", 12},
    .id = {"al-3m-20250224", 14},
    .time = 1740416400000000000, /* 2025-02-24T17:00:00Z */
    .price = {.series = {"LME.AL.3M", 9}, .value = 2548.5, .unit = PRICE_UNIT_USD_T},
};

void contract_exchange(FILE *out)
{
    static const uint8_t number[8] = {0, 0, 0, 0, 0, 0, 0, 42};
    static struct receipt receipt = {
        .present = BIT(RECEIPT_HAS_ACCEPTED) | BIT(RECEIPT_HAS_DUPLICATE) | BIT(RECEIPT_HAS_REFUSED) |
                   BIT(RECEIPT_HAS_CREDIT) | BIT(RECEIPT_HAS_OFFSET),
        .accepted = 1,
        .credit = LIMIT_CREDIT,
        .offset = 1207,
    };
    fputs("```\nrequest, frame 1: the number of the batch, 8 bytes\n", out);
    print_line(number, sizeof number, "", "42", out);
    print_message("request, frame 2: one event (an array of events begins with its own header)",
                  event_rows[EVENT_PRICE], &price, out);
    fputs("\nreceipt, frame 1: the same number, 8 bytes\n", out);
    print_line(number, sizeof number, "", "42", out);
    print_message("receipt, frame 2", &receipt_rows, &receipt, out);
    fputs("```\n", out);
}

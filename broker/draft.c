#include "broker/draft.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BIT(row) (UINT64_C(1) << (row))

void draft_begin(struct draft *draft)
{
    struct receipt *receipt = &draft->receipt;

    receipt->present =
        BIT(RECEIPT_HAS_ACCEPTED) | BIT(RECEIPT_HAS_DUPLICATE) | BIT(RECEIPT_HAS_REFUSED) | BIT(RECEIPT_HAS_CREDIT);
    receipt->accepted = receipt->duplicate = 0;
    receipt->refused_count = receipt->unknown_keys_count = 0;
    receipt->credit = LIMIT_CREDIT;
    draft->details_count = 0;
    draft->unknown.count = draft->unknown.listed = 0;
}

void draft_refuse(struct draft *draft, uint32_t index, const struct refusal *refusal)
{
    struct refused *refused;

    assert(draft->receipt.refused_count <= LIMIT_BATCH_EVENTS);
    draft->refused[refusal->status]++;
    refused = &draft->receipt.refused[draft->receipt.refused_count++];
    *refused = (struct refused){.present = BIT(REFUSED_HAS_INDEX) | BIT(REFUSED_HAS_REASON),
                                .index = index,
                                .reason = text_of(status_name(refusal->status))};
    if (draft->details_count < DRAFT_DETAILS) {
        struct refusal *kept = &draft->details[draft->details_count++];

        *kept = *refusal;
        refused->present |= BIT(REFUSED_HAS_FIELD) | BIT(REFUSED_HAS_TEXT);
        refused->field = text_of(kept->field);
        refused->text = text_of(kept->text);
    }
}

static void list_unknown_keys(struct draft *draft)
{
    for (uint32_t i = 0; i < draft->unknown.listed; i++) {
        struct unknown_key *key = &draft->receipt.unknown_keys[i];

        *key = (struct unknown_key){.present = BIT(UNKNOWN_KEY_HAS_KEY), .key = text_of(draft->unknown.keys[i].key)};
        if (draft->unknown.keys[i].nearest) {
            key->present |= BIT(UNKNOWN_KEY_HAS_NEAREST);
            key->nearest = text_of(draft->unknown.keys[i].nearest);
        }
    }
    if (draft->unknown.listed > 0) {
        draft->receipt.unknown_keys_count = draft->unknown.listed;
        draft->receipt.present |= BIT(RECEIPT_HAS_UNKNOWN_KEYS);
    }
}

size_t draft_encode(struct draft *draft, uint64_t offset, void *bytes, size_t capacity)
{
    struct receipt *receipt = &draft->receipt;
    size_t size;

    list_unknown_keys(draft);
    receipt->offset = offset;
    if (offset > 0)
        receipt->present |= BIT(RECEIPT_HAS_OFFSET);
    else
        receipt->present &= ~BIT(RECEIPT_HAS_OFFSET);
    size = rows_encode(&receipt_rows, receipt, bytes, capacity);
    assert(size > 0);
    return size;
}

static int by_index(const void *a, const void *b)
{
    uint64_t left = ((const struct refused *)a)->index, right = ((const struct refused *)b)->index;

    return (left > right) - (left < right);
}

struct frame draft_refuse_rest(struct draft *draft, struct frame before, uint32_t events, const struct refusal *refusal,
                               uint64_t offset)
{
    struct receipt *receipt = &draft->receipt;
    struct refusal unused;
    uint32_t refused;
    enum status status;

    draft_begin(draft);
    status = rows_decode(&receipt_rows, before.bytes, before.size, receipt, NULL, &unused);
    assert(status == STATUS_OK);
    refused = receipt->refused_count;
    for (uint32_t index = 0, next = 0; index < events; index++) {
        if (next < refused && receipt->refused[next].index == index)
            next++;
        else
            draft_refuse(draft, index, refusal);
    }
    qsort(receipt->refused, receipt->refused_count, sizeof(receipt->refused[0]), by_index);
    receipt->accepted = receipt->duplicate = 0;
    receipt->present |= BIT(RECEIPT_HAS_REFUSED);
    return (struct frame){draft->rewritten, draft_encode(draft, offset, draft->rewritten, sizeof(draft->rewritten))};
}

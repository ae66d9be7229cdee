#include "producers/merge.h"

#include <assert.h>

void merge_init(struct merge *merge)
{
    *merge = (struct merge){0};
}

void merge_add(struct merge *merge, struct input *input)
{
    assert(merge->count < MERGE_INPUTS);
    merge->inputs[merge->count] = input;
    merge->heads[merge->count] = (struct merge_head){.order = INT64_MIN};
    merge->count++;
}

void merge_close(struct merge *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        input_destroy(&merge->inputs[i]);
    merge->count = 0;
}

/* Makes the head of an input hold its next event, unless it has ended. */
static enum input_state fill(struct merge *merge, size_t i)
{
    struct merge_head *head = &merge->heads[i];
    if (head->held || head->ended)
        return INPUT_EVENT;
    enum input_state state = merge->inputs[i]->next(merge->inputs[i], &head->item);
    switch (state) {
    case INPUT_EVENT:
        head->held = true;
        if (head->item.order > head->order)
            head->order = head->item.order;
        break;
    case INPUT_WAIT:
        merge->waiting = i;
        return INPUT_WAIT;
    case INPUT_END:
        head->ended = true;
        break;
    case INPUT_FAILED:
        return INPUT_FAILED;
    }
    return INPUT_EVENT;
}

enum input_state merge_next(struct merge *merge, struct item *item)
{
    size_t first = merge->count;
    if (merge->count == 1) { /* nothing to merge with */
        merge->waiting = 0;
        return merge->inputs[0]->next(merge->inputs[0], item);
    }
    for (size_t i = 0; i < merge->count; i++) {
        enum input_state state = fill(merge, i);
        if (state != INPUT_EVENT)
            return state;
        if (merge->heads[i].held && (first == merge->count || merge->heads[i].order < merge->heads[first].order))
            first = i;
    }
    if (first == merge->count)
        return INPUT_END;
    *item = merge->heads[first].item;
    merge->heads[first].held = false;
    return INPUT_EVENT;
}

void merge_progress(const struct merge *merge, uint64_t *done, uint64_t *total)
{
    *done = *total = 0;
    bool known = true;
    for (size_t i = 0; i < merge->count; i++) {
        uint64_t input_done, input_total;
        merge->inputs[i]->progress(merge->inputs[i], &input_done, &input_total);
        *done += input_done;
        *total += input_total;
        known = known && input_total > 0;
    }
    if (!known)
        *total = 0;
}

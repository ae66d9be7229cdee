#include "broker/fold.h"

static void emit(void *self, const union output *output)
{
    stream_output(self, output);
}

bool fold_init(struct fold *fold, struct stream *stream, struct sources *sources)
{
    *fold = (struct fold){.engine = engine_create(), .received = INT64_MIN, .stream = stream, .sources = sources};
    if (!fold->engine)
        return false;
    fold->names = engine_names(fold->engine, &fold->list);
    return true;
}

void fold_close(struct fold *fold)
{
    engine_destroy(&fold->engine);
}

static enum status step(struct fold *fold, const struct entry *entry, size_t size, struct refusal *refusal)
{
    struct outputs outputs = {emit, fold->stream};

    fold->received = entry->received;
    fold->entries++;
    fold->bytes += size;
    return engine_step(fold->engine, entry, &outputs, refusal);
}

enum status fold_decode(struct fold *fold, int64_t received, const void *bytes, size_t size, const struct event **event,
                        struct refusal *refusal)
{
    enum status status = event_decode(bytes, size, &fold->event, NULL, refusal);

    if (status != STATUS_OK)
        return status;
    fold->event.received = received;
    *event = &fold->event;
    return STATUS_OK;
}

enum status fold_event(struct fold *fold, uint64_t offset, int64_t received, const struct event *event,
                       const void *bytes, size_t size, struct refusal *refusal)
{
    struct entry entry = {.kind = ENTRY_EVENTS, .offset = offset, .received = received, .event = event};

    if (!event) {
        enum status status = fold_decode(fold, received, bytes, size, &entry.event, refusal);

        if (status != STATUS_OK)
            return status;
    }
    fold->offset = offset;
    sources_note(fold->sources, entry.event);
    return step(fold, &entry, size, refusal);
}

enum status fold_own(struct fold *fold, enum entry_kind kind, int64_t received, const void *bytes, size_t size,
                     struct refusal *refusal)
{
    struct entry entry = {.kind = kind, .offset = fold->offset, .received = received, .bytes = bytes, .size = size};
    enum status status = step(fold, &entry, size, refusal);

    fold->names = engine_names(fold->engine, &fold->list);
    return status;
}

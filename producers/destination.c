#include "producers/destination.h"

#include <string.h>

struct form {
    bool (*matches)(const char *to);
    destination_opener *open;
};

static bool is_dash(const char *to)
{
    return strcmp(to, "-") == 0;
}

static bool is_endpoint(const char *to)
{
    return strstr(to, "://") != NULL;
}

static bool is_recording(const char *to)
{
    size_t size = strlen(to);
    return size > 4 && strcmp(to + size - 4, ".owr") == 0;
}

static const struct form forms[] = {
    {is_dash, printout_open},
    {is_endpoint, ingest_open},
    {is_recording, recording_open},
};
#define FORMS (sizeof forms / sizeof forms[0])

static const struct form *form_of(const char *to)
{
    for (size_t i = 0; i < FORMS; i++)
        if (forms[i].matches(to))
            return &forms[i];
    return NULL;
}

bool destination_is_broker(const char *to)
{
    const struct form *form = form_of(to);
    return form != NULL && form->open == ingest_open;
}

bool destination_known(const char *to)
{
    return form_of(to) != NULL;
}

enum status destination_open(struct destination **destination, const char *to, const struct spool_options *spool,
                             uv_loop_t *loop, void *context, const struct destination_callbacks *callbacks, char *why,
                             size_t why_size)
{
    enum status status = spool->folder != NULL ? spooled_open(destination, to, spool, loop, context, why, why_size)
                                       : form_of(to)->open(destination, to, loop, context, why, why_size);
    if (status != STATUS_OK)
        return status;
    (*destination)->name = to;
    (*destination)->callbacks = *callbacks;
    return STATUS_OK;
}

void destination_destroy(struct destination **destination)
{
    if (*destination != NULL)
        (*destination)->destroy(*destination);
    *destination = NULL;
}

void destination_tell_unknown(const struct destination *destination, const struct unknown_keys *unknown)
{
    const struct destination_callbacks *callbacks = &destination->callbacks;
    for (uint32_t i = 0; i < unknown->listed; i++) {
        const char *nearest = unknown->keys[i].nearest;
        callbacks->on_unknown_key(callbacks->self, text_of(unknown->keys[i].key), text_of(nearest ? nearest : ""));
    }
}

void destination_tell_refused(const struct destination *destination, uint64_t index, const struct refusal *refusal)
{
    const struct destination_callbacks *callbacks = &destination->callbacks;
    callbacks->on_refused(callbacks->self, index, text_of(status_name(refusal->status)), text_of(refusal->field),
                          text_of(refusal->text));
}

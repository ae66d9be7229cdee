/* The part of libuv that the clients use, over the calendar: timers and closing.
 * A loop belongs to a node (its `data`), and stands still while that is stalled. */
#include "tests/simulation/network.h"

#include <assert.h>
#include <stdlib.h>
#include <uv.h>

/* Of one handle; the handle knows it by a field that is libuv's own. */
struct handle {
    struct alarm alarm;
    uv_timer_t *timer;
    uv_close_cb on_close;
};

static struct handle *handle_of(const uv_timer_t *timer)
{
    return timer->heap_node[0];
}

static void ring(void *self)
{
    struct handle *handle = self;
    uv_timer_t *timer = handle->timer;
    struct node *node = timer->loop->data;

    if (handle->on_close) {
        timer->heap_node[0] = NULL;
        handle->on_close((uv_handle_t *)timer);
        free(handle);
        return;
    }
    if (node->stalled_until > calendar.now) {
        alarm_set(&handle->alarm, node->stalled_until);
        return;
    }
    if (timer->repeat)
        alarm_set(&handle->alarm, calendar.now + (int64_t)timer->repeat * MILLISECOND_NS);
    network.node = node;
    timer->timer_cb(timer);
    network.node = NULL;
}

int uv_timer_init(uv_loop_t *loop, uv_timer_t *timer)
{
    struct handle *handle = calloc(1, sizeof(*handle));

    assert(handle);
    *handle = (struct handle){.alarm = {.ring = ring, .self = handle}, .timer = timer};
    timer->loop = loop;
    timer->heap_node[0] = handle;
    return 0;
}

int uv_timer_start(uv_timer_t *timer, uv_timer_cb callback, uint64_t timeout, uint64_t repeat)
{
    timer->timer_cb = callback;
    timer->repeat = repeat;
    alarm_set(&handle_of(timer)->alarm, calendar.now + (int64_t)timeout * MILLISECOND_NS);
    return 0;
}

void uv_close(uv_handle_t *handle, uv_close_cb on_close)
{
    struct handle *ours = handle_of((uv_timer_t *)handle);

    assert(on_close);
    ours->on_close = on_close;
    alarm_set(&ours->alarm, calendar.now);
}

uint64_t uv_now(const uv_loop_t *loop)
{
    (void)loop;
    return (uint64_t)(calendar.now / MILLISECOND_NS);
}

void uv_update_time(uv_loop_t *loop)
{
    (void)loop; /* it is never behind */
}

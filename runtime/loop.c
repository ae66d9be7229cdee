#include "runtime/loop.h"

#include <assert.h>
#include <stdlib.h>

static void on_signal(uv_signal_t *handle, int signal)
{
    struct stop_signals *signals = handle->data;

    if (signals->received)
        _Exit(128 + signal);
    signals->received = signal;
    signals->on_stop(signals->self, signal);
}

int stop_signals_start(struct stop_signals *signals, uv_loop_t *loop, void (*on_stop)(void *self, int signal),
                       void *self)
{
    int result;

    *signals = (struct stop_signals){.on_stop = on_stop, .self = self};
    result = uv_signal_init(loop, &signals->interrupt);
    if (result == 0)
        result = uv_signal_init(loop, &signals->terminate);
    if (result != 0)
        return result;
    signals->interrupt.data = signals->terminate.data = signals;
    result = uv_signal_start(&signals->interrupt, on_signal, SIGINT);
    if (result == 0)
        result = uv_signal_start(&signals->terminate, on_signal, SIGTERM);
    return result;
}

static void close_once(uv_handle_t *handle)
{
    if (handle->type != UV_UNKNOWN_HANDLE && !uv_is_closing(handle))
        uv_close(handle, NULL);
}

void stop_signals_close(struct stop_signals *signals)
{
    close_once((uv_handle_t *)&signals->interrupt);
    close_once((uv_handle_t *)&signals->terminate);
}

static void close_walked(uv_handle_t *handle, void *unused)
{
    (void)unused;
    close_once(handle);
}

void loop_close(uv_loop_t *loop)
{
    int result;

    uv_walk(loop, close_walked, NULL);
    while (uv_run(loop, UV_RUN_DEFAULT) != 0)
        ;
    result = uv_loop_close(loop);
    assert(result == 0);
}

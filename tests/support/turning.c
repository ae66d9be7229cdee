#include "tests/support/turning.h"

#include "runtime/loop.h"

#include <assert.h>
#include <zmq.h>

static void on_bound(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

void turning_begin(struct turning *turning)
{
    int result = uv_loop_init(&turning->loop);

    assert(result == 0);
    turning->context = zmq_ctx_new();
    assert(turning->context);
}

static void on_look(uv_timer_t *timer)
{
    (void)timer; /* the loop was woken: that is all */
}

bool turning_until(struct turning *turning, bool (*is_so)(void *self), void *self)
{
    bool bound_passed = false;
    uv_timer_t bound, look;

    uv_timer_init(&turning->loop, &bound);
    uv_timer_init(&turning->loop, &look);
    bound.data = &bound_passed;
    uv_update_time(&turning->loop);
    uv_timer_start(&bound, on_bound, TURNING_BOUND_MS, 0);
    uv_timer_start(&look, on_look, TURNING_LOOK_MS, TURNING_LOOK_MS);
    while (!is_so(self) && !bound_passed)
        uv_run(&turning->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&bound, NULL);
    uv_close((uv_handle_t *)&look, NULL);
    uv_run(&turning->loop, UV_RUN_NOWAIT);
    return !bound_passed;
}

void turning_once(struct turning *turning)
{
    uv_run(&turning->loop, UV_RUN_NOWAIT);
}

void turning_end(struct turning *turning)
{
    loop_close(&turning->loop);
    zmq_ctx_term(turning->context);
}

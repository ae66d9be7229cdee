#include "broker/service.h"

#include <stdint.h>
#include <systemd/sd-daemon.h>

static void on_watchdog(uv_timer_t *timer)
{
    (void)timer;
    sd_notify(0, "WATCHDOG=1");
}

void service_ready(struct service *service, uv_loop_t *loop)
{
    uint64_t interval_us = 0;

    uv_timer_init(loop, &service->watchdog);
    if (sd_watchdog_enabled(0, &interval_us) > 0) /* twice within the time that is allowed */
        uv_timer_start(&service->watchdog, on_watchdog, interval_us / 2000, interval_us / 2000);
    sd_notify(0, "READY=1");
}

void service_stopping(struct service *service)
{
    sd_notify(0, "STOPPING=1");
    uv_close((uv_handle_t *)&service->watchdog, NULL);
}

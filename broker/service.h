/* The manager of services (systemd): told when we are ready and when we stop,
 * and shown once in a while that the loop turns. Without one all of it is nothing. */
#ifndef OREWATCH_BROKER_SERVICE_H
#define OREWATCH_BROKER_SERVICE_H

#include <uv.h>

struct service { uv_timer_t watchdog; };

/* The state is restored: READY, and the watchdog from here on. */
void service_ready(struct service *service, uv_loop_t *loop);
void service_stopping(struct service *service);

#endif

/* The loop: libuv, with signals turned into one callback, and a way to end.
 *
 * The programs own a `uv_loop_t`; here stand the two things each of them needs:
 * SIGINT/SIGTERM as a request to stop (a second one ends at once), and a loop
 * that closes every handle before it returns. */
#ifndef OREWATCH_RUNTIME_LOOP_H
#define OREWATCH_RUNTIME_LOOP_H

#include <stdbool.h>
#include <uv.h>

struct stop_signals {
    uv_signal_t interrupt, terminate;
    void (*on_stop)(void *self, int signal);
    void *self;
    int received;   /* 0, or the signal that came */
};

/* 0, or a libuv error. `signals` is the caller's, and must live until its handles are closed. */
int stop_signals_start(struct stop_signals *signals, uv_loop_t *loop, void (*on_stop)(void *self, int signal), void *self);
void stop_signals_close(struct stop_signals *signals);
/* Closes what is still open, runs the loop dry and closes it. Owners that want
 * to hear of it (zsocket_close) close their handles themselves, before. */
void loop_close(uv_loop_t *loop);

#endif

/* orewatchd: the broker. The way of its start: configuration, journal, sockets,
 * the state out of the log, and only then READY. */
#include "broker/configuration.h"
#include "broker/reporter.h"
#include "broker/restore.h"
#include "broker/service.h"
#include "broker/world_real.h"
#include "runtime/exit_code.h"
#include "runtime/standard_streams.h"

#include <stdio.h>

struct daemon {
    struct daemon_options options;
    struct configuration configuration;
    struct world_real real;
    struct broker *broker;
    struct reporter reporter;
    struct service service;
};

static void on_end(struct world_real *real)
{
    struct daemon *daemon = real->self;

    service_stopping(&daemon->service);
    reporter_stop(&daemon->reporter);
}

static enum status restore_broker(struct daemon *daemon, char *why, size_t why_size)
{
    struct broker_options options = {.clock = (enum clock)daemon->options.clock,
                                     .journal = daemon->real.has_journal,
                                     .epoch = daemon->real.epoch,
                                     .config = daemon->configuration.config,
                                     .config_size = daemon->configuration.config_size,
                                     .rules = daemon->configuration.rules,
                                     .rules_size = daemon->configuration.rules_size};
    struct world_real *real = &daemon->real;
    struct log_position from;
    enum status status = restore_state(&daemon->broker, &options, &real->world, &real->keeper, &real->checkpoint, &from,
                                       why, why_size);

    daemon->reporter.broker = daemon->broker;
    if (status == STATUS_OK && real->has_journal)
        status = restore_log(daemon->broker, daemon->options.journal, &from, &real->loop, why, why_size);
    return status;
}

static enum status start(struct daemon *daemon, char *why, size_t why_size)
{
    struct world_real *real = &daemon->real;
    enum status status = world_real_open(real, &daemon->options, why, why_size);

    if (status == STATUS_OK)
        status = world_real_bind(real, &daemon->options, why, why_size);
    if (status == STATUS_OK)
        status = reporter_start(&daemon->reporter, real, &daemon->options, why, why_size);
    if (status != STATUS_OK)
        return status;
    status = restore_broker(daemon, why, why_size);
    daemon->reporter.phase = PHASE_SERVING;
    return status;
}

static int run(struct daemon *daemon)
{
    char why[512] = "";
    enum status status = start(daemon, why, sizeof(why));

    if (status == STATUS_OK) {
        world_real_start(&daemon->real, daemon->broker, on_end, daemon);
        service_ready(&daemon->service, &daemon->real.loop);
        world_real_say_started(&daemon->real);
        world_real_run(&daemon->real);
        LOG(INFO, "stopped", LOG_NUMBER("offset", (int64_t)broker_offset(daemon->broker)));
    } else {
        LOG(ERROR, "cannot_start", LOG_TEXT("reason", status_name(status)), LOG_TEXT("text", why));
    }
    world_real_disconnect(&daemon->real);
    reporter_close(&daemon->reporter);
    world_real_close(&daemon->real);
    broker_destroy(&daemon->broker);
    return status == STATUS_OK ? EXIT_OK : EXIT_FAILED;
}

static int check(const struct daemon_options *options)
{
    puts("ok");
    for (int i = 0; i < ENDPOINTS; i++)
        printf("%s %s\n", endpoint_names[i], daemon_options_endpoint(options, (enum endpoint)i));
    printf("http %s\n", options->http);
    printf("journal %s\n", options->journal);
    return EXIT_OK;
}

static int serve_or_check(int argc, char **argv)
{
    static struct daemon daemon;

    switch (configuration_read(argc, argv, &daemon.options, &daemon.configuration)) {
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    case PARSE_RUN:
        break;
    }
    logging_set_level((enum log_level)daemon.options.log_level);
    return daemon.options.check ? check(&daemon.options) : run(&daemon);
}

int main(int argc, char **argv)
{
    standard_streams_start();
    return standard_streams_end(daemon_program.name, serve_or_check(argc, argv));
}

#include "producers/delivery_options.h"

#include "producers/destination.h"
#include "runtime/endpoint.h"

#include <string.h>

const char *const feed_exit_codes[] = {
    "0 every event was accepted, or was there already",
    "1 failure: an input cannot be read, the recording cannot be written, or the run was interrupted",
    "2 usage",
    "3 some events were refused",
    "5 the broker does not answer; with --spool the events are kept in it, but for those that found no room",
    "6 all events were refused",
    NULL,
};

bool destination_options_check(const struct destination_options *options, const struct report *report)
{
    if (options->to == NULL || options->to[0] == '\0') {
        report_problem(report, "--to DEST is missing: tcp://HOST:PORT, PATH.owr or -");
        return false;
    }
    if (!destination_known(options->to)) {
        report_problem(report, "--to '%s' is no destination: tcp://HOST:PORT, PATH.owr or -", options->to);
        return false;
    }
    if (options->spool != NULL && !destination_is_broker(options->to)) {
        report_problem(report, "--spool keeps events until a broker answers, but --to '%s' is none: tcp://HOST:PORT",
                       options->to);
        return false;
    }
    char text[512];
    struct line why = line_on(text, sizeof text);
    if (strstr(options->to, "://") == NULL || endpoint_check(options->to, 1, &why))
        return true;
    report_problem(report, "--to: %s", text);
    return false;
}

struct spool_options destination_spool(const struct destination_options *options)
{
    return (struct spool_options){.folder = options->spool, .bytes = options->spool_size};
}

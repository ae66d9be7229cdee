/* What the engine is told: configuration and rules as messages, from the files
 * that the options name or from the defaults; checked. */
#ifndef OREWATCH_BROKER_CONFIGURATION_H
#define OREWATCH_BROKER_CONFIGURATION_H

#include "broker/options.h"
#include "schemas/messages.h"

struct configuration {
    size_t config_size, rules_size;
    uint8_t config[256u * KIB], rules[256u * KIB];
};

/* Reads options, configuration and rules. PARSE_USAGE: what is wrong has been
 * said, with file, line and key. */
enum parse_result configuration_read(int argc, char **argv, struct daemon_options *options,
                                     struct configuration *configuration);

#endif

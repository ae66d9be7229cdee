/* Who holds a TCP port of this machine: for the message that it is in use. */
#ifndef OREWATCH_RUNTIME_PORT_H
#define OREWATCH_RUNTIME_PORT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes "NAME (pid N)" of the process that listens on the port of
 * "tcp://host:port". False when nobody is found: another user's process shows
 * its socket, but not its name. */
bool port_holder(const char *endpoint, char *name, size_t size);

#endif

#include "broker/world.h"

const char *const endpoint_names[ENDPOINTS] = {"ingest", "open", "stream", "history"};

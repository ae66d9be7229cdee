/* The story of a run, step by step, for whoever asked for it (--verbose). */
#ifndef OREWATCH_TESTS_SIMULATION_TALE_H
#define OREWATCH_TESTS_SIMULATION_TALE_H

#include <stdbool.h>

extern bool tale_is_told;

/* One line, with the time. */
__attribute__((format(printf, 1, 2))) void tell(const char *format, ...);
/* The same, told in any case. */
__attribute__((format(printf, 1, 2))) void tell_always(const char *format, ...);
/* The claim that the world has just broken; ends the process. */
__attribute__((format(printf, 1, 2), noreturn)) void broken(const char *format, ...);

#endif

#include "tests/simulation/tale.h"

#include "tests/simulation/calendar.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool tale_is_told;

static void line(const char *before, const char *format, va_list arguments)
{
    fprintf(stderr, "%s%10.4f s  ", before, (double)calendar.now / (double)SECOND_NS);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void tell(const char *format, ...)
{
    va_list arguments;

    if (!tale_is_told)
        return;
    va_start(arguments, format);
    line("", format, arguments);
    va_end(arguments);
}

void tell_always(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    line("", format, arguments);
    va_end(arguments);
}

void broken(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    line("broken at ", format, arguments);
    va_end(arguments);
    abort();
}

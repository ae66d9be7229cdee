/* How a program ends, the same for all of them: scripts rely on the numbers. */
#ifndef OREWATCH_RUNTIME_EXIT_CODE_H
#define OREWATCH_RUNTIME_EXIT_CODE_H

enum exit_code {
    EXIT_OK = 0,
    EXIT_FAILED = 1,         /* a damaged file, a full disk, an interrupted run */
    EXIT_USAGE = 2,
    EXIT_WARNINGS = 3,       /* done, but some events were refused */
    EXIT_MISMATCH = 4,       /* a comparison or a verification found a difference */
    EXIT_CANNOT_CONNECT = 5,
    EXIT_REFUSED = 6,        /* all events were refused */
    EXIT_TIMEOUT = 7,        /* the time was over before enough arrived */
    EXIT_GAP = 8,            /* a gap could not be filled */
};

#endif

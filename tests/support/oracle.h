/* What must hold of any bytes at all, judged against msgpack-c and against
 * ourselves: for random bytes in a unit test and for the fuzzer.
 *
 * msgpack-c takes what we refuse: bytes behind the value, keys twice, keys that
 * are no strings, bad UTF-8, NaN and infinity, and as many values as memory holds
 * (it asks for 805 MB for five bytes, so it is not asked about those). What we
 * take it must take too, and end where we end; what is cut off for us must not be
 * whole for it. */
#ifndef OREWATCH_TESTS_SUPPORT_ORACLE_H
#define OREWATCH_TESTS_SUPPORT_ORACLE_H

#include <stddef.h>

/* NULL when all agree, else a sentence on who says what. */
const char *oracle_on_value(const void *bytes, size_t size);
/* The same for the bytes as an event and as a batch: decode agrees with scan, what
 * was decoded encodes and decodes equal, a batch comes to its end. */
const char *oracle_on_event(const void *bytes, size_t size);
const char *oracle_on_batch(const void *bytes, size_t size);

#endif

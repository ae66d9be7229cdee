/* Doubles in tests: cmocka compares floats only. Include after cmocka.h. */
#ifndef OREWATCH_TESTS_SUPPORT_NEAR_H
#define OREWATCH_TESTS_SUPPORT_NEAR_H

#include <math.h>

#define assert_near(got, expected, tolerance)                                                                  \
    do {                                                                                                        \
        double near_got = (got), near_expected = (expected);                                                    \
        if (!(fabs(near_got - near_expected) <= (tolerance)))                                                   \
            fail_msg("%s: got %.9g, expected %.9g within %g", #got, near_got, near_expected, (double)(tolerance)); \
    } while (0)

#endif

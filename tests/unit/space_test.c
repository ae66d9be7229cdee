/* When the room of the journal counts as low, and when as enough again. */
#include "broker/space.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define THRESHOLD 1000u

static void what_is_seen_decides(void **state)
{
    (void)state;
    static const struct { const char *what; enum space before; uint64_t free; bool starved, refused; enum space after; }
    cases[] = {
        {"much", SPACE_OK, 5000, false, false, SPACE_OK},
        {"just enough", SPACE_OK, 1000, false, false, SPACE_OK},
        {"a byte less", SPACE_OK, 999, false, false, SPACE_LOW},
        {"no room for a segment", SPACE_OK, 5000, true, false, SPACE_LOW},
        {"a commit refused", SPACE_OK, 5000, true, true, SPACE_FULL},
        {"a commit refused, once low", SPACE_LOW, 10, false, true, SPACE_FULL},
        {"just enough again", SPACE_LOW, 1000, false, false, SPACE_LOW},
        {"not quite a tenth more", SPACE_LOW, 1099, false, false, SPACE_LOW},
        {"a tenth more", SPACE_LOW, 1100, false, false, SPACE_OK},
        {"commits work, little room", SPACE_FULL, 10, false, false, SPACE_LOW},
        {"commits work, much room", SPACE_FULL, 5000, false, false, SPACE_OK},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (space_judge(cases[i].before, cases[i].free, THRESHOLD, cases[i].starved, cases[i].refused) !=
            cases[i].after)
            fail_msg("%s", cases[i].what);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_seen_decides)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

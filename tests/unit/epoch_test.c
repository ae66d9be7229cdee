/* Claims: another log, or another engine over the same log, is another epoch, and each is
 * one that JSON keeps whole. */
#include "broker/epoch.h"
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define LOGS    64u
#define ENGINES 64u

static void each_log_and_each_engine_has_its_own(void **state)
{
    (void)state;
    for (uint64_t log = 1; log <= LOGS; log++)
        for (uint64_t engine = 1; engine <= ENGINES; engine++) {
            uint64_t epoch = epoch_of_outputs(log, engine);
            assert_true(epoch > 0 && epoch <= EPOCH_MASK);
            assert_true(epoch == epoch_of_outputs(log, engine));
            assert_true(epoch != epoch_of_outputs(log, engine + 1));
            assert_true(epoch != epoch_of_outputs(log + 1, engine));
        }
}

static void none_is_zero(void **state)
{
    (void)state;
    uint64_t fatal = epoch_of_outputs(0, ENGINE_VERSION);
    assert_true(epoch_of_outputs(fatal, ENGINE_VERSION) == 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_log_and_each_engine_has_its_own),
        cmocka_unit_test(none_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

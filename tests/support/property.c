#include "tests/support/property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool holds(const struct property *property, const struct random_world *world)
{
    FILE *nowhere = fopen("/dev/null", "w");
    bool held = property->holds(world, nowhere);
    fclose(nowhere);
    return held;
}

/* One try: the world with a piece taken away, kept when the failure stays. */
static struct random_world *smaller, *smallest;

static bool keep_if_failing(const struct property *property)
{
    if (holds(property, smaller))
        return false;
    memcpy(smallest, smaller, sizeof *smallest);
    return true;
}

static bool drop_table(const struct property *property, uint32_t i)
{
    memcpy(smaller, smallest, sizeof *smaller);
    memmove(&smaller->table[i], &smaller->table[i + 1], (smaller->tables - i - 1) * sizeof smaller->table[0]);
    smaller->tables--;
    return keep_if_failing(property);
}

static bool drop_measure(const struct property *property, uint32_t i)
{
    memcpy(smaller, smallest, sizeof *smaller);
    memmove(&smaller->measure[i], &smaller->measure[i + 1],
            (smaller->measures - i - 1) * sizeof smaller->measure[0]);
    smaller->measures--;
    return keep_if_failing(property);
}

static bool drop_row(const struct property *property, uint32_t i, uint32_t row)
{
    memcpy(smaller, smallest, sizeof *smaller);
    struct baseline_event *baseline = &smaller->table[i].baseline;
    if (baseline->rows_count == 1)
        return false;
    memmove(&baseline->rows[row], &baseline->rows[row + 1],
            (baseline->rows_count - row - 1) * sizeof baseline->rows[0]);
    baseline->rows_count--;
    return keep_if_failing(property);
}

static bool drop_field(const struct property *property, uint32_t i, uint32_t row, unsigned field)
{
    memcpy(smaller, smallest, sizeof *smaller);
    uint64_t *present = &smaller->table[i].baseline.rows[row].present;
    if (!message_has(*present, field))
        return false;
    *present &= ~(UINT64_C(1) << field);
    return keep_if_failing(property);
}

static bool drop_leg(const struct property *property, uint32_t i, uint32_t leg)
{
    memcpy(smaller, smallest, sizeof *smaller);
    struct policy_event *policy = &smaller->measure[i].policy;
    if (policy->legs_count == 1)
        return false;
    memmove(&policy->legs[leg], &policy->legs[leg + 1], (policy->legs_count - leg - 1) * sizeof policy->legs[0]);
    policy->legs_count--;
    return keep_if_failing(property);
}

static bool shrink_table(const struct property *property, uint32_t i)
{
    static const unsigned fields[] = {TABLE_ROW_ORIGIN, TABLE_ROW_SPARE, TABLE_ROW_CAPACITY};
    bool shrunk = false;
    for (uint32_t row = smallest->table[i].baseline.rows_count; row-- > 0;) {
        if (drop_row(property, i, row)) {
            shrunk = true;
            continue;
        }
        for (unsigned f = 0; f < sizeof fields / sizeof fields[0]; f++)
            shrunk |= drop_field(property, i, row, fields[f]);
    }
    return shrunk;
}

static bool shrink_once(const struct property *property)
{
    bool shrunk = false;
    for (uint32_t i = smallest->measures; i-- > 0;)
        shrunk |= drop_measure(property, i);
    for (uint32_t i = 0; i < smallest->measures; i++)
        for (uint32_t leg = smallest->measure[i].policy.legs_count; leg-- > 0;)
            shrunk |= drop_leg(property, i, leg);
    for (uint32_t i = smallest->tables; i-- > 0;)
        shrunk |= smallest->tables > 1 && drop_table(property, i);
    for (uint32_t i = 0; i < smallest->tables; i++)
        shrunk |= shrink_table(property, i);
    return shrunk;
}

static void report(const struct property *property, const struct random_world *world)
{
    smaller = malloc(sizeof *smaller);
    smallest = malloc(sizeof *smallest);
    assert_non_null(smaller);
    assert_non_null(smallest);
    memcpy(smallest, world, sizeof *smallest);
    for (int round = 0; round < 8 && shrink_once(property); round++)
        continue;
    fprintf(stderr, "\nOREWATCH_SEED=%llu, made small:\n", (unsigned long long)world->seed);
    random_world_print(smallest, stderr);
    property->holds(smallest, stderr);
    free(smaller);
    free(smallest);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value == NULL ? otherwise : strtoull(value, NULL, 10);
}

void property_check(const struct property *property, uint32_t worlds)
{
    static struct random_world world;
    uint64_t one = number_from("OREWATCH_SEED", 0);
    uint64_t wanted = one != 0 ? 1 : number_from("OREWATCH_WORLDS", worlds);
    uint64_t thrown = 0;
    for (uint64_t seed = one != 0 ? one : 1; thrown < wanted && seed <= 20 * wanted + one; seed++) {
        struct dice dice = {~seed};
        random_world_make(&world, seed);
        random_world_tell(&world, true);
        if (property->subject != NULL && !property->subject(&world, &dice))
            continue;
        thrown++;
        if (holds(property, &world))
            continue;
        report(property, &world);
        fail_msg("seed %llu", (unsigned long long)seed);
    }
    assert_int_equal(thrown, wanted);
}

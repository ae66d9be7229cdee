#include "tests/support/composites.h"

static bool is_policy_part(uint8_t name, bool duty)
{
    for (uint32_t i = 0; i < indicator_table_count; i++)
        if (indicator_table[i]->name == name)
            return indicator_table[i]->group == GROUP_POLICY && (duty || name != INDICATOR_TARIFF_COST);
    return false;
}

static int64_t points_of(const struct standing *standing, enum company company, bool duty)
{
    int64_t policy = 0;
    for (uint32_t i = 0; i < standing->parts; i++)
        if (is_policy_part(standing->part[i].name, duty))
            policy += standing->part[i].points;
    return company == ALONE ? standing->composite : policy;
}

void composites_with(const struct random_world *world, enum company company, const struct event *subject,
                            struct composites *composites)
{
    static struct standing standings[LIMIT_REGIONS];
    bool duty = instrument_table[world->subject.policy.instrument].duty;
    random_world_tell(world, company == AMONG_OTHERS);
    if (subject != NULL)
        hear(subject);
    standings_under(&everything, RANDOM_MATERIAL, standings);
    for (uint32_t r = 0; r < LIMIT_REGIONS; r++) {
        composites->known[r] = r < the_engine()->settings.regions && standings[r].known;
        composites->points[r] = composites->known[r] ? points_of(&standings[r], company, duty) : 0;
    }
}

bool none_goes(int direction, const struct composites *before, const struct composites *after, uint32_t regions,
                      FILE *complaint)
{
    const struct settings *settings = &the_engine()->settings;
    bool none = true;
    for (uint32_t r = 0; r < settings->regions; r++) {
        int64_t moved = direction * (after->points[r] - before->points[r]);
        if (!((regions >> r) & 1) || !before->known[r] || moved <= ROUNDING)
            continue;
        fprintf(complaint, "%s goes from %.6f %s to %.6f\n", settings->region[r].name.at,
                (double)before->points[r] / POINT, direction > 0 ? "up" : "down", (double)after->points[r] / POINT);
        none = false;
    }
    return none;
}

bool none_goes_in(enum company company, int direction, const struct random_world *world, const struct event *first,
                  const struct event *second, uint32_t regions, FILE *complaint)
{
    struct composites before, after;
    composites_with(world, company, first, &before);
    composites_with(world, company, second, &after);
    if (none_goes(direction, &before, &after, regions, complaint))
        return true;
    fprintf(complaint, company == ALONE ? "alone\n" : "among others, policy part\n");
    return false;
}

bool none_goes_between(int direction, const struct random_world *world, const struct event *first,
                       const struct event *second, uint32_t regions, FILE *complaint)
{
    return none_goes_in(ALONE, direction, world, first, second, regions, complaint) &&
           none_goes_in(AMONG_OTHERS, direction, world, first, second, regions, complaint);
}

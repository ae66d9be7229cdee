#include "consumers/pair_filter.h"

#include "schemas/nearest.h"

#include <stdio.h>

/* The known name that equals the text, empty when there is none. */
static struct text known(struct text text, const struct text *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(text, names[i]))
            return names[i];
    return TEXT("");
}

static struct text nearest(struct text text, const struct text *names, uint32_t count, struct text best)
{
    for (uint32_t i = 0; i < count; i++)
        if (best.size == 0 || nearest_distance(text, names[i]) < nearest_distance(text, best))
            best = names[i];
    return best;
}

static bool refuse(struct text text, struct text meant, const char *what, char *why, size_t why_size)
{
    snprintf(why, why_size, "'%.*s' is no %s; the nearest is '%.*s'", (int)text.size, text.at, what, (int)meant.size,
             meant.at);
    return false;
}

static bool parse_both(struct pair_filter *filter, struct text material, struct text region, const struct names *names,
                       char *why, size_t why_size)
{
    filter->material = known(material, names->materials, names->materials_count);
    filter->region = known(region, names->regions, names->regions_count);
    if (filter->material.size == 0)
        return refuse(material, nearest(material, names->materials, names->materials_count, TEXT("")), "material", why,
                      why_size);
    if (filter->region.size == 0)
        return refuse(region, nearest(region, names->regions, names->regions_count, TEXT("")), "region", why, why_size);
    return true;
}

bool pair_filter_parse(struct pair_filter *filter, const char *text, const struct names *names, char *why,
                       size_t why_size)
{
    const char *slash = strchr(text, '/');
    *filter = (struct pair_filter){0};
    if (slash != NULL)
        return parse_both(filter, (struct text){text, (uint32_t)(slash - text)}, text_of(slash + 1), names, why,
                          why_size);
    struct text one = text_of(text);
    filter->material = known(one, names->materials, names->materials_count);
    filter->region = known(one, names->regions, names->regions_count);
    if (filter->material.size > 0 || filter->region.size > 0)
        return true;
    struct text meant = nearest(one, names->materials, names->materials_count, TEXT(""));
    meant = nearest(one, names->regions, names->regions_count, meant);
    return refuse(one, meant, "material, region or MATERIAL/REGION", why, why_size);
}

bool pair_filter_takes(const struct pair_filter *filter, struct text material, struct text region)
{
    return (filter->material.size == 0 || text_equal(filter->material, material)) &&
           (filter->region.size == 0 || text_equal(filter->region, region));
}

bool pair_filter_single(const struct pair_filter *filter)
{
    return filter->material.size > 0 && filter->region.size > 0;
}

#include "engine/news_signal.h"

#include "engine/curve.h"
#include "engine/instrument.h"

static bool at_a_border(uint8_t category)
{
    if (category >= INSTRUMENTS)
        return false;
    enum side side = instrument_table[category].side;
    return side == SIDE_EXPORTER || side == SIDE_IMPORTER || side == SIDE_REROUTE;
}

struct signal_read signal_look_up(const struct signal *signal, const struct settings *settings)
{
    struct signal_read read = {.material = settings_material(settings, signal->material),
                               .everywhere = signal->regions_count == 0,
                               .shippers_only = at_a_border(signal->category)};
    for (uint32_t i = 0; i < signal->regions_count; i++) {
        uint32_t region = settings_region(settings, signal->regions[i]);
        if (region != NO_INDEX)
            read.regions |= UINT32_C(1) << region;
    }
    for (uint32_t i = 0; i < signal->origins_count; i++)
        country_set_add(&read.origins, signal->origins[i]);
    read.all = country_set_has(&read.origins, COUNTRY_ALL);
    settings_spread_regions(settings, &read.origins);
    return read;
}

/* Nobody's but the region's own supply. A signal without origins is nobody's. */
static bool is_own(const struct signal_read *signal, const struct region *region)
{
    uint64_t any = 0;
    for (unsigned word = 0; word < sizeof region->members.words / sizeof region->members.words[0]; word++)
        any |= signal->origins.words[word];
    for (unsigned word = 0; word < sizeof region->members.words / sizeof region->members.words[0]; word++)
        if (signal->origins.words[word] & ~region->members.words[word])
            return false;
    return any != 0;
}

static bool comes_from(const struct signal_read *signal, const struct supplier *row)
{
    return signal->all || country_set_has(&signal->origins, row->supplier) ||
           (!signal->shippers_only && country_set_has(&signal->origins, row->origin));
}

static double foreign_share(const struct signal_read *signal, const struct supply_table *table)
{
    double sum = 0;
    for (uint32_t i = 0; i < table->count; i++)
        if (!table->row[i].own && comes_from(signal, &table->row[i]))
            sum += table->row[i].quantity_t;
    return table->foreign_t > 0 ? sum / table->foreign_t : 0;
}

double signal_concerns(const struct signal_read *signal, const struct settings *settings,
                       const struct supply_table *table, uint32_t region)
{
    if (is_own(signal, &settings->region[region]))
        return 0;
    if (!signal->everywhere)
        return (signal->regions >> region) & 1;
    return saturating(foreign_share(signal, table), settings->curve_half);
}

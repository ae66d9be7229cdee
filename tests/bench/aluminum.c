#include "tests/bench/aluminum.h"

#include "tests/support/supply_words.h"

#include <assert.h>
#include <stdio.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define BIT(i)      (UINT64_C(1) << (i))

static const char *const regions[] = {"US", "EU", "JP", "CN", "KR", "GB", "IN"};
static const char *const suppliers[] = {"RU", "NO", "IS", "CA", "AE", "BH", "AU", "ZA", "MZ", "QA", "MY", "BR"};

static void say_tables(void)
{
    for (size_t r = 0; r < COUNT(regions); r++) {
        table("aluminum", regions[r]);
        supplies(regions[r], 700000);
        for (size_t s = 0; s < COUNT(suppliers); s++)
            supplies(suppliers[s], 40000.0 * (double)(1 + (s + r * 5) % COUNT(suppliers))), spare(20000);
    }
    table("aluminum", "WORLD");
    for (size_t s = 0; s < COUNT(suppliers); s++)
        supplies(suppliers[s], 3000000), capacity(3500000);
    governance();
    for (size_t s = 0; s < COUNT(suppliers); s++)
        stability(suppliers[s], -1.5 + (double)s / 4);
    end_sentence();
}

/* Measure `i`: every region against every supplier, by instruments in turn. */
static void say_measure(uint32_t i)
{
    static const enum instrument instruments[] = {INSTRUMENT_IMPORT_TARIFF, INSTRUMENT_IMPORT_BAN,
                                                  INSTRUMENT_IMPORT_QUOTA, INSTRUMENT_ENTITY_SANCTION};
    static const enum measure_unit units[] = {MEASURE_AD_VALOREM, MEASURE_SHARE, MEASURE_T_PER_YEAR, MEASURE_SHARE};
    static const double values[] = {.25, .5, 30000, .2};
    char name[32];
    snprintf(name, sizeof name, "measure-%u", i);
    measure(instruments[i % 4], regions[i % COUNT(regions)], suppliers[i / 4 % COUNT(suppliers)]);
    named(name);
    valued(values[i % 4], units[i % 4]);
    starting("2025-01-01");
    end_sentence();
}

void aluminum_world(uint32_t measures)
{
    new_live_world(ALUMINUM_DAY, NULL);
    say_tables();
    for (uint32_t i = 0; i < measures; i++)
        say_measure(i);
}

void aluminum_duty(struct event *event, uint64_t revision, int64_t time)
{
    memset(event, 0, sizeof *event);
    event->present =
        (BIT(EVENT_HEAD_ROWS) - 1) & ~BIT(EVENT_HAS_WITHDRAWN) & ~BIT(EVENT_HAS_RECEIVED) & ~BIT(EVENT_HAS_SEQ);
    event->present |= BIT(POLICY_HAS_POLICY) | BIT(POLICY_HAS_STATUS) | BIT(POLICY_HAS_INSTRUMENT) |
                      BIT(POLICY_HAS_IMPLEMENTER) | BIT(POLICY_HAS_ORIGINS) | BIT(POLICY_HAS_MATERIALS) |
                      BIT(POLICY_HAS_LEGS) | BIT(POLICY_HAS_TITLE);
    event->type = EVENT_POLICY;
    event->source = text_of("official/eu");
    event->id = text_of("duty-on-metal");
    event->revision = revision;
    event->time = event->received = time;
    struct policy_event *policy = &event->policy;
    policy->policy = text_of("eu-duty");
    policy->status = POLICY_IN_FORCE;
    policy->instrument = INSTRUMENT_IMPORT_TARIFF;
    policy->implementer = COUNTRY_EU;
    policy->origins[policy->origins_count++] = COUNTRY('R', 'U');
    policy->materials[policy->materials_count++] = text_of("aluminum");
    policy->legs[policy->legs_count++] = (struct leg){.present = BIT(LEG_FROM) | BIT(LEG_VALUE) | BIT(LEG_UNIT),
                                                      .from = day_ns("2025-01-01"),
                                                      .value = .25 + 1e-6 * (double)revision,
                                                      .unit = MEASURE_AD_VALOREM};
    policy->title = text_of("The EU puts a duty on aluminum");
}

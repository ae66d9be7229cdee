/* How settings.c, markets.c and news_settings.c refuse, and how they look up the
 * names that rules and markets give; used by these alone. */
#ifndef OREWATCH_ENGINE_SETTINGS_REFUSAL_H
#define OREWATCH_ENGINE_SETTINGS_REFUSAL_H

#include "engine/settings.h"

/* Where in a list: "rules[3].name". `member` NULL: the item itself. */
struct place { const char *list; uint32_t index; const char *member; };

/* Says `field[3].member: "value" says`. Returns `status`. */
enum status settings_refuse(struct refusal *refusal, enum status status, struct place place, struct text value,
                            const char *says);
/* The index of a name; NO_INDEX for "*"; else a refusal that names the nearest. */
MUST_CHECK enum status settings_take_material(const struct settings *settings, struct text name, struct place place,
                                              uint32_t *material, struct refusal *refusal);
MUST_CHECK enum status settings_take_region(const struct settings *settings, struct text name, struct place place,
                                            uint32_t *region, struct refusal *refusal);

/* markets.c: the rows of `markets`; materials and regions must be known before. */
MUST_CHECK enum status settings_markets(const struct config *config, struct settings *settings,
                                        struct refusal *refusal);
/* news_settings.c: the row `news`; without one the newsroom does not listen. */
MUST_CHECK enum status settings_news(const struct config *config, struct settings *settings, struct refusal *refusal);

#endif

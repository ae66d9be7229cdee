/* One alert as a paragraph for a desk: what happened, where, why, and how far to
 * trust it. Made to be understood at three in the morning.
 *
 *   2025-02-24 12:00:00  MODERATE  aluminum/EU  state
 *     adopted: The EU bans primary aluminum from Russia; leg 1, import_quota 275000 t/yr ...
 *     composite  41.32, was 40.41 (+0.91)
 *     made of    gap 8.20, governance 7.71, concentration 6.05
 *     because    official/eu regulation-2025-395 (offset 57) +0.91
 *     measures   eu-ban-russian-aluminum adopted
 *     trust      coverage 48 % of the channels' weight; figures indicative: estimate
 *     alert      5f0c6a1b2e9d4c37, transition 1, rule state
 */
#ifndef OREWATCH_CONSUMERS_ALERT_TEXT_H
#define OREWATCH_CONSUMERS_ALERT_TEXT_H

#include "consumers/terminal.h"
#include "schemas/messages.h"

/* Bytes that no alert's paragraph exceeds: its texts are at most LIMIT_OUTPUT_BYTES,
 * labels, numbers and colour less than three times that. */
#define ALERT_TEXT_BYTES (4u * LIMIT_OUTPUT_BYTES)

/* A resolved alert is told in short: what, where, and what had caused it. */
void alert_text(struct page *page, const struct alert_output *alert);
/* One line: "2025-02-24 12:00:00  aluminum/EU  composite 41.32  x 0.413". */
void indicator_text(struct page *page, const struct indicator_output *indicator);
/* The largest contributions, at most `most`, and the sum of the rest: "gap 8.20,
 * governance 7.71, others 1.10". They add up to the composite. */
void contributions_text(struct page *page, const struct contribution *contributions, uint32_t count, uint32_t most);

#endif

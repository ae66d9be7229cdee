/* The board: how each (material, region) stands and of what its composite is
 * made, as pages for a person. The measures behind it stand in ledger_text.h,
 * the same for programs in board_json.h. */
#ifndef OREWATCH_CONSUMERS_BOARD_H
#define OREWATCH_CONSUMERS_BOARD_H

#include "consumers/board_parts.h"
#include "consumers/pair_filter.h"
#include "consumers/terminal.h"

/* Bytes that no page of a board exceeds: 1,024 pairs of one line. */
#define BOARD_BYTES (1u * MIB)

/* SEVERITY_INFO below the first. */
enum severity band_of(const struct bands *bands, double composite);
/* "normal" below the first band, else the name of the severity. */
const char *band_name(enum severity band);

/* One line a pair: composite, band, coverage, the largest parts, and why it is
 * not certain. Pairs that nothing is known of share a line. */
void board_overview(struct page *page, const struct board_parts *parts, const struct pair_filter *filter);
/* Every indicator of one pair: value, x, points, state with its reason. */
void board_pair_page(struct page *page, const struct board_pair *pair, const struct bands *bands);

/* The composite of one pair at two times. */
struct change { struct text material, region; bool had, has; double before, after; };
/* `changes` of `count` pairs; the two times stand above the columns. */
void board_changes(struct page *page, const struct change *changes, uint32_t count, int64_t before, int64_t after);

#endif

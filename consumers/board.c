#include "consumers/board.h"

#include "consumers/alert_text.h"

#define POINT       1000000.0 /* micro-points in a point of the composite */
#define PARTS_SHOWN 3u
#define MADE_OF     41u /* the column where the parts begin */

enum severity band_of(const struct bands *bands, double composite)
{
    unsigned band = SEVERITY_INFO;
    while (band < bands->count && composite >= bands->from[band])
        band++;
    return (enum severity)band;
}

const char *band_name(enum severity band)
{
    return band == SEVERITY_INFO ? "normal" : severity_names[band];
}

/* Text in a column, painted; colour takes no width. */
static void painted_left(struct page *page, enum paint paint, const char *text, size_t width)
{
    size_t start = page->line.used;
    page_painted(page, paint, text);
    page_fill(page, start, width);
}

static void write_state(struct page *page, const struct indicator_output *indicator)
{
    page_string(page, value_state_names[indicator->state]);
    if (indicator->reason.size > 0) {
        page_string(page, ": ");
        page_text(page, indicator->reason);
    }
}

/* ---- overview -------------------------------------------------------------------- */

static void write_overview_head(struct page *page, struct text material)
{
    page_paint(page, PAINT_STRONG);
    page_text(page, material);
    page_plain(page);
    page_string(page, "\n");
    page_painted(page, PAINT_FAINT, "  region  composite  band      coverage  made of, and how certain");
    page_string(page, "\n");
}

/* What a composite is made of, and how certain it is. */
static void write_parts(struct page *page, const struct indicator_output *composite)
{
    char text[512];
    struct page parts = page_on(text, sizeof text, false);
    contributions_text(&parts, composite->contributions, composite->contributions_count, PARTS_SHOWN);
    if (composite->state != VALUE_OK) {
        page_string(&parts, "; ");
        write_state(&parts, composite);
    }
    page_hang(page, (struct text){text, (uint32_t)parts.line.used}, MADE_OF);
}

static void write_overview_row(struct page *page, const struct board_pair *pair, const struct bands *bands)
{
    const struct indicator_output *composite = &pair->indicators[INDICATOR_COMPOSITE];
    enum severity band = band_of(bands, composite->value);
    page_string(page, "  ");
    page_left(page, pair->region, 8);
    page_number(page, composite->value, 2, 9);
    page_string(page, "  ");
    painted_left(page, (enum paint)(PAINT_INFO + band), band_name(band), 10);
    page_number(page, 100 * composite->coverage, 0, 6);
    page_string(page, " %  ");
    write_parts(page, composite);
    page_string(page, "\n");
}

static bool is_shown(const struct board_pair *pair)
{
    return pair->known && message_has(pair->indicators[INDICATOR_COMPOSITE].present, INDICATOR_HAS_VALUE);
}

static void write_unknown(struct page *page, struct text region, bool first)
{
    if (first)
        page_painted(page, PAINT_FAINT, "  unknown, no supply table:");
    page_string(page, " ");
    page_text(page, region);
}

/* The pairs of one material, which stand side by side. Returns how many are known. */
static uint32_t write_material(struct page *page, const struct board_parts *parts, const struct pair_filter *filter,
                               const struct board_pair *pairs, uint32_t count)
{
    uint32_t shown = 0, unknown = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_shown(&pairs[i]) || !pair_filter_takes(filter, pairs[i].material, pairs[i].region))
            continue;
        if (shown++ == 0)
            write_overview_head(page, pairs[i].material);
        write_overview_row(page, &pairs[i], &parts->bands);
    }
    for (uint32_t i = 0; shown > 0 && i < count; i++)
        if (!is_shown(&pairs[i]) && pair_filter_takes(filter, pairs[i].material, pairs[i].region))
            write_unknown(page, pairs[i].region, unknown++ == 0);
    page_string(page, unknown > 0 ? "\n" : "");
    page_string(page, shown > 0 ? "\n" : "");
    return shown;
}

void board_overview(struct page *page, const struct board_parts *parts, const struct pair_filter *filter)
{
    uint32_t shown = 0, regions = parts->names.regions_count;
    for (uint32_t i = 0; i < parts->names.materials_count; i++)
        shown += write_material(page, parts, filter, &parts->pairs[i * regions], regions);
    if (shown == 0)
        page_string(page, "unknown: the log holds no supply table for any of these pairs\n\n");
}

/* ---- one pair ---------------------------------------------------------------------- */

static void write_pair_head(struct page *page, const struct board_pair *pair, const struct bands *bands)
{
    const struct indicator_output *composite = &pair->indicators[INDICATOR_COMPOSITE];
    page_paint(page, PAINT_STRONG);
    page_text(page, pair->material);
    page_string(page, "/");
    page_text(page, pair->region);
    page_plain(page);
    if (!is_shown(pair)) {
        page_string(page, "  unknown: no supply table\n");
        return;
    }
    enum severity band = band_of(bands, composite->value);
    page_string(page, "  ");
    page_number(page, composite->value, 2, 0);
    page_string(page, "  ");
    page_painted(page, (enum paint)(PAINT_INFO + band), band_name(band));
    page_string(page, "  coverage ");
    page_number(page, 100 * composite->coverage, 0, 0);
    page_string(page, " %");
    if (composite->state != VALUE_OK) {
        page_string(page, "  ");
        write_state(page, composite);
    }
    page_string(page, "\n");
}

static const struct contribution *contribution_of(const struct indicator_output *composite, unsigned name)
{
    for (uint32_t i = 0; i < composite->contributions_count; i++)
        if (composite->contributions[i].name == name)
            return &composite->contributions[i];
    return NULL;
}

static void write_number_or_blank(struct page *page, bool present, double value, unsigned decimals, size_t width)
{
    if (present)
        page_number(page, value, decimals, width);
    else
        page_right(page, TEXT("-"), width);
}

static void write_indicator(struct page *page, const struct indicator_output *indicator,
                            const struct contribution *contribution)
{
    page_string(page, "  ");
    page_left(page, text_of(indicator_names[indicator->name]), 16);
    write_number_or_blank(page, message_has(indicator->present, INDICATOR_HAS_VALUE), indicator->value, 4, 12);
    write_number_or_blank(page, message_has(indicator->present, INDICATOR_HAS_X), indicator->x, 3, 8);
    write_number_or_blank(page, contribution != NULL, contribution != NULL ? (double)contribution->points / POINT : 0,
                          2, 9);
    page_string(page, "  ");
    write_state(page, indicator);
    if (message_has(indicator->present, INDICATOR_HAS_LOW) && message_has(indicator->present, INDICATOR_HAS_HIGH)) {
        page_string(page, ", between ");
        page_number(page, indicator->low, 4, 0);
        page_string(page, " and ");
        page_number(page, indicator->high, 4, 0);
    }
    page_string(page, "\n");
}

void board_pair_page(struct page *page, const struct board_pair *pair, const struct bands *bands)
{
    const struct indicator_output *composite = &pair->indicators[INDICATOR_COMPOSITE];
    write_pair_head(page, pair, bands);
    if (!is_shown(pair))
        return;
    page_painted(page, PAINT_FAINT, "  indicator              value       x   points  state");
    page_string(page, "\n");
    for (unsigned name = 0; name < INDICATORS; name++)
        if (name != INDICATOR_COMPOSITE && pair->indicators[name].present != 0)
            write_indicator(page, &pair->indicators[name], contribution_of(composite, name));
    page_string(page, "\n");
}

/* ---- changes ----------------------------------------------------------------------- */

#define PAIR_WIDTH 26
#define TIME_WIDTH 21
#define CHANGE_WIDTH 9

/* Less than .01 point is no visible change, and takes no sign and no colour. */
static void write_difference(struct page *page, double difference)
{
    char text[32];
    struct page column = page_on(text, sizeof text, false);
    bool visible = difference >= 0.005 || difference <= -0.005;
    page_string(&column, visible && difference > 0 ? "+" : "");
    page_number(&column, visible ? difference : 0, 2, 0);
    if (visible)
        page_paint(page, difference > 0 ? PAINT_ELEVATED : PAINT_RELIEF);
    page_right(page, (struct text){column.line.at, (uint32_t)column.line.used}, CHANGE_WIDTH);
    if (visible)
        page_plain(page);
}

static void write_change(struct page *page, const struct change *change)
{
    size_t start = page->line.used;
    page_string(page, "  ");
    page_text(page, change->material);
    page_string(page, "/");
    page_text(page, change->region);
    page_fill(page, start, PAIR_WIDTH);
    write_number_or_blank(page, change->had, change->before, 2, TIME_WIDTH);
    write_number_or_blank(page, change->has, change->after, 2, TIME_WIDTH);
    if (change->had && change->has)
        write_difference(page, change->after - change->before);
    page_string(page, "\n");
}

static void write_column(struct page *page, int64_t time)
{
    char text[32];
    struct page column = page_on(text, sizeof text, false);
    page_time(&column, time);
    page_right(page, (struct text){column.line.at, (uint32_t)column.line.used}, TIME_WIDTH);
}

void board_changes(struct page *page, const struct change *changes, uint32_t count, int64_t before, int64_t after)
{
    page_paint(page, PAINT_FAINT);
    page_left(page, TEXT("  composite"), PAIR_WIDTH);
    write_column(page, before);
    write_column(page, after);
    page_right(page, TEXT("change"), CHANGE_WIDTH);
    page_plain(page);
    page_string(page, "\n");
    for (uint32_t i = 0; i < count; i++)
        write_change(page, &changes[i]);
}

#include "broker/metrics.h"

static const char *const type_names[] = {
    [METRIC_COUNTER] = "counter", [METRIC_GAUGE] = "gauge", [METRIC_HISTOGRAM] = "histogram"};

static bool has(const void *present, uint32_t bit)
{
    uint64_t bits;

    memcpy(&bits, present, sizeof(bits));
    return bit < 64 ? (bits >> bit) & 1 : bits != 0;
}

static double seconds_of(uint64_t ns)
{
    return (double)ns / (double)SECOND_NS;
}

static void write_value(enum metric_form form, const void *at, struct line *line)
{
    switch (form) {
    case FORM_COUNT:
        line_uint(line, *(const uint64_t *)at);
        break;
    case FORM_BOOL:
        line_uint(line, *(const bool *)at);
        break;
    case FORM_HEALTH:
        line_uint(line, *(const uint8_t *)at);
        break;
    case FORM_SECONDS:
        line_number(line, *(const double *)at);
        break;
    case FORM_TIME:
        line_number(line, (double)*(const int64_t *)at / (double)SECOND_NS);
        break;
    case FORM_HISTOGRAM:
        break; /* is no single value */
    }
}

/* The value of a label: a backslash, a quote and a newline are escaped. */
static void write_label(const struct metric *metric, const char *item, struct line *line)
{
    struct text text;

    memcpy(&text, item + metric->label_offset, sizeof(text));
    line_char(line, '{');
    line_string(line, metric->label);
    line_string(line, "=\"");
    for (uint32_t i = 0; i < text.size; i++) {
        if (text.at[i] == '\\' || text.at[i] == '"')
            line_char(line, '\\');
        if (text.at[i] == '\n')
            line_string(line, "\\n");
        else
            line_char(line, text.at[i]);
    }
    line_string(line, "\"}");
}

static void write_family(const struct metric *metric, const struct facts *facts, struct line *line)
{
    const char *item = (const char *)facts + metric->items_offset;
    uint32_t count;

    memcpy(&count, (const char *)facts + metric->count_offset, sizeof(count));
    for (uint32_t i = 0; i < count; i++, item += metric->item_size) {
        if (!has(item, metric->bit))
            continue;
        line_string(line, metric->name);
        write_label(metric, item, line);
        line_char(line, ' ');
        write_value(metric->form, item + metric->offset, line);
        line_char(line, '\n');
    }
}

static void write_sample(const char *name, const char *suffix, struct line *line)
{
    line_string(line, name);
    line_string(line, suffix);
    line_char(line, ' ');
}

/* Buckets of Prometheus add up: each counts all that took at most its bound. */
static void write_histogram(const char *name, const struct histogram *histogram, struct line *line)
{
    uint64_t below = 0;

    for (uint32_t i = 0; i < HISTOGRAM_BOUNDS; i++) {
        below += histogram->classes[i];
        line_string(line, name);
        line_string(line, "_bucket{le=\"");
        line_number(line, seconds_of(histogram_bounds[i]));
        line_string(line, "\"} ");
        line_uint(line, below);
        line_char(line, '\n');
    }
    write_sample(name, "_bucket{le=\"+Inf\"}", line);
    line_uint(line, histogram->count);
    line_char(line, '\n');
    write_sample(name, "_sum", line);
    line_number(line, seconds_of(histogram->sum_ns));
    line_char(line, '\n');
    write_sample(name, "_count", line);
    line_uint(line, histogram->count);
    line_char(line, '\n');
}

static void write_head(const struct metric *metric, struct line *line)
{
    line_string(line, "# HELP ");
    line_string(line, metric->name);
    line_char(line, ' ');
    line_string(line, metric->help);
    line_string(line, "\n# TYPE ");
    line_string(line, metric->name);
    line_char(line, ' ');
    line_string(line, type_names[metric->type]);
    line_char(line, '\n');
}

static void write_metric(const struct metric *metric, const struct facts *facts, struct line *line)
{
    const char *fact = (const char *)facts + metric->offset;

    write_head(metric, line);
    if (metric->label) {
        write_family(metric, facts, line);
    } else if (metric->form == FORM_HISTOGRAM) {
        write_histogram(metric->name, (const struct histogram *)fact, line);
    } else {
        write_sample(metric->name, "", line);
        write_value(metric->form, fact, line);
        line_char(line, '\n');
    }
}

void metrics_page(const struct facts *facts, struct line *line)
{
    for (uint32_t i = 0; i < metrics_count; i++) {
        const struct metric *metric = &metrics[i];
        uint32_t bit = metric->label ? 64 : metric->bit; /* a family looks at the bits of its items */

        if (has((const char *)facts + metric->section, bit))
            write_metric(metric, facts, line);
    }
}

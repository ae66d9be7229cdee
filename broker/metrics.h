/* The page /metrics: the facts as Prometheus text (version 0.0.4), from one table:
 * a row is a metric with its name, type, help and the fact that it shows. A
 * family (label != NULL) has a sample for each item of a list of facts. */
#ifndef OREWATCH_BROKER_METRICS_H
#define OREWATCH_BROKER_METRICS_H

#include "broker/facts.h"

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* How the fact is stored, and so written. */
enum metric_form {
    FORM_COUNT,     /* uint64_t */
    FORM_BOOL,      /* 1 or 0 */
    FORM_HEALTH,    /* uint8_t, enum health: 0 is ok */
    FORM_SECONDS,   /* double */
    FORM_TIME,      /* int64_t, ns since 1970: written as seconds */
    FORM_HISTOGRAM, /* struct histogram */
};

struct metric {
    const char *name, *help;
    enum metric_type type;
    enum metric_form form;
    uint32_t offset;           /* of the fact; in an item, of a family */
    uint32_t section;          /* where the `present` of its section stands: 0 there, no sample */
    uint32_t bit;              /* of that `present`, or of the item's */
    const char *label;
    uint32_t label_offset;     /* in an item: struct text */
    uint32_t items_offset, count_offset, item_size;
};

extern const struct metric metrics[];
extern const uint32_t metrics_count;

/* `line->cut` when it did not fit. */
void metrics_page(const struct facts *facts, struct line *line);

#endif

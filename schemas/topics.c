#include "schemas/topics.h"

/* A name as a part of a topic: what separates the parts cannot stand in it. */
static void line_part(struct line *line, struct text name)
{
    for (uint32_t i = 0; i < name.size; i++)
        line_char(line, name.at[i] == '.' ? '_' : name.at[i]);
    line_char(line, '.');
}

static void line_topic(struct line *line, enum output_type type, struct text material, struct text region,
                       const char *name)
{
    line_part(line, text_of(output_type_names[type]));
    line_part(line, material);
    line_part(line, region);
    line_part(line, text_of(name));
}

void topic_of_alert(struct text material, struct text region, enum alert_kind kind, struct line *line)
{
    line_topic(line, OUTPUT_ALERT, material, region, alert_kind_names[kind]);
}

void topic_of_output(const union output *output, struct line *line)
{
    const struct indicator_output *indicator = &output->indicator;
    const struct alert_output *alert = &output->alert;
    switch ((enum output_type)output->head.type) {
    case OUTPUT_INDICATOR:
        line_topic(line, OUTPUT_INDICATOR, indicator->material, indicator->region, indicator_names[indicator->name]);
        return;
    case OUTPUT_ALERT:
        topic_of_alert(alert->material, alert->region, alert->kind, line);
        return;
    case OUTPUT_TYPES:
        return;
    }
}

void topic_of_status(struct text source, struct line *line)
{
    line_string(line, "status.");
    line_part(line, source);
}

/* Topics: `indicator.<material>.<region>.<name>.`, `alert.<material>.<region>.<kind>.`,
 * `status.<source>.`, `heartbeat.` Every topic ends in a dot, so that a prefix
 * never catches a longer name; a `.` inside a name becomes `_`. */
#ifndef OREWATCH_SCHEMAS_TOPICS_H
#define OREWATCH_SCHEMAS_TOPICS_H

#include "schemas/messages.h"

#define TOPIC_HEARTBEAT "heartbeat."

/* The topic of an output, written on `line`. */
void topic_of_output(const union output *output, struct line *line);
/* The topic that alerts of this kind and pair have. */
void topic_of_alert(struct text material, struct text region, enum alert_kind kind, struct line *line);
void topic_of_status(struct text source, struct line *line);

#endif

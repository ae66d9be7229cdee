/* Refusals in the form of the house: `legs[2].instrument: "import_bann" is not
 * one of the allowed names; nearest "import_ban"`.
 *
 * `refuse` starts one and hands back the line on which its detail is written;
 * the status is the caller's to return. */
#ifndef OREWATCH_SCHEMAS_REFUSAL_H
#define OREWATCH_SCHEMAS_REFUSAL_H

#include "schemas/rows.h"

/* Sets status and field, begins the text with "field: " (when there is one), and
 * returns the line to go on with. */
struct line refuse(struct refusal *refusal, enum status status, struct text field);
/* The whole of it, for a detail that is one sentence. */
enum status refuse_because(struct refusal *refusal, enum status status, struct text field, const char *detail);

/* In quotes, cut to 40 bytes between characters, control bytes as `?`. */
void line_quoted(struct line *line, struct text value);
/* ` is not one of the allowed names`, the names when they are few, and
 * `; nearest "x"` when one is near. */
void line_not_allowed(struct line *line, struct text value, const char *const *names, uint32_t count);

#endif

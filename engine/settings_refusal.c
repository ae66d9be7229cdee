#include "engine/settings_refusal.h"

#include "schemas/refusal.h"

static void say_place(struct line *line, struct place place)
{
    line_string(line, place.list);
    line_char(line, '[');
    line_int(line, place.index);
    line_char(line, ']');
    if (place.member == NULL)
        return;
    line_char(line, '.');
    line_string(line, place.member);
}

enum status settings_refuse(struct refusal *refusal, enum status status, struct place place, struct text value,
                            const char *says)
{
    struct line path = line_on(refusal->field, sizeof refusal->field);
    struct line line = line_on(refusal->text, sizeof refusal->text);
    say_place(&path, place);
    say_place(&line, place);
    line_string(&line, ": \"");
    line_text(&line, value);
    line_string(&line, "\" ");
    line_string(&line, says);
    refusal->status = status;
    return status;
}

static enum status refuse_name(struct refusal *refusal, struct place place, struct text name,
                               const char *const *names, uint32_t count)
{
    struct line path = line_on(refusal->field, sizeof refusal->field);
    struct line line = line_on(refusal->text, sizeof refusal->text);
    say_place(&path, place);
    say_place(&line, place);
    line_string(&line, ": ");
    line_not_allowed(&line, name, names, count);
    refusal->status = STATUS_UNKNOWN_NAME;
    return STATUS_UNKNOWN_NAME;
}

enum status settings_take_material(const struct settings *settings, struct text name, struct place place,
                                   uint32_t *material, struct refusal *refusal)
{
    const char *names[LIMIT_MATERIALS];
    *material = settings_material(settings, name);
    if (*material != NO_INDEX || text_is(name, RULE_MATCH_ALL))
        return STATUS_OK;
    for (uint32_t i = 0; i < settings->materials; i++)
        names[i] = settings->material[i].at;
    return refuse_name(refusal, place, name, names, settings->materials);
}

enum status settings_take_region(const struct settings *settings, struct text name, struct place place,
                                 uint32_t *region, struct refusal *refusal)
{
    const char *names[LIMIT_REGIONS];
    *region = settings_region(settings, name);
    if (*region != NO_INDEX || text_is(name, RULE_MATCH_ALL))
        return STATUS_OK;
    for (uint32_t i = 0; i < settings->regions; i++)
        names[i] = settings->region[i].name.at;
    return refuse_name(refusal, place, name, names, settings->regions);
}

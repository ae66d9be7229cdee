#include "schemas/rows.h"

static void json_message(const struct rows *rows, const void *message, struct line *line);

/* Only what JSON forbids is escaped; the rest of UTF-8 stands as it is. */
static void json_text(struct text text, struct line *line)
{
    uint32_t plain = 0;
    line_char(line, '"');
    for (uint32_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        line_text(line, (struct text){text.at + plain, i - plain});
        plain = i + 1;
        if (c == '"' || c == '\\') {
            line_char(line, '\\');
            line_char(line, (char)c);
        } else if (c == '\n') {
            line_string(line, "\\n");
        } else if (c == '\t') {
            line_string(line, "\\t");
        } else {
            line_string(line, "\\u00");
            line_hex(line, &c, 1);
        }
    }
    line_text(line, (struct text){text.at + plain, text.size - plain});
    line_char(line, '"');
}

static void json_country(country code, struct line *line)
{
    char name[4];
    country_name(code, name);
    json_text(text_of(name), line);
}

static void json_value(const struct field *field, enum kind kind, const void *at, struct line *line)
{
    switch (kind) {
    case KIND_BOOL:
        line_string(line, *(const bool *)at ? "true" : "false");
        break;
    case KIND_UINT:
        line_uint(line, *(const uint64_t *)at);
        break;
    case KIND_INT:
        line_int(line, *(const int64_t *)at);
        break;
    case KIND_NUMBER:
        line_number(line, *(const double *)at);
        break;
    case KIND_TIME:
        line_char(line, '"');
        line_time(line, *(const int64_t *)at);
        line_char(line, '"');
        break;
    case KIND_DAY:
        line_char(line, '"');
        line_day(line, *(const int64_t *)at);
        line_char(line, '"');
        break;
    case KIND_TOKEN:
    case KIND_TEXT:
        json_text(*(const struct text *)at, line);
        break;
    case KIND_NAME:
        json_text(text_of(field->names[*(const uint8_t *)at]), line);
        break;
    case KIND_COUNTRY:
        json_country(*(const country *)at, line);
        break;
    case KIND_MAP:
        json_message(field->rows, at, line);
        break;
    case KIND_LIST:
        break; /* lists hold no lists */
    }
}

static void json_field(const struct field *field, const char *message, struct line *line)
{
    if (field->kind != KIND_LIST) {
        json_value(field, field->kind, message + field->offset, line);
        return;
    }
    uint32_t count;
    memcpy(&count, message + field->count_offset, sizeof count);
    const char *item = message + field->offset;
    line_char(line, '[');
    for (uint32_t i = 0; i < count; i++, item += field->item_size) {
        if (i > 0)
            line_char(line, ',');
        json_value(field, field->item, item, line);
    }
    line_char(line, ']');
}

static void json_message(const struct rows *rows, const void *message, struct line *line)
{
    uint64_t present;
    memcpy(&present, message, sizeof present);
    line_char(line, '{');
    bool first = true;
    for (uint32_t i = 0; i < rows->count; i++) {
        if (((present >> i) & 1) == 0)
            continue;
        const struct field *field = &rows->fields[i];
        line_string(line, first ? "\"" : ",\"");
        line_text(line, (struct text){field->name, field->name_size});
        line_string(line, "\":");
        json_field(field, message, line);
        first = false;
    }
    line_char(line, '}');
}

void rows_json(const struct rows *rows, const void *message, struct line *line)
{
    json_message(rows, message, line);
}

#include "schemas/catalogue.h"

#include "schemas/fields.h"

#define WHOLE false
#define PART true

const struct catalogue_entry catalogue[] = {
    {SECTION_EVENTS, WHOLE, &price_rows},           {SECTION_EVENTS, WHOLE, &policy_rows},
    {SECTION_EVENTS, PART, &leg_rows},              {SECTION_EVENTS, PART, &quantity_rows},
    {SECTION_EVENTS, WHOLE, &news_rows},            {SECTION_EVENTS, PART, &signal_rows},
    {SECTION_EVENTS, WHOLE, &baseline_rows},        {SECTION_EVENTS, PART, &table_row_rows},
    {SECTION_EVENTS, WHOLE, &status_rows},          {SECTION_EVENTS, WHOLE, &acknowledge_rows},
    {SECTION_EVENTS, WHOLE, &silence_rows},

    {SECTION_OUTPUTS, WHOLE, &indicator_rows},      {SECTION_OUTPUTS, WHOLE, &alert_rows},
    {SECTION_OUTPUTS, PART, &contribution_rows},    {SECTION_OUTPUTS, PART, &cause_rows},
    {SECTION_OUTPUTS, PART, &measure_view_rows},    {SECTION_OUTPUTS, PART, &reading_rows},
    {SECTION_OUTPUTS, PART, &note_rows},

    {SECTION_FRAMES, WHOLE, &receipt_rows},         {SECTION_FRAMES, PART, &refused_rows},
    {SECTION_FRAMES, PART, &unknown_key_rows},      {SECTION_FRAMES, WHOLE, &header_rows},
    {SECTION_FRAMES, WHOLE, &heartbeat_rows},       {SECTION_FRAMES, PART, &topic_seq_rows},
    {SECTION_FRAMES, WHOLE, &source_status_rows},   {SECTION_FRAMES, WHOLE, &history_request_rows},
    {SECTION_FRAMES, WHOLE, &history_page_rows},    {SECTION_FRAMES, PART, &quarantined_rows},
    {SECTION_FRAMES, PART, &log_place_rows},        {SECTION_FRAMES, PART, &board_view_rows},
    {SECTION_FRAMES, PART, &ledger_view_rows},      {SECTION_FRAMES, PART, &operator_view_rows},
    {SECTION_FRAMES, PART, &counter_view_rows},

    {SECTION_SETTINGS, WHOLE, &config_rows},        {SECTION_SETTINGS, PART, &region_row_rows},
    {SECTION_SETTINGS, PART, &tier_row_rows},       {SECTION_SETTINGS, PART, &weight_row_rows},
    {SECTION_SETTINGS, PART, &credibility_row_rows}, {SECTION_SETTINGS, PART, &horizon_row_rows},
    {SECTION_SETTINGS, PART, &market_row_rows},
    {SECTION_SETTINGS, PART, &news_row_rows},
    {SECTION_SETTINGS, WHOLE, &rules_rows},         {SECTION_SETTINGS, PART, &rule_rows},
};
const uint32_t catalogue_count = sizeof catalogue / sizeof catalogue[0];

const struct rows *catalogue_find(struct text name)
{
    for (uint32_t i = 0; i < catalogue_count; i++)
        if (text_is(name, catalogue[i].rows->name))
            return catalogue[i].rows;
    return NULL;
}

enum status catalogue_decode(const struct rows *rows, const void *bytes, size_t size, void *message,
                             struct refusal *refusal)
{
    for (uint32_t type = 0; type < EVENT_TYPES; type++)
        if (rows == event_rows[type])
            return event_decode(bytes, size, message, NULL, refusal);
    return rows_decode(rows, bytes, size, message, NULL, refusal);
}

/* Every row of every message: whole, in its place, with words for people. */
#include "schemas/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static bool has_names(const struct field *field)
{
    return field->kind == KIND_NAME || (field->kind == KIND_LIST && field->item == KIND_NAME);
}

static bool has_rows(const struct field *field)
{
    return field->kind == KIND_MAP || (field->kind == KIND_LIST && field->item == KIND_MAP);
}

static bool has_range(const struct field *field)
{
    enum kind kind = field->kind == KIND_LIST ? field->item : field->kind;
    return kind == KIND_UINT || kind == KIND_INT || kind == KIND_NUMBER || kind == KIND_TOKEN || kind == KIND_TEXT;
}

static void check_row(const struct rows *rows, uint32_t index)
{
    const struct field *field = &rows->fields[index];
    if (field->name == NULL)
        fail_msg("%s: row %u is empty: its bit has no field", rows->name, index);
    assert_int_equal(field->name_size, strlen(field->name));
    assert_in_range(field->name_size, 1, 31);
    assert_int_equal(field->since, 1);
    assert_in_range(field->offset, sizeof(uint64_t), rows->size - 1);
    assert_non_null(field->unit);
    assert_non_null(field->meaning);
    if (has_names(field)) {
        assert_in_range(field->names_count, 1, UINT8_MAX);
        for (uint32_t i = 0; i < field->names_count; i++)
            assert_non_null(field->names[i]);
    }
    if (has_rows(field))
        assert_non_null(field->rows);
    if (has_range(field))
        assert_true(field->high > field->low);
    if (field->kind == KIND_LIST) {
        assert_in_range(field->capacity, 1, LIMIT_BATCH_EVENTS + 1);
        assert_in_range(field->count_offset, sizeof(uint64_t), rows->size - 1);
        assert_true(field->offset + field->capacity * field->item_size <= rows->size);
        if (field->item == KIND_MAP)
            assert_int_equal(field->item_size, field->rows->size);
    }
}

static void every_row_is_whole(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < catalogue_count; i++) {
        const struct rows *rows = catalogue[i].rows;
        assert_in_range(rows->count, 1, 64);
        assert_true(rows->count <= LIMIT_MAP_KEYS);
        assert_non_null(rows->meaning);
        for (uint32_t row = 0; row < rows->count; row++) {
            check_row(rows, row);
            for (uint32_t other = 0; other < row; other++)
                assert_string_not_equal(rows->fields[row].name, rows->fields[other].name);
        }
    }
}

static void every_message_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < catalogue_count; i++)
        assert_ptr_equal(catalogue_find(text_of(catalogue[i].rows->name)), catalogue[i].rows);
    assert_null(catalogue_find(TEXT("nothing")));
}

static void what_stands_inside_a_message_is_listed_too(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < catalogue_count; i++)
        for (uint32_t row = 0; row < catalogue[i].rows->count; row++) {
            const struct field *field = &catalogue[i].rows->fields[row];
            if (has_rows(field) && catalogue_find(text_of(field->rows->name)) != field->rows)
                fail_msg("%s.%s: the catalogue does not list %s", catalogue[i].rows->name, field->name,
                         field->rows->name);
        }
}

static void all_events_begin_with_the_same_rows(void **state)
{
    (void)state;
    for (uint32_t type = 0; type < EVENT_TYPES; type++) {
        assert_string_equal(event_rows[type]->name, event_type_names[type]);
        for (uint32_t row = 0; row < EVENT_HEAD_ROWS; row++)
            assert_memory_equal(&event_rows[type]->fields[row], &event_rows[0]->fields[row], sizeof(struct field));
    }
}

static void the_bits_of_each_message_end_with_its_last_row(void **state)
{
    static const struct { const char *name; unsigned last; } cases[] = {
        {"price", PRICE_HAS_REGION},
        {"policy", POLICY_HAS_TITLE},
        {"news", NEWS_HAS_SIGNALS},
        {"baseline", BASELINE_HAS_ESTIMATE},
        {"status", STATUS_HAS_TEXT},
        {"acknowledge", OPERATOR_HAS_COMMENT},
        {"silence", OPERATOR_HAS_COMMENT},
        {"quantity", QUANTITY_UNIT},
        {"leg", LEG_UNIT},
        {"signal", SIGNAL_CONFIDENCE},
        {"table_row", TABLE_ROW_VALUE},
        {"indicator", INDICATOR_HAS_CONTRIBUTIONS},
        {"alert", ALERT_HAS_REASON},
        {"cause", CAUSE_HAS_EFFECT},
        {"measure", MEASURE_HAS_OBSERVED},
        {"reading", READING_HAS_X},
        {"contribution", CONTRIBUTION_HAS_POINTS},
        {"header", HEADER_HAS_OFFSET},
        {"receipt", RECEIPT_HAS_OFFSET},
        {"heartbeat", HEARTBEAT_HAS_PAGE},
        {"history_request", HISTORY_REQUEST_HAS_TO},
        {"history_page", HISTORY_PAGE_HAS_ERROR},
        {"source_status", SOURCE_STATUS_HAS_REASON},
        {"market", MARKET_HAS_HOLIDAYS},
        {"newsroom", NEWS_ROW_HAS_TIER_WEIGHTS},
        {"config", CONFIG_HAS_REBASE_BARS},
        {"rule", RULE_HAS_FLAP_WINDOW},
        {"rules", RULES_HAS_RULES},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct rows *rows = catalogue_find(text_of(cases[i].name));
        assert_non_null(rows);
        assert_int_equal(rows->count, cases[i].last + 1);
    }
}

static void a_bit_and_its_row_speak_of_the_same_field(void **state)
{
    (void)state;
    assert_string_equal(event_rows[EVENT_POLICY]->fields[POLICY_HAS_PROBABILITY].name, "probability");
    assert_string_equal(event_rows[EVENT_BASELINE]->fields[BASELINE_HAS_VINTAGE].name, "vintage");
    assert_string_equal(alert_rows.fields[ALERT_HAS_IF_TRUE].name, "if_true");
    assert_string_equal(indicator_rows.fields[INDICATOR_HAS_COVERAGE].name, "coverage");
    assert_string_equal(heartbeat_rows.fields[HEARTBEAT_HAS_ALL].name, "all");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(every_message_has_a_name_of_its_own),
        cmocka_unit_test(what_stands_inside_a_message_is_listed_too),
        cmocka_unit_test(all_events_begin_with_the_same_rows),
        cmocka_unit_test(the_bits_of_each_message_end_with_its_last_row),
        cmocka_unit_test(a_bit_and_its_row_speak_of_the_same_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "engine/judges/judges.h"

const struct judge_row *const judge_table[] = {
    &judge_level,
    &judge_state,
    &judge_gap,
    &judge_data,
};
const uint32_t judge_table_count = sizeof judge_table / sizeof judge_table[0];

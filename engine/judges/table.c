#include "engine/judges/judges.h"

const struct judge_row *const judge_table[] = {
    &judge_level,
    &judge_delta,
    &judge_jump,
    &judge_state,
    &judge_share,
    &judge_gap,
    &judge_divergence,
    &judge_data,
    &judge_health,
    &judge_feed,
};
const uint32_t judge_table_count = sizeof judge_table / sizeof judge_table[0];

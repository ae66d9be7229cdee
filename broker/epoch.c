#include "broker/epoch.h"

/* Odd, and so different for each engine: the golden ratio's digits scatter them. */
#define STRIDE UINT64_C(0x9e3779b97f4a7c15)

uint64_t epoch_of_outputs(uint64_t log, uint64_t engine)
{
    uint64_t epoch = (log ^ engine * STRIDE) & EPOCH_MASK;

    return epoch ? epoch : 1;
}

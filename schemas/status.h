/* The status codes of Orewatch: one list, with name (as sent in receipts) and
 * sentence. Every function that the world can make fail returns one. */
#ifndef OREWATCH_SCHEMAS_STATUS_H
#define OREWATCH_SCHEMAS_STATUS_H

#define MUST_CHECK __attribute__((warn_unused_result))

#define STATUS_ROWS(ROW)                                                                    \
    ROW(OK,               "ok",               "done")                                       \
    ROW(TRUNCATED,        "truncated",        "the bytes end inside a value")               \
    ROW(TRAILING,         "trailing",         "bytes follow the value")                     \
    ROW(DUPLICATE_KEY,    "duplicate_key",    "a map holds the same key twice")             \
    ROW(TOO_DEEP,         "too_deep",         "values are nested too deeply")               \
    ROW(TOO_LARGE,        "too_large",        "more bytes than allowed")                    \
    ROW(TOO_MANY,         "too_many",         "more items than allowed")                    \
    ROW(BAD_UTF8,         "bad_utf8",         "text is not UTF-8")                          \
    ROW(NOT_FINITE,       "not_finite",       "a number is NaN or infinite")                \
    ROW(WRONG_TYPE,       "wrong_type",       "the value has another type than the field")  \
    ROW(MISSING_FIELD,    "missing_field",    "a required field is absent")                 \
    ROW(OUT_OF_RANGE,     "out_of_range",     "the value lies outside its range")           \
    ROW(UNKNOWN_NAME,     "unknown_name",     "the name is not one of the allowed")         \
    ROW(UNKNOWN_FIELD,    "unknown_field",    "the key is not one of the known")            \
    ROW(BAD_TOKEN,        "bad_token",        "a token holds a byte outside [A-Za-z0-9._:/-] or has not 1 to 64") \
    ROW(INCONSISTENT,     "inconsistent",     "two fields contradict each other")           \
    ROW(NOT_A_BATCH,      "not_a_batch",      "the frame holds neither an event nor an array of events") \
    ROW(NOT_JSON,         "not_json",         "the line is not one JSON object")            \
    ROW(FUTURE,           "future",           "time lies ahead of the clock by more than the skew") \
    ROW(STEP_TOO_LONG,    "step_too_long",    "received is further ahead than max_step")    \
    ROW(DUPLICATE,        "duplicate",        "the same event was accepted before")         \
    ROW(CONFLICT,         "conflict",         "another event was accepted under the same source, id and revision") \
    ROW(FULL,             "full",             "a table is full")                            \
    ROW(OVER_CREDIT,      "over_credit",      "more events outstanding than the credit")    \
    ROW(NO_SPACE,         "no_space",         "the disk is full")                           \
    ROW(IO,               "io",               "reading or writing failed")                  \
    ROW(NOT_FOUND,        "not_found",        "there is no such thing")                     \
    ROW(LOCKED,           "locked",           "another process holds it")                   \
    ROW(DAMAGED,          "damaged",          "the log does not prove itself")              \
    ROW(TORN,             "torn",             "the log ends inside a record")               \
    ROW(NEWER_VERSION,    "newer_version",    "written by a newer version")                 \
    ROW(GONE,             "gone",             "no longer kept")                             \
    ROW(UNSUPPORTED,      "unsupported",      "this version does not do that")              \
    ROW(TIMEOUT,          "timeout",          "nothing came in time")                       \
    ROW(CANNOT_CONNECT,   "cannot_connect",   "nobody answers there")                       \
    ROW(SYNTAX,           "syntax",           "the text cannot be parsed")                  \
    ROW(NO_MEMORY,        "no_memory",        "no memory")

enum status {
#define ROW(code, name, sentence) STATUS_##code,
    STATUS_ROWS(ROW)
#undef ROW
    STATUSES
};

/* "unknown_name": what stands in receipts, metrics and logs. */
const char *status_name(enum status status);
/* "the name is not one of the allowed": for people. */
const char *status_sentence(enum status status);

#endif

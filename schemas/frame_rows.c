#include "schemas/fields.h"

static const struct field header_fields[] = {
    [HEADER_HAS_EPOCH]  = FIELD("epoch", REQUIRED, UINT(struct header, epoch, 0, UINT_MOST), "",
                                "names the log and the engine that reads it; another one: begin anew with a snapshot"),
    [HEADER_HAS_SEQ]    = FIELD("seq", REQUIRED, UINT(struct header, seq, 0, WHOLE_MOST), "",
                                "counts the messages of the topic from 1"),
    [HEADER_HAS_OFFSET] = FIELD("offset", REQUIRED, UINT(struct header, offset, 0, WHOLE_MOST), "",
                                "of the last event before it"),
};
ROWS(header_rows, "header", struct header, "The second frame of every message of the stream.", header_fields);

static const struct field refused_fields[] = {
    [REFUSED_HAS_INDEX]  = FIELD("index", REQUIRED, UINT(struct refused, index, 0, WHOLE_MOST), "",
                                 "of the event in the batch, from 0"),
    [REFUSED_HAS_REASON] = FIELD("reason", REQUIRED, TEXT_OF(struct refused, reason, LIMIT_TOKEN), "",
                                 "a status name"),
    [REFUSED_HAS_FIELD]  = FIELD("field", OPTIONAL, TEXT_OF(struct refused, field, LIMIT_TOKEN), "",
                                 "such as `legs[2].value`"),
    [REFUSED_HAS_TEXT]   = FIELD("text", OPTIONAL, TEXT_OF(struct refused, text, LIMIT_REFUSAL_TEXT), "",
                                 "field, value, what is allowed, nearest name"),
};
ROWS(refused_rows, "refused", struct refused, "An event that was not accepted.", refused_fields);

static const struct field unknown_key_fields[] = {
    [UNKNOWN_KEY_HAS_KEY]     = FIELD("key", REQUIRED, TEXT_OF(struct unknown_key, key, LIMIT_TOKEN), "",
                                      "such as `legs[2].vlaue`"),
    [UNKNOWN_KEY_HAS_NEAREST] = FIELD("nearest", OPTIONAL, TEXT_OF(struct unknown_key, nearest, LIMIT_TOKEN), "",
                                      "the known key that looks most like it"),
};
ROWS(unknown_key_rows, "unknown_key", struct unknown_key, "A key that was recorded and ignored.", unknown_key_fields);

static const struct field receipt_fields[] = {
    [RECEIPT_HAS_ACCEPTED]     = FIELD("accepted", REQUIRED, UINT(struct receipt, accepted, 0, WHOLE_MOST), "",
                                       "events that are now in the log"),
    [RECEIPT_HAS_DUPLICATE]    = FIELD("duplicate", REQUIRED, UINT(struct receipt, duplicate, 0, WHOLE_MOST), "",
                                       "events that were there before, byte for byte"),
    [RECEIPT_HAS_REFUSED]      = FIELD("refused", REQUIRED, LIST_OF_MAPS(struct receipt, refused, refused_rows), "",
                                       "the others, with the reason"),
    [RECEIPT_HAS_UNKNOWN_KEYS] = FIELD("unknown_keys", OPTIONAL,
                                       LIST_OF_MAPS(struct receipt, unknown_keys, unknown_key_rows), "",
                                       "the first few keys that no row names"),
    [RECEIPT_HAS_CREDIT]       = FIELD("credit", REQUIRED, UINT(struct receipt, credit, 0, WHOLE_MOST), "events",
                                       "how many may be outstanding"),
    [RECEIPT_HAS_OFFSET]       = FIELD("offset", OPTIONAL, UINT(struct receipt, offset, 0, WHOLE_MOST), "",
                                       "of the last accepted event; absent when none was"),
};
ROWS(receipt_rows, "receipt", struct receipt, "The answer to a batch, sent after the commit.", receipt_fields);

static const struct field topic_seq_fields[] = {
    [TOPIC_SEQ_HAS_TOPIC] = FIELD("topic", REQUIRED, TEXT_OF(struct topic_seq, topic, LIMIT_TOPIC), "", ""),
    [TOPIC_SEQ_HAS_SEQ]   = FIELD("seq", REQUIRED, UINT(struct topic_seq, seq, 0, WHOLE_MOST), "",
                                  "of its last message"),
};
ROWS(topic_seq_rows, "topic_seq", struct topic_seq, "How far a topic is.", topic_seq_fields);

static const struct field heartbeat_fields[] = {
    [HEARTBEAT_HAS_CONTRACT] = FIELD("contract", REQUIRED, UINT(struct heartbeat, contract, 1, WHOLE_MOST), "",
                                     "the version of this page"),
    [HEARTBEAT_HAS_EPOCH]    = FIELD("epoch", REQUIRED, UINT(struct heartbeat, epoch, 0, UINT_MOST), "",
                                     "names the log and the engine that reads it"),
    [HEARTBEAT_HAS_OFFSET]   = FIELD("offset", REQUIRED, UINT(struct heartbeat, offset, 0, WHOLE_MOST), "",
                                     "of the last event"),
    [HEARTBEAT_HAS_TIME]     = FIELD("time", REQUIRED, TIME(struct heartbeat, time), "ns", "of the log's clock"),
    [HEARTBEAT_HAS_ALL]      = FIELD("all", OPTIONAL, BOOL(struct heartbeat, all), "",
                                     "true: every topic is listed, on this page and those after it"),
    [HEARTBEAT_HAS_TOPICS]   = FIELD("topics", REQUIRED, LIST_OF_MAPS(struct heartbeat, topics, topic_seq_rows), "",
                                     "those that changed since the last heartbeat, or all"),
    [HEARTBEAT_HAS_PAGE]     = FIELD("page", OPTIONAL, UINT(struct heartbeat, page, 0, WHOLE_MOST), "",
                                     "of those that list all: how many pages came before this one; absent: none"),
};
ROWS(heartbeat_rows, "heartbeat", struct heartbeat, "The pulse of the stream, once a second.", heartbeat_fields);

static const struct field history_request_fields[] = {
    [HISTORY_REQUEST_HAS_OP]     = FIELD("op", REQUIRED, NAME(struct history_request, op, history_op_names), "",
                                         "what is asked"),
    [HISTORY_REQUEST_HAS_PREFIX] = FIELD("prefix", OPTIONAL,
                                         TEXT_OF(struct history_request, prefix, LIMIT_TOPIC), "",
                                         "snapshot, range, alerts: of topics; absent: all"),
    [HISTORY_REQUEST_HAS_TOPIC]  = FIELD("topic", OPTIONAL, TEXT_OF(struct history_request, topic, LIMIT_TOPIC), "",
                                         "range: of one topic, in place of a prefix"),
    [HISTORY_REQUEST_HAS_FROM]   = FIELD("from", OPTIONAL, UINT(struct history_request, from, 0, WHOLE_MOST), "",
                                         "range: the first `seq` of the topic, the first offset of a prefix; events: the "
                                         "first offset; quarantine: the first number"),
    [HISTORY_REQUEST_HAS_TO]     = FIELD("to", OPTIONAL, UINT(struct history_request, to, 0, WHOLE_MOST), "",
                                         "range, events, quarantine: the last of them; absent: up to now"),
};
ROWS(history_request_rows, "history_request", struct history_request, "A question to history.",
     history_request_fields);

static const struct field history_page_fields[] = {
    [HISTORY_PAGE_HAS_EPOCH] = FIELD("epoch", REQUIRED, UINT(struct history_page, epoch, 0, UINT_MOST), "",
                                     "names the log and the engine that reads it"),
    [HISTORY_PAGE_HAS_MORE]  = FIELD("more", REQUIRED, BOOL(struct history_page, more), "",
                                     "true: another page follows"),
    [HISTORY_PAGE_HAS_FLOOR] = FIELD("floor", OPTIONAL, UINT(struct history_page, floor, 0, WHOLE_MOST), "",
                                     "the lowest that is still kept of what `from` counts"),
    [HISTORY_PAGE_HAS_OFFSET] = FIELD("offset", OPTIONAL, UINT(struct history_page, offset, 0, WHOLE_MOST), "",
                                      "of the last event when the page was made"),
    [HISTORY_PAGE_HAS_TIME]  = FIELD("time", OPTIONAL, TIME(struct history_page, time), "ns",
                                     "of the log's clock then"),
    [HISTORY_PAGE_HAS_ERROR] = FIELD("error", OPTIONAL, TEXT_OF(struct history_page, error, LIMIT_REFUSAL_TEXT), "",
                                     "a status name; the page is then empty, or cut short, and the last"),
};
ROWS(history_page_rows, "history_page", struct history_page, "The second frame of a page of history.",
     history_page_fields);

static const struct field source_status_fields[] = {
    [SOURCE_STATUS_HAS_SOURCE]    = FIELD("source", REQUIRED, TOKEN(struct source_status, source, LIMIT_TOKEN), "", ""),
    [SOURCE_STATUS_HAS_HEALTH]    = FIELD("health", REQUIRED, NAME(struct source_status, health, health_names), "",
                                          ""),
    [SOURCE_STATUS_HAS_TIME]      = FIELD("time", REQUIRED, TIME(struct source_status, time), "ns",
                                          "`received` of its last event"),
    [SOURCE_STATUS_HAS_ACCEPTED]  = FIELD("accepted", REQUIRED, UINT(struct source_status, accepted, 0, WHOLE_MOST),
                                          "events", ""),
    [SOURCE_STATUS_HAS_DUPLICATE] = FIELD("duplicate", REQUIRED,
                                          UINT(struct source_status, duplicate, 0, WHOLE_MOST), "events", ""),
    [SOURCE_STATUS_HAS_REFUSED]   = FIELD("refused", REQUIRED, UINT(struct source_status, refused, 0, WHOLE_MOST),
                                          "events", ""),
    [SOURCE_STATUS_HAS_MISSING]   = FIELD("missing", REQUIRED, UINT(struct source_status, missing, 0, WHOLE_MOST),
                                          "events", "gaps in `seq` that nothing filled"),
    [SOURCE_STATUS_HAS_REASON]    = FIELD("reason", OPTIONAL, TEXT_OF(struct source_status, reason, LIMIT_TITLE), "",
                                          "why it is not `ok`"),
};
ROWS(source_status_rows, "source_status", struct source_status, "What the broker says of a source.",
     source_status_fields);

static const struct field quarantined_fields[] = {
    [QUARANTINED_HAS_NUMBER]   = FIELD("number", REQUIRED, UINT(struct quarantined, number, 1, WHOLE_MOST), "",
                                       "counts from 1 since the broker started; what is below `floor` was pushed out"),
    [QUARANTINED_HAS_TIME]     = FIELD("time", REQUIRED, TIME(struct quarantined, time), "ns", "when it was refused"),
    [QUARANTINED_HAS_ENDPOINT] = FIELD("endpoint", REQUIRED, TEXT_OF(struct quarantined, endpoint, LIMIT_NAME), "",
                                       "`ingest` or `open`"),
    [QUARANTINED_HAS_INDEX]    = FIELD("index", REQUIRED, UINT(struct quarantined, index, 0, WHOLE_MOST), "",
                                       "of the event in its batch"),
    [QUARANTINED_HAS_REASON]   = FIELD("reason", REQUIRED, TEXT_OF(struct quarantined, reason, LIMIT_TOKEN), "",
                                       "a status name"),
    [QUARANTINED_HAS_FIELD]    = FIELD("field", OPTIONAL, TEXT_OF(struct quarantined, field, LIMIT_TOKEN), "",
                                       "such as `legs[2].value`"),
    [QUARANTINED_HAS_TEXT]     = FIELD("text", REQUIRED, TEXT_OF(struct quarantined, text, LIMIT_REFUSAL_TEXT), "",
                                       "field, value, what is allowed, nearest name"),
    [QUARANTINED_HAS_SOURCE]   = FIELD("source", OPTIONAL, TOKEN(struct quarantined, source, LIMIT_TOKEN), "",
                                       "where it could be read"),
    [QUARANTINED_HAS_ID]       = FIELD("id", OPTIONAL, TOKEN(struct quarantined, id, LIMIT_TOKEN), "",
                                       "where it could be read"),
    [QUARANTINED_HAS_REVISION] = FIELD("revision", OPTIONAL, UINT(struct quarantined, revision, 0, WHOLE_MOST), "",
                                       "where it stood and could be read"),
    [QUARANTINED_HAS_SIZE]     = FIELD("size", REQUIRED, UINT(struct quarantined, size, 0, WHOLE_MOST), "bytes",
                                       "as it came; of more than 65,536 the first ones are kept"),
};
ROWS(quarantined_rows, "quarantined", struct quarantined, "What was refused.", quarantined_fields);

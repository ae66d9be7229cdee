#include "tests/support/scripted_broker.h"

#include "broker/page.h"
#include "schemas/topics.h"

#include <assert.h>
#include <string.h>
#include <zmq.h>

const char *const scripted_topics[SCRIPTED_TOPICS] = {
    "indicator.aluminum.EU.a.", "indicator.aluminum.EU.b.", "indicator.aluminum.EU.c.", "indicator.aluminum.EU.d."};

static void *made(void *context, int type)
{
    void *socket = zmq_socket(context, type);

    assert(socket);
    return socket;
}

static void bind_to(void *socket, const char *endpoint)
{
    int result = zmq_bind(socket, endpoint);

    assert(result == 0);
}

/* As the broker's: each subscription is told, also one that somebody else has. */
static void set_verbose(void *socket)
{
    int yes = 1, result = zmq_setsockopt(socket, ZMQ_XPUB_VERBOSE, &yes, sizeof(yes));

    assert(result == 0);
}

void scripted_open(struct scripted_broker *broker, void *context, uint64_t epoch)
{
    memset(broker, 0, sizeof(*broker));
    broker->epoch = epoch;
    broker->floor = 1;
    broker->stream = made(context, ZMQ_XPUB);
    set_verbose(broker->stream);
    bind_to(broker->stream, SCRIPTED_STREAM);
    broker->history = made(context, ZMQ_ROUTER);
    bind_to(broker->history, SCRIPTED_HISTORY);
}

void scripted_close(struct scripted_broker *broker)
{
    zmq_close(broker->stream);
    zmq_close(broker->history);
}

bool scripted_heard_subscriptions(struct scripted_broker *broker, unsigned prefixes)
{
    char bytes[256];

    while (zmq_recv(broker->stream, bytes, sizeof(bytes), ZMQ_DONTWAIT) > 0)
        broker->subscriptions++;
    return broker->subscriptions >= prefixes + 1; /* and the heartbeat */
}

size_t scripted_output(uint64_t epoch, unsigned topic, uint64_t seq, uint8_t bytes[9])
{
    uint64_t value = epoch << 40 | (uint64_t)topic << 32 | seq;

    bytes[0] = 0xcf; /* MessagePack: an unsigned integer of 8 bytes */
    for (unsigned i = 0; i < 8; i++)
        bytes[1 + i] = (uint8_t)(value >> (56 - 8 * i));
    return 9;
}

/* ---- the stream -------------------------------------------------------------- */

static void send_frames(struct scripted_broker *broker, const char *topic, const struct header *header,
                        const void *bytes, size_t size)
{
    uint8_t header_bytes[64];
    size_t header_size = rows_encode(&header_rows, header, header_bytes, sizeof(header_bytes));
    int sent = zmq_send(broker->stream, topic, strlen(topic), ZMQ_SNDMORE);

    assert(sent >= 0);
    zmq_send(broker->stream, header_bytes, header_size, ZMQ_SNDMORE);
    zmq_send(broker->stream, bytes, size, 0);
}

static void send_output(struct scripted_broker *broker, const struct scripted_message *message)
{
    unsigned topic = (unsigned)message->topic;
    /* Of another log the offset is not kept: nobody asks for it. */
    uint64_t offset = message->epoch == broker->epoch ? broker->offsets[topic][message->number] : 1;
    struct header header = {PRESENT_ALL, message->epoch, message->number, offset};
    uint8_t bytes[9];

    send_frames(broker, scripted_topics[topic], &header, bytes,
                scripted_output(message->epoch, topic, message->number, bytes));
}

static void send_heartbeat(struct scripted_broker *broker, const struct scripted_message *message)
{
    static struct heartbeat heartbeat;
    static uint8_t bytes[1024];
    const struct scripted_pulse *pulse = &broker->pulse[message->number];
    struct header header = {PRESENT_ALL, pulse->epoch, pulse->number, 1};

    heartbeat = (struct heartbeat){.present = PRESENT_ALL,
                                   .contract = CONTRACT,
                                   .epoch = pulse->epoch,
                                   .offset = 1,
                                   .time = (int64_t)message->number,
                                   .all = message->all};
    for (unsigned i = 0; i < SCRIPTED_TOPICS; i++)
        if (pulse->listed[i])
            heartbeat.topics[heartbeat.topics_count++] =
                (struct topic_seq){PRESENT_ALL, text_of(scripted_topics[i]), pulse->last[i]};
    send_frames(broker, TOPIC_HEARTBEAT, &header, bytes,
                rows_encode(&heartbeat_rows, &heartbeat, bytes, sizeof(bytes)));
}

void scripted_sends(struct scripted_broker *broker, unsigned place)
{
    const struct scripted_message *message = &broker->messages[place];

    if (message->topic < 0)
        send_heartbeat(broker, message);
    else
        send_output(broker, message);
}

static void add(struct scripted_broker *broker, struct scripted_message message, bool heard)
{
    assert(broker->messages_count < SCRIPTED_MESSAGES);
    broker->messages[broker->messages_count++] = message;
    if (heard)
        scripted_sends(broker, broker->messages_count - 1);
}

void scripted_says(struct scripted_broker *broker, unsigned topic, bool heard)
{
    uint64_t seq = ++broker->last[topic];

    assert(seq < SCRIPTED_OUTPUTS);
    broker->offsets[topic][seq] = ++broker->offset;
    broker->changed[topic] = true;
    add(broker, (struct scripted_message){.topic = (int)topic, .epoch = broker->epoch, .number = seq}, heard);
}

void scripted_beats(struct scripted_broker *broker, bool all, bool heard)
{
    struct scripted_pulse *pulse = &broker->pulse[++broker->pulses];

    assert(broker->pulses < SCRIPTED_BEATS);
    *pulse = (struct scripted_pulse){.epoch = broker->epoch, .number = ++broker->beats};
    for (unsigned i = 0; i < SCRIPTED_TOPICS; i++) {
        pulse->last[i] = broker->last[i];
        pulse->listed[i] = broker->last[i] > 0 && (all || broker->changed[i]);
        broker->changed[i] = false;
    }
    add(broker, (struct scripted_message){.topic = -1, .epoch = broker->epoch, .number = broker->pulses, .all = all},
        heard);
}

/* As a broker that was started a second later. */
void scripted_restarts(struct scripted_broker *broker)
{
    broker->beats += 1000;
    memset(broker->changed, 0, sizeof(broker->changed));
}

void scripted_begins_anew(struct scripted_broker *broker, uint64_t epoch)
{
    scripted_restarts(broker);
    broker->epoch = epoch;
    broker->offset = 0;
    memset(broker->last, 0, sizeof(broker->last));
}

/* ---- history ------------------------------------------------------------------- */

struct answer {
    struct scripted_broker *broker;
    uint8_t peer[256], number[8];
    int peer_size;
    struct history_request request;
};

static void send_page(const struct answer *answer, struct page *page, bool more, const char *error)
{
    struct scripted_broker *broker = answer->broker;
    struct history_page head = {.epoch = broker->epoch, .more = more, .floor = broker->floor};
    struct frame frames[2];

    page_finish(page, &head, error);
    page_frames(page, frames);
    if (!broker->loses_page || !broker->loses_page(broker->self, !more)) {
        zmq_send(broker->history, answer->peer, (size_t)answer->peer_size, ZMQ_SNDMORE);
        zmq_send(broker->history, answer->number, sizeof(answer->number), ZMQ_SNDMORE);
        zmq_send(broker->history, frames[0].bytes, frames[0].size, ZMQ_SNDMORE);
        zmq_send(broker->history, frames[1].bytes, frames[1].size, 0);
    }
    page_clear(page);
}

static bool is_asked_for(const struct answer *answer, unsigned topic, uint64_t seq)
{
    const struct history_request *request = &answer->request;
    bool by_topic = message_has(request->present, HISTORY_REQUEST_HAS_TOPIC);
    uint64_t number = by_topic ? seq : answer->broker->offsets[topic][seq];
    uint64_t to = message_has(request->present, HISTORY_REQUEST_HAS_TO) ? request->to : UINT64_MAX;

    if (request->op == HISTORY_SNAPSHOT)
        return seq == answer->broker->last[topic];
    if (request->op != HISTORY_RANGE || (by_topic && !text_is(request->topic, scripted_topics[topic])))
        return false;
    return seq >= answer->broker->floor && number >= request->from && number <= to;
}

static void put(const struct answer *answer, struct page *page, unsigned topic, uint64_t seq)
{
    const struct scripted_broker *broker = answer->broker;
    uint8_t bytes[9];
    struct said said = {.topic = text_of(scripted_topics[topic]),
                        .header = {PRESENT_ALL, broker->epoch, seq, broker->offsets[topic][seq]},
                        .bytes = bytes,
                        .size = scripted_output(broker->epoch, topic, seq, bytes)};
    bool added;

    if (broker->page_items > 0 && page->count == broker->page_items)
        send_page(answer, page, true, NULL);
    added = page_add(page, &said);
    assert(added);
}

/* In the order they were said, over all topics. */
static void answer_one(const struct answer *answer)
{
    static struct page page;
    const struct scripted_broker *broker = answer->broker;

    page_clear(&page);
    if (answer->request.op == HISTORY_RANGE && message_has(answer->request.present, HISTORY_REQUEST_HAS_TOPIC) &&
        answer->request.from < broker->floor) {
        send_page(answer, &page, false, "gone: from: no longer kept");
        return;
    }
    for (uint64_t offset = 1; offset <= broker->offset; offset++)
        for (unsigned topic = 0; topic < SCRIPTED_TOPICS; topic++)
            for (uint64_t seq = 1; seq <= broker->last[topic]; seq++)
                if (broker->offsets[topic][seq] == offset && is_asked_for(answer, topic, seq))
                    put(answer, &page, topic, seq);
    send_page(answer, &page, false, NULL);
}

void scripted_answers(struct scripted_broker *broker)
{
    struct answer answer = {.broker = broker};
    uint8_t bytes[1024];
    struct refusal refusal;
    enum status status;
    int size;

    while (!broker->away &&
           (answer.peer_size = zmq_recv(broker->history, answer.peer, sizeof(answer.peer), ZMQ_DONTWAIT)) > 0) {
        size = zmq_recv(broker->history, answer.number, sizeof(answer.number), 0);
        assert(size == sizeof(answer.number));
        size = zmq_recv(broker->history, bytes, sizeof(bytes), 0);
        status = rows_decode(&history_request_rows, bytes, (size_t)size, &answer.request, NULL, &refusal);
        assert(status == STATUS_OK);
        broker->asked++;
        answer_one(&answer);
    }
}

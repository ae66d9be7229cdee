#include "tests/bench/producer.h"

#include "runtime/log.h"
#include "schemas/topics.h"
#include "tests/bench/figures.h"

#include <endian.h>
#include <errno.h>
#include <zmq.h>

static void *connected(void *context, int type, const char *endpoint, int send_hwm)
{
    void *socket = zmq_socket(context, type);
    int receive_hwm = 100000, linger = 0;
    zmq_setsockopt(socket, ZMQ_SNDHWM, &send_hwm, sizeof send_hwm);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &receive_hwm, sizeof receive_hwm);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    if (zmq_connect(socket, endpoint) != 0)
        wrong("cannot connect to %s: %s", endpoint, zmq_strerror(errno));
    return socket;
}

static void send_part(void *socket, const void *bytes, size_t size, int flags)
{
    if (zmq_send(socket, bytes, size, flags) < 0)
        wrong("cannot send: %s", zmq_strerror(errno));
}

/* ---- with receipts ------------------------------------------------------------------- */

void producer_connect(struct producer *producer, void *context, const char *endpoint)
{
    *producer = (struct producer){.socket = connected(context, ZMQ_DEALER, endpoint, 10000), .credit = LIMIT_CREDIT};
}

void producer_close(struct producer *producer)
{
    zmq_close(producer->socket);
}

void producer_send(struct producer *producer, const void *frame, size_t size, uint32_t events)
{
    uint64_t number = htobe64(++producer->batch);
    send_part(producer->socket, &number, sizeof number, ZMQ_SNDMORE);
    send_part(producer->socket, frame, size, 0);
    producer->outstanding += events;
}

bool producer_receipt(struct producer *producer, uint32_t events, bool wait)
{
    static struct receipt receipt;
    static uint8_t bytes[64 * KIB];
    uint64_t number;
    struct refusal refusal;
    if (zmq_recv(producer->socket, &number, sizeof number, wait ? 0 : ZMQ_DONTWAIT) != sizeof number)
        return false;
    int size = zmq_recv(producer->socket, bytes, sizeof bytes, 0);
    if (size < 0 || (size_t)size > sizeof bytes)
        wrong("a receipt of %d bytes", size);
    if (rows_decode(&receipt_rows, bytes, (size_t)size, &receipt, NULL, &refusal) != STATUS_OK)
        wrong("a receipt that cannot be read: %s", refusal.text);
    if (receipt.accepted != events)
        wrong("%u of %u events accepted: %.*s", (unsigned)receipt.accepted, events, (int)receipt.refused[0].text.size,
              receipt.refused_count > 0 ? receipt.refused[0].text.at : "");
    producer->credit = receipt.credit;
    producer->offset = receipt.offset;
    producer->outstanding -= events;
    return true;
}

void producer_replay(struct producer *producer, const char *path, bool policies)
{
    static struct event event;
    struct refusal refusal;
    struct log_reader *reader;
    struct log_entry entry;
    char why[512];
    if (log_reader_open(&reader, path, why, sizeof why) != STATUS_OK)
        wrong("%s", why);
    while (log_reader_next(reader, &entry, why, sizeof why) == STATUS_OK) {
        if (entry.kind != ENTRY_EVENTS)
            continue;
        if (event_decode(entry.bytes, entry.size, &event, NULL, &refusal) != STATUS_OK)
            wrong("%s holds an event that cannot be read: %s", path, refusal.text);
        if (event.type == EVENT_POLICY && !policies)
            continue;
        producer_send(producer, entry.bytes, entry.size, 1);
        if (!producer_receipt(producer, 1, true))
            wrong("no receipt for an event of %s", path);
    }
    log_reader_close(&reader);
}

/* ---- without ------------------------------------------------------------------------- */

void *publisher_connect(void *context, const char *endpoint)
{
    uint8_t subscription[64];
    void *socket = connected(context, ZMQ_XPUB, endpoint, 0);
    if (zmq_recv(socket, subscription, sizeof subscription, 0) < 1 || subscription[0] != 1)
        wrong("nobody subscribes at %s", endpoint);
    return socket;
}

void publisher_send(void *socket, const char *topic, const void *frame, size_t size)
{
    send_part(socket, topic, strlen(topic), ZMQ_SNDMORE);
    send_part(socket, frame, size, 0);
}

/* ---- the stream ------------------------------------------------------------------------ */

/* [topic][header][output]: whether the topic has the prefix; the header's offset. */
static bool receive(void *socket, const char *prefix, uint64_t *offset)
{
    char topic[LIMIT_TOPIC];
    uint8_t bytes[256];
    struct header header;
    struct refusal refusal;
    int topic_size = zmq_recv(socket, topic, sizeof topic, 0);
    int size = zmq_recv(socket, bytes, sizeof bytes, 0);
    if (topic_size < 0 || size < 0 || zmq_recv(socket, NULL, 0, 0) < 0)
        wrong("cannot receive an output: %s", zmq_strerror(errno));
    if ((size_t)topic_size < strlen(prefix) || memcmp(topic, prefix, strlen(prefix)) != 0)
        return false;
    if (rows_decode(&header_rows, bytes, (size_t)size, &header, NULL, &refusal) != STATUS_OK)
        wrong("a header that cannot be read: %s", refusal.text);
    *offset = header.offset;
    return true;
}

void *listener_connect(void *context, const char *endpoint, const char *prefix)
{
    uint64_t offset;
    void *socket = connected(context, ZMQ_SUB, endpoint, 0);
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix));
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT));
    while (!receive(socket, TOPIC_HEARTBEAT, &offset))
        continue;
    zmq_setsockopt(socket, ZMQ_UNSUBSCRIBE, TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT));
    return socket;
}

uint64_t listener_offset(void *socket, const char *prefix)
{
    uint64_t offset;
    while (!receive(socket, prefix, &offset))
        continue;
    return offset;
}

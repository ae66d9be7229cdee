/* A broker that a test plays: its stream and its history over inproc sockets, with
 * every message in the hand of the script. What is said counts, and is kept by
 * history, whether or not the stream carries it; what was sent once can be sent
 * again at any time. It remembers how far each topic was at each heartbeat. */
#ifndef OREWATCH_TESTS_SUPPORT_SCRIPTED_BROKER_H
#define OREWATCH_TESTS_SUPPORT_SCRIPTED_BROKER_H

#include "schemas/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPTED_STREAM   "inproc://stream"
#define SCRIPTED_HISTORY  "inproc://history"
#define SCRIPTED_TOPICS   4u
#define SCRIPTED_OUTPUTS  512u  /* of a topic */
#define SCRIPTED_BEATS    1024u
#define SCRIPTED_MESSAGES 4096u

/* "indicator.aluminum.EU.a." and so on. */
extern const char *const scripted_topics[SCRIPTED_TOPICS];

/* One message of the stream: an output, or a heartbeat. */
struct scripted_message { int topic; /* -1: a heartbeat */ uint64_t epoch, number; bool all; };

struct scripted_broker {
    void *stream, *history;
    uint64_t epoch, offset;
    uint64_t beats;                          /* number of the last heartbeat */
    uint64_t floor;                          /* lowest number that history keeps of any topic */
    uint64_t last[SCRIPTED_TOPICS];
    uint64_t offsets[SCRIPTED_TOPICS][SCRIPTED_OUTPUTS];
    bool changed[SCRIPTED_TOPICS];
    unsigned subscriptions;
    /* heartbeats by their `time`, which counts them over all epochs */
    unsigned pulses;
    struct scripted_pulse { uint64_t epoch, number, last[SCRIPTED_TOPICS]; bool listed[SCRIPTED_TOPICS]; } pulse[SCRIPTED_BEATS];
    unsigned messages_count;
    struct scripted_message messages[SCRIPTED_MESSAGES];
    /* what becomes of a page of history; NULL: it is sent. */
    bool (*loses_page)(void *self, bool last);
    void *self;
    uint32_t page_items;                     /* 0: as many as there are */
    bool away;                               /* history does not answer */
    unsigned asked;
};

void scripted_open(struct scripted_broker *broker, void *context, uint64_t epoch);
void scripted_close(struct scripted_broker *broker);
/* True once a follower of `prefixes` prefixes has subscribed to all of them. */
bool scripted_heard_subscriptions(struct scripted_broker *broker, unsigned prefixes);
/* The next output of a topic; `heard`: the stream carries it. */
void scripted_says(struct scripted_broker *broker, unsigned topic, bool heard);
/* A heartbeat: of all topics, or of those that changed. */
void scripted_beats(struct scripted_broker *broker, bool all, bool heard);
/* Sends a message once more, or for the first time, by its place in `messages`. */
void scripted_sends(struct scripted_broker *broker, unsigned place);
/* Heartbeats are numbered from elsewhere. */
void scripted_restarts(struct scripted_broker *broker);
/* Another log. */
void scripted_begins_anew(struct scripted_broker *broker, uint64_t epoch);
/* Answers what history was asked. */
void scripted_answers(struct scripted_broker *broker);
/* The one value that an output of this number holds. */
size_t scripted_output(uint64_t epoch, unsigned topic, uint64_t seq, uint8_t bytes[9]);

#endif

/* Every capacity of Orewatch, said once, each with its reason.
 *
 * A full table refuses at the door with `full`, naming the limit and the
 * count. Sizes are bytes, times nanoseconds, unless the name says otherwise. */
#ifndef OREWATCH_SCHEMAS_LIMITS_H
#define OREWATCH_SCHEMAS_LIMITS_H

#include <assert.h>

#define KIB (1024u)
#define MIB (1024u * KIB)

#define SECOND_NS 1000000000LL
#define MINUTE_NS (60LL * SECOND_NS)
#define HOUR_NS (60LL * MINUTE_NS)
#define DAY_NS (24LL * HOUR_NS)

/* On the wire. */
#define LIMIT_BATCH_BYTES (1u * MIB)      /* one ingest frame: 1 ms of loopback */
#define LIMIT_BATCH_EVENTS 4096u          /* and what one group commit may hold of one producer */
#define LIMIT_EVENT_BYTES (64u * KIB)     /* the largest real event, a governance table, has 9 KiB */
#define LIMIT_SOCKET_MESSAGE (16u * MIB)  /* larger frames are swallowed by ZeroMQ unanswered */
#define LIMIT_PAGE_BYTES (1u * MIB)       /* one history page */
#define LIMIT_OUTPUT_BYTES (128u * KIB)   /* an alert with all its causes and measures */
#define LIMIT_DEPTH 32u                   /* msgpack-c's unpacker refuses 33 */
#define LIMIT_NODES 32768u                /* values in one event: bounds the scan */
#define LIMIT_MAP_KEYS 64u                /* keys of one map: bounds the search for duplicates */
#define LIMIT_UNKNOWN_KEYS 8u             /* listed in a receipt */
#define LIMIT_CREDIT 4096u                /* events outstanding per producer at first */
#define LIMIT_TOPIC 256u                  /* "alert." + two names + kind, with room */

/* Texts, in bytes of UTF-8. */
#define LIMIT_TOKEN 64u
#define LIMIT_NAME 32u                    /* a material or a region */
#define LIMIT_TITLE 512u
#define LIMIT_HEADLINE 1024u
#define LIMIT_BODY (32u * KIB)
#define LIMIT_URL 2048u
#define LIMIT_COMMENT 2048u
#define LIMIT_PROVENANCE 1024u
#define LIMIT_REFUSAL_TEXT 256u

/* Lists inside an event. */
#define LIMIT_COUNTRIES 64u               /* origins, targets, except */
#define LIMIT_LEGS 16u
#define LIMIT_SIGNALS 32u
#define LIMIT_TABLE_ROWS 256u             /* a governance table names every country once */
#define LIMIT_SUPPLIERS 64u               /* rows of one supply table: a recompute stays O(64) */

/* The engine's tables. */
#define LIMIT_MATERIALS 32u
#define LIMIT_REGIONS 32u
#define LIMIT_PAIRS (LIMIT_MATERIALS * LIMIT_REGIONS)
#define LIMIT_MEASURES 1024u              /* policies, over all sources */
#define LIMIT_ASSERTIONS 2048u            /* what each source says of each policy */
#define LIMIT_MATERIAL_MEASURES 256u      /* measures that act on one material at a time */
#define LIMIT_ALERTS 16384u               /* alert identities remembered, with their transition counts */
#define LIMIT_FLAPS 16u                   /* turns of one alert remembered with their times */
#define LIMIT_NOTES 1024u                 /* acknowledgements and silences that still hold */
#define LIMIT_HEALTHS 256u                /* sources whose word about themselves is kept */
#define LIMIT_RULES 64u
#define LIMIT_TIERS 64u                   /* source prefixes with a tier */
#define LIMIT_ATTRIBUTED 32u              /* measures judged one by one; the rest is `others` */
#define LIMIT_HORIZONS 4u
#define LIMIT_MARKETS 128u                /* rows of `markets`, and so series: a few roles of each pair */
#define LIMIT_FEEDS 4u                    /* series of one role of one pair: dysprosium and terbium, with room */
#define LIMIT_HOLIDAYS 64u                /* of one market: six years of an exchange's */
#define LIMIT_CONFIG_BYTES (192u * KIB)   /* the largest configuration: all markets with all holidays take 126 KiB */
#define LIMIT_OUTLETS 64u                 /* that tell stories: their counts for all pairs take 4.5 MiB */
#define LIMIT_STORIES 8192u               /* remembered for revisions: a week of a thousand a day */
#define LIMIT_STORY_WAYS 8u               /* places that a story may take among them */
#define LIMIT_STORY_MARKS 32768u          /* what they did to pairs: four pairs each, or the largest story 32 times */
#define LIMIT_STORIES_CITED 8u            /* of one pair: the weightiest; the rest is `stories` */
#define LIMIT_NEWS_TIERS 8u               /* tiers of sources that have a weight of their own */

/* The duplicate window of the door. */
#define LIMIT_SOURCES 1024u               /* sources known to the door */
#define LIMIT_WINDOW_SOURCE 65536u        /* triples remembered for one source */
#define LIMIT_WINDOW (1024u * 1024u)      /* triples remembered in all: 40 MiB */
#define LIMIT_SKEW_NS (5LL * MINUTE_NS)   /* `time` ahead of `received` */
#define LIMIT_STEP_NS (4000LL * DAY_NS)   /* `received` ahead of the clock, under `clock: events` */

/* The quarantine: what was refused, in a ring. */
#define LIMIT_QUARANTINE_BYTES (64u * MIB) /* a thousand of the largest events, 200,000 ordinary ones; taken as used */
#define LIMIT_QUARANTINE_ITEMS 262144u     /* of 256 bytes: more find no place by their bytes */
#define LIMIT_QUARANTINE_KEPT LIMIT_EVENT_BYTES /* of one item; what is larger is no event */

/* The log. */
#define LIMIT_SEGMENT_BYTES (64u * MIB)   /* prewritten: 40 ms of disk, off the commit path */
#define LIMIT_RECORD_BYTES (LIMIT_BATCH_BYTES + 16u * LIMIT_BATCH_EVENTS + 256u)

static_assert(LIMIT_SUPPLIERS <= LIMIT_TABLE_ROWS, "a supply table is a table");
static_assert(LIMIT_EVENT_BYTES <= LIMIT_BATCH_BYTES, "one event fits a batch");
static_assert(LIMIT_BATCH_BYTES < LIMIT_SOCKET_MESSAGE, "what is too large is answered");
static_assert(LIMIT_RECORD_BYTES < LIMIT_SEGMENT_BYTES, "a record fits a segment");
static_assert(2 * LIMIT_QUARANTINE_KEPT < LIMIT_PAGE_BYTES, "an item of the quarantine fits a page");
static_assert(LIMIT_OUTPUT_BYTES < LIMIT_PAGE_BYTES, "an output fits a page");

#endif

/* Time zones as a table: offsets from UTC and the rules of summer time, so that
 * the closing time of a market needs neither the system's files nor libc.
 *
 * Good for 2000 and later: the European Union's rule stands since 1996, that of
 * the United States was changed in 2007. A zone whose clocks were set by any
 * other rule since then has no row. */
#ifndef OREWATCH_SCHEMAS_ZONE_H
#define OREWATCH_SCHEMAS_ZONE_H

#include <stdint.h>

/* Name, minutes east of UTC in winter, rule of summer time. */
#define ZONES(X) \
    X(UTC, "UTC", 0, NONE) \
    X(LONDON, "Europe/London", 0, EU) X(DUBLIN, "Europe/Dublin", 0, EU) X(LISBON, "Europe/Lisbon", 0, EU) \
    X(BRUSSELS, "Europe/Brussels", 60, EU) X(PARIS, "Europe/Paris", 60, EU) X(BERLIN, "Europe/Berlin", 60, EU) \
    X(AMSTERDAM, "Europe/Amsterdam", 60, EU) X(LUXEMBOURG, "Europe/Luxembourg", 60, EU) \
    X(MADRID, "Europe/Madrid", 60, EU) X(ROME, "Europe/Rome", 60, EU) X(VIENNA, "Europe/Vienna", 60, EU) \
    X(ZURICH, "Europe/Zurich", 60, EU) X(OSLO, "Europe/Oslo", 60, EU) X(STOCKHOLM, "Europe/Stockholm", 60, EU) \
    X(COPENHAGEN, "Europe/Copenhagen", 60, EU) X(WARSAW, "Europe/Warsaw", 60, EU) \
    X(HELSINKI, "Europe/Helsinki", 120, EU) X(ATHENS, "Europe/Athens", 120, EU) \
    X(NEW_YORK, "America/New_York", -300, US) X(CHICAGO, "America/Chicago", -360, US) \
    X(DENVER, "America/Denver", -420, US) X(LOS_ANGELES, "America/Los_Angeles", -480, US) \
    X(SHANGHAI, "Asia/Shanghai", 480, NONE) X(HONG_KONG, "Asia/Hong_Kong", 480, NONE) \
    X(SINGAPORE, "Asia/Singapore", 480, NONE) X(TOKYO, "Asia/Tokyo", 540, NONE) X(SEOUL, "Asia/Seoul", 540, NONE) \
    X(KOLKATA, "Asia/Kolkata", 330, NONE) X(DUBAI, "Asia/Dubai", 240, NONE)

enum zone {
#define X(code, name, minutes, rule) ZONE_##code,
    ZONES(X)
#undef X
    ZONE_COUNT
};

/* A moment as the clocks of a zone show it. */
struct local { int64_t day; /* since 1970 */ int32_t minute; /* of the day */ };

/* Minutes east of UTC at a moment (ns since 1970 UTC). */
int32_t zone_offset_min(enum zone zone, int64_t time);
/* The moment at which the clocks show this day and minute. Of a minute that they
 * show twice the first, of one that they leave out the moment of the change. */
int64_t zone_moment(enum zone zone, struct local local);
/* What the clocks show; seconds are cut. */
struct local zone_local(enum zone zone, int64_t time);

#endif

#include "consumers/sqlite_export.h"

#include "consumers/entry_text.h"
#include "engine/engine.h"

#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>

#define ROWS_A_TRANSACTION 20000u /* bounds what SQLite holds in memory */

enum insert { INSERT_ENTRY, INSERT_EVENT, INSERT_SOURCE, INSERT_INDICATOR, INSERT_ALERT, INSERT_CAUSES, INSERTS };

struct sqlite_export {
    sqlite3 *database;
    sqlite3_stmt *insert[INSERTS];
    uint32_t rows; /* of the transaction under way */
};

/* Nobody reads the file before it is finished: no journal, one sync at the end. */
static const char schema[] =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
    "CREATE TABLE log (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE entries (entry INTEGER PRIMARY KEY, kind TEXT, offset INTEGER, received TEXT, bytes BLOB);"
    "CREATE TABLE events (offset INTEGER PRIMARY KEY, received TEXT, time TEXT, type TEXT, source TEXT, id TEXT,"
    " revision INTEGER, series TEXT, value REAL, unit TEXT, policy TEXT, status TEXT, instrument TEXT,"
    " material TEXT, region TEXT, title TEXT, json TEXT);"
    "CREATE TABLE sources (source TEXT PRIMARY KEY, events INTEGER, first_received TEXT, last_received TEXT)"
    " WITHOUT ROWID;"
    "CREATE TABLE indicators (offset INTEGER, part INTEGER, time TEXT, material TEXT, region TEXT, name TEXT,"
    " value REAL, x REAL, coverage REAL, state TEXT, reason TEXT, json TEXT, PRIMARY KEY (offset, part)) WITHOUT ROWID;"
    "CREATE TABLE alerts (offset INTEGER, part INTEGER, time TEXT, id TEXT, transition INTEGER, kind TEXT, state TEXT,"
    " severity TEXT, material TEXT, region TEXT, rule TEXT, value REAL, before REAL, threshold REAL, reason TEXT,"
    " json TEXT, PRIMARY KEY (offset, part)) WITHOUT ROWID;"
    "CREATE TABLE causes (alert_offset INTEGER, alert_part INTEGER, place INTEGER, source TEXT, id TEXT,"
    " offset INTEGER, effect REAL, PRIMARY KEY (alert_offset, alert_part, place)) WITHOUT ROWID;"
    "BEGIN";

/* ?1 is the JSON; its members become columns inside SQLite. */
static const char *const inserts[INSERTS] = {
    [INSERT_ENTRY] = "INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5)",
    [INSERT_EVENT] = "INSERT INTO events SELECT ?2, ?1 ->> 'received', ?1 ->> 'time', ?1 ->> 'type', ?1 ->> 'source',"
                     " ?1 ->> 'id', coalesce(?1 ->> 'revision', 1), ?1 ->> 'series', ?1 ->> 'value', ?1 ->> 'unit',"
                     " ?1 ->> 'policy', coalesce(?1 ->> 'status', ?1 ->> 'health'), ?1 ->> 'instrument',"
                     " ?1 ->> 'material', ?1 ->> 'region', coalesce(?1 ->> 'title', ?1 ->> 'headline'), ?1",
    [INSERT_SOURCE] = "INSERT INTO sources VALUES (?1 ->> 'source', 1, ?1 ->> 'received', ?1 ->> 'received')"
                      " ON CONFLICT (source) DO UPDATE SET events = events + 1, last_received = excluded.last_received",
    [INSERT_INDICATOR] = "INSERT INTO indicators SELECT ?1 ->> 'offset', ?1 ->> 'part', ?1 ->> 'time',"
                         " ?1 ->> 'material', ?1 ->> 'region', ?1 ->> 'name', ?1 ->> 'value', ?1 ->> 'x',"
                         " ?1 ->> 'coverage', ?1 ->> 'state', ?1 ->> 'reason', ?1",
    [INSERT_ALERT] = "INSERT INTO alerts SELECT ?1 ->> 'offset', ?1 ->> 'part', ?1 ->> 'time', ?1 ->> 'id',"
                     " ?1 ->> 'transition', ?1 ->> 'kind', ?1 ->> 'state', ?1 ->> 'severity', ?1 ->> 'material',"
                     " ?1 ->> 'region', ?1 ->> 'rule', ?1 ->> 'value', ?1 ->> 'before', ?1 ->> 'threshold',"
                     " ?1 ->> 'reason', ?1",
    [INSERT_CAUSES] = "INSERT INTO causes SELECT ?1 ->> 'offset', ?1 ->> 'part', key, value ->> 'source',"
                      " value ->> 'id', value ->> 'offset', value ->> 'effect' FROM json_each(?1, '$.because')",
};

static const char indexes[] =
    "COMMIT; BEGIN; CREATE INDEX events_source ON events (source, id);"
    "CREATE INDEX events_series ON events (series, time);"
    "CREATE INDEX indicators_pair ON indicators (material, region, name, time);"
    "CREATE INDEX alerts_pair ON alerts (material, region, time); CREATE INDEX alerts_id ON alerts (id, transition);"
    "CREATE INDEX causes_event ON causes (offset); COMMIT; PRAGMA synchronous = FULL; PRAGMA user_version = 1;";

static enum status explain(const struct sqlite_export *made, char *why, size_t why_size)
{
    int code = made->database != NULL ? sqlite3_errcode(made->database) : SQLITE_NOMEM;
    snprintf(why, why_size, "the database cannot be written: %s",
             made->database != NULL ? sqlite3_errmsg(made->database) : "no memory");
    return code == SQLITE_FULL ? STATUS_NO_SPACE : code == SQLITE_NOMEM ? STATUS_NO_MEMORY : STATUS_IO;
}

static bool execute(struct sqlite_export *made, const char *sql)
{
    return sqlite3_exec(made->database, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* Runs a statement whose parameters are bound. */
static bool step(struct sqlite_export *made, enum insert which)
{
    sqlite3_stmt *statement = made->insert[which];
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    done = sqlite3_reset(statement) == SQLITE_OK && done;
    if (!done || ++made->rows < ROWS_A_TRANSACTION)
        return done;
    made->rows = 0;
    return execute(made, "COMMIT; BEGIN");
}

static bool insert_json(struct sqlite_export *made, enum insert which, const char *json, size_t size)
{
    return sqlite3_bind_text(made->insert[which], 1, json, (int)size, SQLITE_STATIC) == SQLITE_OK &&
           step(made, which);
}

static bool note(struct sqlite_export *made, const char *key, const char *text, int64_t number)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(made->database, "INSERT INTO log VALUES (?1, ?2)", -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    if (text != NULL)
        sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_int64(statement, 2, number);
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return done;
}

static bool begin(struct sqlite_export *made, const char *path, const char *log)
{
    if (sqlite3_open_v2(path, &made->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
                        NULL) != SQLITE_OK || !execute(made, schema))
        return false;
    for (int i = 0; i < INSERTS; i++)
        if (sqlite3_prepare_v3(made->database, inserts[i], -1, SQLITE_PREPARE_PERSISTENT, &made->insert[i], NULL) !=
            SQLITE_OK)
            return false;
    return note(made, "log", log, 0) && note(made, "engine", NULL, ENGINE_VERSION) &&
           note(made, "contract", NULL, CONTRACT) && note(made, "orewatch", OREWATCH_VERSION, 0);
}

enum status sqlite_export_open(struct sqlite_export **made, const char *path, const char *log, char *why,
                               size_t why_size)
{
    struct sqlite_export *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        snprintf(why, why_size, "no memory");
        return STATUS_NO_MEMORY;
    }
    if (!begin(opened, path, log)) {
        enum status status = explain(opened, why, why_size);
        sqlite_export_close(&opened);
        return status;
    }
    *made = opened;
    return STATUS_OK;
}

static bool bind_entry(sqlite3_stmt *statement, uint64_t number, const struct log_entry *entry)
{
    char received[64];
    struct line line = line_on(received, sizeof received);
    line_time(&line, entry->received);
    return sqlite3_bind_int64(statement, 1, (sqlite3_int64)number) == SQLITE_OK &&
           sqlite3_bind_text(statement, 2, entry_kind_name(entry->kind), -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_int64(statement, 3, (sqlite3_int64)entry->offset) == SQLITE_OK &&
           sqlite3_bind_text(statement, 4, received, (int)line.used, SQLITE_TRANSIENT) == SQLITE_OK &&
           sqlite3_bind_blob(statement, 5, entry->bytes, (int)entry->size, SQLITE_STATIC) == SQLITE_OK;
}

enum status sqlite_export_entry(struct sqlite_export *made, uint64_t number, const struct log_entry *entry,
                                const char *json, size_t json_size, char *why, size_t why_size)
{
    bool done = bind_entry(made->insert[INSERT_ENTRY], number, entry) && step(made, INSERT_ENTRY);
    if (done && json != NULL)
        done = sqlite3_bind_int64(made->insert[INSERT_EVENT], 2, (sqlite3_int64)entry->offset) == SQLITE_OK &&
               insert_json(made, INSERT_EVENT, json, json_size) && insert_json(made, INSERT_SOURCE, json, json_size);
    return done ? STATUS_OK : explain(made, why, why_size);
}

enum status sqlite_export_output(struct sqlite_export *made, bool alert, const char *json, size_t json_size, char *why,
                                 size_t why_size)
{
    bool done = insert_json(made, alert ? INSERT_ALERT : INSERT_INDICATOR, json, json_size) &&
                (!alert || insert_json(made, INSERT_CAUSES, json, json_size));
    return done ? STATUS_OK : explain(made, why, why_size);
}

enum status sqlite_export_finish(struct sqlite_export *made, char *why, size_t why_size)
{
    return execute(made, indexes) ? STATUS_OK : explain(made, why, why_size);
}

void sqlite_export_close(struct sqlite_export **made)
{
    struct sqlite_export *closing = *made;
    if (closing == NULL)
        return;
    for (int i = 0; i < INSERTS; i++)
        sqlite3_finalize(closing->insert[i]);
    sqlite3_close(closing->database);
    free(closing);
    *made = NULL;
}

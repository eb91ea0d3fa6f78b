package io.chirograph.query.index;

import java.util.List;

/// The tables of the index. A change of any of them changes the version, and another version is rebuilt.
///
/// An event's place `at` is its log's number and its position in one integer, so that what a log held at some
/// size is a range. `call.first` never changes once it is there, `call.time` only when an earlier event of the call
/// turns
/// up in another log, and everything else that changes says at which event it did: a page is always computed as of
/// the sizes that its first page saw.
///
/// `call.tenant` is the one tenant that a credential proved for the call; null while there is none, and empty, which is
/// no tenant's name, when events of one call prove several.
///
/// `node` holds the hashes of the tiles from level 1 on, one for each full tile below; those of level 0 stand with
/// the events. `log.note` is the signed checkpoint of `log.size`.
final class IndexSchema {
    static final int VERSION = 3;

    static final List<String> STATEMENTS = List.of(
            """
            CREATE TABLE log (
              number INTEGER PRIMARY KEY,
              id TEXT NOT NULL UNIQUE,
              size INTEGER NOT NULL,
              frontier BLOB NOT NULL,
              segment TEXT,
              note BLOB)\
            """,
            """
            CREATE TABLE node (
              level INTEGER NOT NULL,
              at INTEGER NOT NULL,
              hash BLOB NOT NULL,
              PRIMARY KEY (level, at)) WITHOUT ROWID\
            """,
            """
            CREATE TABLE segment (
              at INTEGER PRIMARY KEY,
              count INTEGER NOT NULL,
              key TEXT NOT NULL)\
            """,
            """
            CREATE TABLE event (
              at INTEGER PRIMARY KEY,
              time INTEGER NOT NULL,
              id BLOB,
              leaf BLOB NOT NULL,
              type TEXT NOT NULL,
              call BLOB,
              bytes BLOB NOT NULL)\
            """,
            "CREATE INDEX event_time ON event (time, at)",
            "CREATE INDEX event_type ON event (type, time, at)",
            "CREATE INDEX event_id ON event (id)",
            "CREATE INDEX event_leaf ON event (leaf)",
            "CREATE INDEX event_call ON event (call) WHERE call IS NOT NULL",
            """
            CREATE TABLE call (
              id BLOB PRIMARY KEY,
              time INTEGER NOT NULL,
              first INTEGER NOT NULL,
              ended INTEGER,
              outcome TEXT,
              tenant TEXT) WITHOUT ROWID\
            """,
            "CREATE INDEX call_time ON call (time, id)",
            "CREATE INDEX call_outcome ON call (outcome, time, id)",
            "CREATE INDEX call_ended ON call (ended)",
            "CREATE INDEX call_tenant ON call (tenant, time, id) WHERE tenant IS NOT NULL",
            """
            CREATE TABLE term (
              name TEXT NOT NULL,
              value TEXT NOT NULL,
              time INTEGER NOT NULL,
              call BLOB NOT NULL,
              at INTEGER NOT NULL,
              PRIMARY KEY (name, value, time, call)) WITHOUT ROWID\
            """);

    private IndexSchema() {}
}

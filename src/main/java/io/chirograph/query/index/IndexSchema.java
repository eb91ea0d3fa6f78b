package io.chirograph.query.index;

import io.chirograph.query.index.sql.SqliteDialect;
import java.util.List;

/// The tables of the index. A change of any of them changes the version, and another version is rebuilt.
///
/// An event's place `at` is its log's number and its position in one integer, so that what a log held at some
/// size is a range.
///
/// An `item` is what lists show and filters mean: a call, or an event of no call that something can be found by. Its
/// `number` is its time and a count, so that everything that is kept by item lies in the order of lists; it changes
/// only
/// when an earlier event of the call turns up in another log. `first` never changes, and everything else that changes
/// says at which event it did. `item.tenant` is the one tenant that a credential proved; null while there is none, and
/// empty, which is no tenant's name, when events of one call prove several. `provider` to `class` are words, which
/// figures are grouped by; `input` to `duration` are what the event `ended` counts.
///
/// A `word` is one name and value, and `posting` lists the items that it is said of and the event that said it first.
/// Numbers are words too, by powers of two: a range is some of these, and then the column is asked. The ids go up; the
/// next one stands under the empty name. The full text of what an item began with and of what ended it stands in tables
/// of its own, one for each `volume` of items, and nothing else is kept of either; `volume.items` counts in the newest
/// one alone, and `most` says when the next one begins.
///
/// `node` holds the hashes of the tiles from level 1 on, one for each full tile below; those of level 0 stand with
/// the events. `log.note` is the signed checkpoint of `log.size`.
final class IndexSchema {
    static final int VERSION = 6;

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
              item INTEGER,
              bytes BLOB NOT NULL)\
            """,
            "CREATE INDEX event_time ON event (time, at)",
            "CREATE INDEX event_type ON event (type, time, at)",
            "CREATE INDEX event_id ON event (id)",
            "CREATE INDEX event_leaf ON event (leaf)",
            "CREATE INDEX event_item ON event (item, time) WHERE item IS NOT NULL",
            """
            CREATE TABLE item (
              number INTEGER PRIMARY KEY,
              call BLOB,
              first INTEGER NOT NULL,
              ended INTEGER,
              outcome TEXT,
              tenant TEXT,
              provider INTEGER,
              model INTEGER,
              key INTEGER,
              actor INTEGER,
              class INTEGER,
              input INTEGER,
              output INTEGER,
              duration INTEGER,
              cost INTEGER)\
            """,
            "CREATE UNIQUE INDEX item_call ON item (call) WHERE call IS NOT NULL",
            "CREATE INDEX item_open ON item (number) WHERE ended IS NULL AND call IS NOT NULL",
            "CREATE INDEX item_ended ON item (ended) WHERE ended IS NOT NULL",
            "CREATE INDEX item_tenant ON item (tenant, number) WHERE tenant IS NOT NULL",
            """
            CREATE TABLE word (
              name TEXT NOT NULL,
              value TEXT NOT NULL,
              id INTEGER NOT NULL,
              PRIMARY KEY (name, value)) WITHOUT ROWID\
            """,
            "INSERT INTO word (name, value, id) VALUES ('', '', 1)",
            """
            CREATE TABLE posting (
              word INTEGER NOT NULL,
              item INTEGER NOT NULL,
              at INTEGER NOT NULL,
              PRIMARY KEY (word, item)) WITHOUT ROWID\
            """,
            """
            CREATE TABLE volume (
              number INTEGER PRIMARY KEY,
              begins INTEGER NOT NULL,
              items INTEGER NOT NULL,
              most INTEGER NOT NULL)\
            """,
            SqliteDialect.SQLITE.createText(TextVolume.table(1)));

    private IndexSchema() {}
}

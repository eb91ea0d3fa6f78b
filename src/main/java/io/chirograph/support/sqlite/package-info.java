/// Small stores in SQLite files: one schema check, one way to commit.
///
/// Entry types: [SqliteFile].
@NamedInterface("sqlite")
@NullMarked
package io.chirograph.support.sqlite;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

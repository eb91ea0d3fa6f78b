/// The statements of the index, written once, and what each engine says in words of its own.
///
/// Entry types: [Sql], [Dialect], [SqliteDialect], [IndexConnection].
@NamedInterface("index-sql")
@NullMarked
package io.chirograph.query.index.sql;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

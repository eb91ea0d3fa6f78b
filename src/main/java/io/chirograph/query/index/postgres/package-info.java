/// The index on PostgreSQL: a pool, a schema for each generation, a writer that copies many rows at once.
///
/// ```
/// <schema>.generation      which generation of each version of the tables is read
/// <schema>_<number>.*      one generation: the tables of the index, made by Flyway
/// ```
///
/// A generation is written in transactions of one checkpoint each, by whoever of those that share it has its advisory
/// lock. It is built beside the one that is read, and takes its place once it holds all that is published. A crash at
/// any
/// point leaves whole checkpoints, and at worst a generation that nobody reads, which the next rebuild drops.
///
/// Entry types: [IndexDatabase], [IndexSettings].
@NamedInterface("index-postgres")
@NullMarked
package io.chirograph.query.index.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

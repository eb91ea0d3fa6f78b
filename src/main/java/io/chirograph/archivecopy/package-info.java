/// Carries logs from one archive to another, byte for byte and with their locks.
///
/// ```text
/// for each checkpoint, from the smallest:  packs and content beside them → segment → tiles → checkpoint
///                                          → cosignatures, time stamps, refusals of its size
/// ```
///
/// - Every put is conditional and durable before the next: no checkpoint is ever there without its segments and tiles.
///   A crash at any line leaves a log that ends earlier; the next run compares what is there and goes on.
/// - The source is only read. Of several versions of an object the oldest is carried that agrees with the signed tree.
/// - In memory is one segment or pack or object of content at a time, at most 72 MiB, with the names of what it holds.
///
/// Entry types: [ArchiveCopyCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "archive :: settings",
            "event",
            "publishedlog",
            "retention :: manager",
            "support :: command",
            "support :: digest",
            "tlog",
            "tlog :: note",
            "tlog :: tile",
            "verifier",
            "verifier :: command",
            "verifier :: options",
            "verifier :: payload",
            "verifier :: report",
            "verifier :: scan"
        })
@NullMarked
package io.chirograph.archivecopy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

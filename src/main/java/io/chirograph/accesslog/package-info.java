/// Direct reads: requests to an archive's store that did not pass this program, brought in from the
/// store's own log and recorded as `archive.accessed`.
///
/// A follower for each archive that has such a log, with a state of its own in the data directory. What it
/// promises:
///
/// - Each record of the store's log is counted in a summary, and those of others are an event each up to a
///   rate; at least once. A record that comes twice within the window is known again by its own id. A crash
///   repeats what was read since the last commit, [Follower#TOGETHER] records at most, and the summary of
///   one interval.
/// - Nothing that the log holds stops it. What cannot be understood is counted, a piece that cannot be read
///   is a finding, in the log and in health.
/// - It never claims more than it has read: where a log is not configured, was never read, or is too old,
///   direct reads are `unrecorded`.
///
/// What a store does not write into its log is not seen, and whoever may change that log may hide.
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: s3",
            "archive :: settings",
            "event :: facts",
            "monitor",
            "recording",
            "support :: digest",
            "support :: json",
            "support :: metrics",
            "support :: sqlite"
        })
@NullMarked
package io.chirograph.accesslog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

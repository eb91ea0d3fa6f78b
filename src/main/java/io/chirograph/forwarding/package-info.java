/// Sends what was published on to others: OTLP logs, OCSF over HTTPS, OCSF over syslog with TLS. Nobody
/// unless configured.
///
/// A follower with cursors of its own: export, calls, the index and the other destinations never wait for
/// one. An event leaves only after the tree over it has the root that a checkpoint signs. Events hold
/// digests and no content, so none goes out.
///
/// ```text
/// <data-dir>/forwarding/<destination>/<log id>.json   a [ForwardCursor]
/// ```
///
/// - **At least once, in order** in each log. The cursor is replaced and forced after each batch that was
///   taken; a crash before that repeats this one batch, whose events keep their ids.
/// - **Away**: no whole response in time, TLS that fails, a redirect, any status but those below. The
///   batch is tried again with growing pauses, for as long as it takes; the archive is the buffer.
/// - **Refused** (400, 413, 422): the batch is halved until the event is found that is refused. It is
///   *parked*: noted in the cursor, counted, logged, passed over. Many in a row with nothing taken between
///   are no fault of events: then the destination counts as away.
/// - **Lost**: what left the archive before it was forwarded is noted in the cursor, counted and logged.
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "event",
            "event :: encoding",
            "publishedlog",
            "query :: index",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: http",
            "support :: json",
            "support :: lifecycle",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "web"
        })
@NullMarked
package io.chirograph.forwarding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/// What stores write of the requests to them, read as records: S3's server access logs, CloudTrail's data
/// events and the
/// operations log of Ceph's gateway. No Spring, no network.
///
/// All of it is hostile: keys, user agents and query strings are whatever a client sent. Whatever is in a
/// line, reading goes on behind it; memory is bounded by [LogRecords#MAX_RECORD].
///
/// Entry types: [Action], [LogFormat], [LogRecord], [LogRecords], [StoreAccess].
@NamedInterface("format")
@NullMarked
package io.chirograph.accesslog.format;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

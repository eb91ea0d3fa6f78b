/// Other scanners over HTTP.
///
/// Entry types: [RemoteScanner], [RemoteScans], [ScannerUnavailable].
@NullMarked
package io.chirograph.content.redaction.remote;

import org.jspecify.annotations.NullMarked;

/// What is kept of a call's request and response, and of an application's event, for those who may read it.
///
/// The content comes out of the archive, is compared with the digest in the sealed event before its first byte goes
/// out, and is kept neither in the index nor in a file with a name. Who reads is recorded before, as every read is.
///
/// | bound | value |
/// |---|---|
/// | content that is read at once | 2, each of at most 64 MiB; who comes later waits for at most 10 seconds |
/// | a reason | 1 KiB |
/// | a text to compare | 8 MiB as it is sent |
///
/// Entry types: [ContentReader].
@NamedInterface("content")
@NullMarked
package io.chirograph.query.content;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

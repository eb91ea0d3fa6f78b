/// The one reader of a published log's format: names, segments, checkpoints, tree and keys, as the archive holds them.
///
/// ```text
/// <log>/events/dt=<UTC date>/<first, 16 digits>-<count>.jsonl.zst   a segment: one zstd frame, one event a line
/// <log>/payloads/<class>/dt=<segment's date>/<first, 16 digits>-<count>.jsonl.zst
///                                                                   a pack: the same, one [PackRecord] a line
/// <log>/payloads/<class>/dt=<segment's date>/<position, 16 digits>-<part>
///                                                                   content of more than 1 MiB, as it is
/// <log>/checkpoints/<size, 16 digits>                               a signed checkpoint
/// <log>/tile/<L>/<N>                                                a full tile of 256 hashes
/// ```
///
/// | bound | value |
/// |---|---|
/// | events in a segment | 1 to 65,536 |
/// | an event's line, its LF included | 65,537 bytes |
/// | a segment's lines | 64 MiB |
/// | a segment's object | 72 MiB |
/// | records in a pack | 1 to 131,072 |
/// | a record's line, its LF included | 3 MiB |
/// | a pack's lines, and its object | 64 MiB, 72 MiB |
/// | content in a line, and beside the pack | 1 MiB, 64 MiB |
/// | a zstd frame | one, with checksum and content size; a window of at most 8 MiB |
/// | a log's size | 9,999,999,999,999,999 |
///
/// The exporter writes within these bounds, and every reader accepts what lies within them and nothing else. Nothing
/// that is read here is verified against a signature unless a method says so; damage is a [DamagedObjectException],
/// an archive that does not answer is not.
///
/// Entry types: [Cosignatures], [DamagedObjectException], [KeySearch], [KnownKeys],
/// [NewestBeside], [PackCodec], [PackDigest], [PackName], [PackRecord], [PrintableText], [PublishedLog],
/// [RotationEvent], [SealedTree], [SegmentCodec], [SegmentName].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "event",
            "event :: encoding",
            "support :: digest",
            "support :: json",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "tlog :: tile"
        })
@NullMarked
package io.chirograph.publishedlog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

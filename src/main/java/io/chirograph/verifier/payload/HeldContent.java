package io.chirograph.verifier.payload;

import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.scan.ContentClaim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a pack, without its bytes.
/// @param object key of the object that holds the content; null where the pack does
/// @param digests of the content: one, or one for each version of the object with other bytes; none where it is gone
/// @param hiding why its object cannot be read as it stands: a delete marker over it, or damage; null where it can
public record HeldContent(
        long position,
        String part,
        String call,
        String level,
        @Nullable String object,
        List<PackDigest> digests,
        @Nullable Finding hiding) {
    static HeldContent of(
            PackRecord held, @Nullable String object, List<PackDigest> digests, @Nullable Finding hiding) {
        PackRecord.Head head = held.head();
        return new HeldContent(
                held.position(),
                head.part(),
                head.callId().toString(),
                head.level(),
                object,
                List.copyOf(digests),
                hiding);
    }

    /// Whether it is what an event names.
    /// @param of the event's call
    public boolean is(ContentClaim claim, @Nullable String of) {
        return call.equals(of)
                && level.equals(claim.level())
                && digests.stream().anyMatch(digest -> digest.is(claim.digest()));
    }

    /// Whether nothing is left of it but its line.
    public boolean isGone() {
        return digests.isEmpty();
    }

    /// What it is, in a few words, for a message.
    public String words() {
        PackDigest first = digests.getFirst();
        return level + " content of call " + call + ", sha256:" + first.plain() + " of " + first.length() + " bytes";
    }
}

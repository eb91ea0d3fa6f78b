package io.chirograph.archivecopy;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.tlog.MalformedException;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds what others said of each checkpoint, in step with the checkpoints: below one of three prefixes.
///
/// The tree does not cover it. Of a cosignature the oldest version is carried that is a line by the key in its name, of
/// a time stamp and a refusal the oldest.
final class AttachmentCursor {
    private static final Pattern NAME = Pattern.compile("([0-9]{16})(?:\\.tsr|/([0-9a-f]{8}))");
    private static final int MAX_OBJECT = 1 << 20;

    private final SourceLog source;
    private final String prefix;
    private final boolean isCosignatures;
    private final VersionedKeys keys;
    private @Nullable VersionedKey next;

    AttachmentCursor(SourceLog source, String prefix) throws ArchiveUnavailableException {
        this.source = source;
        this.prefix = prefix;
        this.isCosignatures = prefix.equals(source.log().layout().logId() + "/cosignatures/");
        this.keys = new VersionedKeys(source.log().archive(), prefix, prefix);
        this.next = keys.next();
    }

    /// Hands over what stands beside the checkpoint of this size. Sizes are asked for in ascending order.
    void carry(long size, PayloadCursor.Sink sink) throws ArchiveUnavailableException, CopyStoppedException {
        String end = prefix + Layout.number(size + 1);
        for (VersionedKey key = next; key != null && key.key().compareTo(end) < 0; key = next) {
            next = keys.next();
            Matcher name = NAME.matcher(key.key().substring(prefix.length()));
            if (name.matches() && Long.parseLong(name.group(1)) == size) {
                String witness = name.group(2);
                Optional<CarriedObject> chosen = source.oldest(
                        key,
                        isCosignatures ? Cosignatures.MAX_SIZE : MAX_OBJECT,
                        object -> !isCosignatures || (witness != null && isLine(object.bytes(), witness)));
                if (chosen.isPresent()) {
                    sink.accept(chosen.get());
                }
            }
        }
    }

    private static boolean isLine(byte[] bytes, String witness) {
        try {
            return HexFormat.of()
                    .toHexDigits(Cosignatures.line(bytes, witness).keyId())
                    .equals(witness);
        } catch (MalformedException e) {
            return false;
        }
    }
}

package io.chirograph.query.read;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.Shown;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes the names of what a response shows, one by one; its size is bounded, however many come. One thread at a time.
///
/// The digest is over the name of each item in the order in which they come, in ASCII, each with a line feed behind it.
final class ShownItems {
    private final SequencedSet<String> calls = new LinkedHashSet<>();
    private final SequencedSet<String> events = new LinkedHashSet<>();
    private final MessageDigest digest = Sha256.create();
    private long count;
    private long length;
    private boolean whole = true;

    void call(UUID id) {
        named(id.toString());
        whole &= add(calls, id.toString());
    }

    void event(String name, @Nullable UUID call) {
        named(name);
        whole &= add(events, name);
        if (call != null) {
            whole &= add(calls, call.toString());
        }
    }

    private void named(String name) {
        byte[] line = (name + "\n").getBytes(StandardCharsets.US_ASCII);
        digest.update(line);
        length += line.length;
        count++;
    }

    /// Whether it is among them, new or not.
    private static boolean add(SequencedSet<String> ids, String id) {
        if (ids.size() < Shown.MOST) {
            ids.add(id);
            return true;
        }
        return ids.contains(id);
    }

    /// What came; nothing may come afterwards.
    Shown all() {
        String hex = HexFormat.of().formatHex(digest.digest());
        Digest over = whole ? null : new Digest("sha256", null, hex, length);
        return new Shown(List.copyOf(calls), List.copyOf(events), count, over);
    }
}

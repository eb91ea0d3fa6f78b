package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.TextDigest;
import io.chirograph.support.digest.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/// Digests of the texts that a stream delivers in pieces.
///
/// One thread.
public final class AssembledText {
    /// More texts than these have no digest, nor have the others.
    private static final int MOST = 32;

    private record Key(int choice, int part) {}

    private static final class Text {
        private final MessageDigest sha256 = Sha256.create();
        private long length;
    }

    private final TreeMap<Key, Text> texts =
            new TreeMap<>(Comparator.comparingInt(Key::choice).thenComparingInt(Key::part));
    private boolean isLost;

    void append(int choice, int part, byte[] bytes, int offset, int length) {
        if (length == 0 || isLost) {
            return;
        }
        var key = new Key(choice, part);
        if (texts.size() == MOST && !texts.containsKey(key)) {
            lose();
            return;
        }
        Text text = texts.computeIfAbsent(key, each -> new Text());
        text.sha256.update(bytes, offset, length);
        text.length += length;
    }

    /// A piece cannot be told apart from what is no text, or from another text: there are no digests.
    public void lose() {
        isLost = true;
        texts.clear();
    }

    /// Called once.
    List<TextDigest> digests() {
        List<TextDigest> digests = new ArrayList<>();
        texts.forEach((key, text) -> {
            String hex = HexFormat.of().formatHex(text.sha256.digest());
            digests.add(new TextDigest(key.choice, key.part, new Digest("sha256", null, hex, text.length)));
        });
        return digests;
    }
}

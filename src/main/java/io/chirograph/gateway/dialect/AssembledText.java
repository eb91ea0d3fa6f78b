package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.TextDigest;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Digests of the texts that a stream delivers in pieces.
/// A piece is deferred until it is known which text it continues, up to a bound. A longer one goes to the
/// text that it seems to continue, and where that turns out to be another one no text has a digest. One
/// thread.
public final class AssembledText {
    static final Digest EMPTY = digest(new Text());

    private static final int MOST_TEXTS = 32;
    private static final int MOST_DEFERRED = 64 * 1024;

    private record Key(int choice, int part) {}

    private static final class Text {
        private final MessageDigest sha256 = Sha256.create();
        private long length;
        private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    }

    private final int most;
    private final TreeMap<Key, Text> texts =
            new TreeMap<>(Comparator.comparingInt(Key::choice).thenComparingInt(Key::part));
    private int room;
    private boolean isLost;

    private byte[] deferred = {};
    private int length;
    private int kept;
    private boolean isSpilled;
    private Key likely = new Key(0, 0);

    AssembledText() {
        this(MOST_TEXTS, 0);
    }

    /// @param most more texts than these have no digest, nor have the others
    /// @param room for so many bytes of the texts themselves
    AssembledText(int most, int room) {
        this.most = most;
        this.room = room;
    }

    /// Takes a piece of what seems to continue this part of this choice.
    public void append(byte[] more, int offset, int count, int choice, int part) {
        if (!isSpilled && count > MOST_DEFERRED - length) {
            isSpilled = true;
            likely = new Key(choice, part);
            digest(likely, deferred, 0, length);
        }
        if (isSpilled) {
            digest(likely, more, offset, count);
            return;
        }
        if (length + count > deferred.length) {
            deferred = Arrays.copyOf(deferred, Math.min(MOST_DEFERRED, Math.max(256, (length + count) * 2)));
        }
        System.arraycopy(more, offset, deferred, length, count);
        length += count;
    }

    /// What came so far is text.
    public void keep() {
        kept = length;
    }

    /// What came since [#keep] turned out to be no text.
    public void takeBack() {
        if (isSpilled) {
            lose();
        }
        length = kept;
    }

    /// What came so far is whole and continues this part of this choice.
    public void settle(int choice, int part) {
        var key = new Key(choice, part);
        if (!isSpilled) {
            digest(key, deferred, 0, length);
        } else if (!likely.equals(key)) {
            lose();
        }
        clear();
    }

    /// What came so far turned out to be no text.
    public void drop() {
        if (isSpilled) {
            lose();
        }
        clear();
    }

    private void clear() {
        length = 0;
        kept = 0;
        isSpilled = false;
    }

    private void digest(Key key, byte[] bytes, int offset, int count) {
        if (count == 0 || isLost) {
            return;
        }
        if (texts.size() == most && !texts.containsKey(key)) {
            lose();
            return;
        }
        Text text = texts.computeIfAbsent(key, each -> new Text());
        text.sha256.update(bytes, offset, count);
        text.length += count;
        ByteArrayOutputStream to = text.kept;
        if (to != null && count <= room) {
            to.write(bytes, offset, count);
            room -= count;
        } else if (to != null) {
            room += to.size();
            text.kept = null;
        }
    }

    /// A piece cannot be told apart from what is no text, or from another text: there are no digests.
    public void lose() {
        isLost = true;
        texts.clear();
    }

    /// The texts for which there was room, by choice.
    Map<Integer, byte[]> kept() {
        Map<Integer, byte[]> found = new HashMap<>();
        texts.forEach((key, text) -> {
            if (text.kept != null) {
                found.put(key.choice(), text.kept.toByteArray());
            }
        });
        return found;
    }

    /// Called once.
    List<TextDigest> digests() {
        return texts.entrySet().stream()
                .map(each ->
                        new TextDigest(each.getKey().choice(), each.getKey().part(), digest(each.getValue())))
                .toList();
    }

    private static Digest digest(Text text) {
        return new Digest("sha256", null, HexFormat.of().formatHex(text.sha256.digest()), text.length);
    }
}

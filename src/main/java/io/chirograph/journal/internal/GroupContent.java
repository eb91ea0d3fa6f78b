package io.chirograph.journal.internal;

import io.chirograph.journal.StoredContent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a reader gathers ahead of a record: its names, and the content that came with it.
///
/// Holds no more than one group. For one thread.
final class GroupContent {
    private final List<Frame> pieces = new ArrayList<>();
    private final List<Frame> names = new ArrayList<>();

    void clear() {
        pieces.clear();
        names.clear();
    }

    /// Takes a frame that has no position.
    void add(Frame frame) {
        switch (frame.kind()) {
            case CONTENT -> pieces.add(frame);
            case NAMES -> names.add(frame);
            default -> {}
        }
    }

    /// What the record `frame` names; what was gathered is forgotten. Null where that does not hold.
    @Nullable
    List<StoredContent> of(Frame frame) {
        if (names.isEmpty()) {
            pieces.clear();
            return List.of();
        }
        List<StoredContent> content = new ArrayList<>(names.size());
        for (Frame one : names) {
            ContentFrames.Name name = ContentFrames.name(one);
            if (name == null || !one.key().equals(frame.key())) {
                return null;
            }
            boolean isInline = name.group() == ContentFrames.OWN_GROUP;
            byte[] inline = isInline ? inline(frame.key(), name) : null;
            if (isInline && inline == null) {
                return null;
            }
            long group = isInline ? frame.group() : name.group();
            content.add(
                    new StoredContent(name.part(), name.retentionClass(), name.head(), name.length(), inline, group));
        }
        clear();
        return content;
    }

    /// All bytes of the part; null when the gathered pieces are not all of it.
    private byte @Nullable [] inline(UUID key, ContentFrames.Name name) {
        if (name.length() < 0 || name.length() > Frame.MAX_GROUP_BYTES) {
            return null;
        }
        var all = new byte[(int) name.length()];
        int at = 0;
        int next = 0;
        for (Frame frame : pieces) {
            ContentFrames.Piece piece = frame.key().equals(key) ? ContentFrames.piece(frame) : null;
            if (piece != null && piece.part() == name.part()) {
                if (piece.index() != next || piece.length() > all.length - at) {
                    return null;
                }
                piece.copyTo(all, at);
                at += piece.length();
                next++;
            }
        }
        return at == all.length && next == name.pieces() ? all : null;
    }
}

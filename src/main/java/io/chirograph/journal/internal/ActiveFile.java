package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What walking the active file found.
/// @param end where its good groups end
/// @param nextSequence of the next record
/// @param nextGroup of the next group
/// @param openKeys opened and not closed up to there
/// @param stoppedAt where the *stopped* frame begins that is its last group; -1 when it is not
/// @param unreported a recovery that no record has followed; null when there is none
/// @param tail what stands behind
public record ActiveFile(
        long end,
        long nextSequence,
        long nextGroup,
        OpenKeys openKeys,
        long stoppedAt,
        @Nullable Tail unreported,
        Tail tail) {

    public boolean clean() {
        return stoppedAt >= 0 && !tail.torn();
    }

    public static ActiveFile examine(OpenFile file, JournalFile of) throws IOException, JournalCorruptException {
        var walk = new FrameWalk(file, of.markFor(of.firstSequence()), of.length());
        var found = new Findings();
        long groupStart = 0;
        for (Frame frame = walk.next(); frame != null; frame = walk.next()) {
            found.pending.add(frame);
            if (frame.last()) {
                found.apply(groupStart);
                of.mark(walk.sequence(), walk.group(), walk.offset());
                groupStart = walk.offset();
            }
        }
        if (walk.groupEnd() == 0) {
            throw new JournalCorruptException(of.name() + ": the group that begins the file does not hold");
        }
        Tail tail = Tail.examine(file, of, walk.groupEnd(), walk.group());
        return new ActiveFile(
                walk.groupEnd(),
                walk.groupSequence(),
                walk.group(),
                found.openKeys,
                found.stoppedAt,
                found.unreported,
                tail);
    }

    private static final class Findings {
        private final List<Frame> pending = new ArrayList<>();
        private final OpenKeys openKeys = new OpenKeys();
        private long stoppedAt = -1;
        private @Nullable Tail unreported;

        private void apply(long groupStart) {
            stoppedAt = -1;
            for (Frame frame : pending) {
                switch (frame.kind()) {
                    case PLAIN, ROTATES -> unreported = null;
                    case OPENS -> {
                        unreported = null;
                        openKeys.open(frame.key(), frame.retention());
                    }
                    case CLOSES -> {
                        unreported = null;
                        openKeys.close(frame.key());
                    }
                    case FILE -> openKeys.clear();
                    case OPEN_KEYS -> openKeys.addAll(new OpenKeys.Listed(frame.retention(), frame.payload()));
                    case STOPPED -> stoppedAt = groupStart;
                    case RECOVERED -> {
                        Tail recovered = Tail.decode(frame.payload());
                        unreported = unreported == null || recovered.torn() ? recovered : unreported;
                    }
                }
            }
            pending.clear();
        }
    }
}

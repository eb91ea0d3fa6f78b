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
/// @param pins content that records of this and older files name, and what is staged and not named
/// @param unnamed how many parts are staged and not named, and not reported in a record
/// @param contentFrames how many pieces of content it has
/// @param contentBytes bytes in these
/// @param unreported a recovery that no record has followed; null when there is none
/// @param tail what stands behind
public record ActiveFile(
        long end,
        long nextSequence,
        long nextGroup,
        OpenKeys openKeys,
        Pins pins,
        long unnamed,
        long contentFrames,
        long contentBytes,
        long stoppedAt,
        @Nullable Tail unreported,
        Tail tail) {

    public boolean clean() {
        return stoppedAt >= 0 && !tail.torn();
    }

    public static ActiveFile examine(OpenFile file, JournalFile of) throws IOException, JournalCorruptException {
        var walk = new FrameWalk(file, of.version(), of.beginning(), of.length());
        var found = new Findings();
        long groupStart = 0;
        for (Frame frame = walk.next(); frame != null; frame = walk.next()) {
            found.pending.add(frame);
            if (frame.last()) {
                found.apply(groupStart, of);
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
                found.pins,
                found.dropped + found.pins.dropStaged(),
                found.contentFrames,
                found.contentBytes,
                found.stoppedAt,
                found.unreported,
                tail);
    }

    private static final class Findings {
        private final List<Frame> pending = new ArrayList<>();
        private final OpenKeys openKeys = new OpenKeys();
        private final Pins pins = new Pins();
        private long dropped;
        private long contentFrames;
        private long contentBytes;
        private long stoppedAt = -1;
        private @Nullable Tail unreported;

        private void apply(long groupStart, JournalFile of) {
            stoppedAt = -1;
            for (Frame frame : pending) {
                if (frame.kind().record() != null) {
                    unreported = null;
                    dropped = 0;
                }
                switch (frame.kind()) {
                    case PLAIN, ROTATES -> {}
                    case OPENS -> openKeys.open(frame.key(), frame.retention());
                    case CLOSES -> {
                        openKeys.close(frame.key());
                        pins.closed(frame.key());
                    }
                    case CONTENT -> {
                        contentFrames++;
                        contentBytes += ContentFrames.length(frame);
                        pins.found(frame, of);
                    }
                    case NAMES -> pins.found(frame, of);
                    case PINS -> pins.addAll(frame.payload());
                    case FILE -> openKeys.clear();
                    case OPEN_KEYS -> openKeys.addAll(new OpenKeys.Listed(frame.retention(), frame.payload()));
                    case STOPPED -> {
                        stoppedAt = groupStart;
                        dropped += pins.dropStaged(); // nobody is left to name it
                    }
                    case RECOVERED -> {
                        dropped += pins.dropStaged();
                        Tail recovered = Tail.decode(frame.payload());
                        unreported = unreported == null || recovered.torn() ? recovered : unreported;
                    }
                }
            }
            pending.clear();
        }
    }
}

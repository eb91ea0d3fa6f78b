package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a call took.
/// @param toFirstByteMillis from sending to the first byte of the response; null when none arrived
/// @param durationMillis from the call's arrival to its last event; null when unknown
/// @param marks when the response came; null of one that is no stream, or whose content is not kept
public record Timing(
        @Nullable Long toFirstByteMillis,
        @Nullable Long durationMillis,
        @Nullable Marks marks) implements Fields.Part {
    public static final Timing UNKNOWN = new Timing(null, null);

    /// Without marks.
    public Timing(@Nullable Long toFirstByteMillis, @Nullable Long durationMillis) {
        this(toFirstByteMillis, durationMillis, null);
    }

    /// When a stream came: of some moments, how many bytes of the response had come by then.
    ///
    /// As many moments as byte counts, both rising; the last mark is the last byte's.
    /// @param millis since the first byte
    /// @param bytes of the response that had come
    public record Marks(List<Long> millis, List<Long> bytes) implements Fields.Part {
        /// So many marks there are at most.
        public static final int MOST = 128;

        public Marks {
            millis = List.copyOf(millis);
            bytes = List.copyOf(bytes);
            if (millis.size() != bytes.size() || millis.size() > MOST) {
                throw new IllegalArgumentException("marks must be pairs, at most " + MOST + " of them, were "
                        + millis.size() + " moments and " + bytes.size() + " counts");
            }
        }

        @Override
        public void writeTo(Fields data) {
            data.numbers("millis", millis).numbers("bytes", bytes);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.number("timeToFirstByteMillis", toFirstByteMillis)
                .number("durationMillis", durationMillis)
                .object("marks", marks);
    }
}

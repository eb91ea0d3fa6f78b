package io.chirograph.gateway.exchange;

import io.chirograph.event.value.Timing;
import java.util.ArrayList;
import java.util.List;

/// Marks when a response comes, in a bounded number of marks. One thread.
///
/// Each mark is true: by its moment so many bytes had come. Where there are too many, every other one is dropped, and
/// later ones keep twice the distance; so a stream of any length costs the same, and its marks lie evenly.
final class MarkCollector {
    private static final int ROOM = Timing.Marks.MOST - 1; // the last one is the end's
    private final long[] millis = new long[ROOM];
    private final long[] bytes = new long[ROOM];
    private int count;
    private long distance = 1;
    private long first;
    private long last;
    private long all;

    /// So many bytes have come by now.
    /// @param nanos the time, as [System#nanoTime] tells it
    void mark(long nanos, long received) {
        if (all == 0) {
            first = nanos;
        }
        last = (nanos - first) / 1_000_000;
        all = received;
        if (count == 0 || last - millis[count - 1] >= distance) {
            if (count == ROOM) {
                thin();
            }
            if (count == 0 || last - millis[count - 1] >= distance) {
                millis[count] = last;
                bytes[count] = received;
                count++;
            }
        }
    }

    private void thin() {
        int kept = 0;
        for (int i = 0; i < count; i += 2) {
            millis[kept] = millis[i];
            bytes[kept] = bytes[i];
            kept++;
        }
        count = kept;
        distance = Math.max(distance * 2, last / ROOM);
    }

    Timing.Marks marks() {
        List<Long> moments = new ArrayList<>(count + 1);
        List<Long> counts = new ArrayList<>(count + 1);
        for (int i = 0; i < count; i++) {
            moments.add(millis[i]);
            counts.add(bytes[i]);
        }
        if (count > 0 && bytes[count - 1] != all) {
            moments.add(last);
            counts.add(all);
        }
        return new Timing.Marks(moments, counts);
    }
}

package io.chirograph.event;

import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.SampleFacts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// A program, not a test: what it costs to make the two events of a call. Prints nanoseconds of CPU
/// time per event, the median of rounds after warm-up.
public final class EncodingCost {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 30;
    private static final int ROUNDS = 21;
    private static final int EVENTS = 50_000;

    private EncodingCost() {}

    public static void main(String[] arguments) {
        EventEncoder encoder = new EventEncoder("example.com/chirograph/gw-1", Clock.systemUTC());
        UUID callId = new UuidV7(Clock.systemUTC()).next();
        SortedMap<String, Object> parameters = new TreeMap<>();
        parameters.put("gen_ai.request.temperature", 0.7);
        parameters.put("gen_ai.request.max_tokens", 1024L);
        parameters.put("tools.count", 3L);
        parameters.put("tools", SampleFacts.digest(2048));
        SortedMap<String, Object> metadata = new TreeMap<>();
        metadata.put("ticket", "T-1234");
        metadata.put("attempt", 1L);
        CallStarted started = SampleFacts.started(callId, parameters, metadata);
        CallCompleted completed = SampleFacts.completed(callId);

        System.out.printf(
                "started:   %,d bytes, %,d ns%n",
                encoder.encode(started).canonical().length, median(() -> encoder.encode(started)));
        System.out.printf(
                "completed: %,d bytes, %,d ns%n",
                encoder.encode(completed).canonical().length, median(() -> encoder.encode(completed)));
    }

    private interface Encoding {
        Event encode();
    }

    private static long median(Encoding encoding) {
        long[] nanos = new long[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long bytes = 0;
            long start = THREAD.getCurrentThreadCpuTime();
            for (int i = 0; i < EVENTS; i++) {
                bytes += encoding.encode().canonical().length;
            }
            long each = (THREAD.getCurrentThreadCpuTime() - start) / EVENTS;
            if (bytes == 0) {
                throw new IllegalStateException("nothing was encoded");
            }
            if (round >= 0) {
                nanos[round] = each;
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }
}

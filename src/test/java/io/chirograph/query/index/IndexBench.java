package io.chirograph.query.index;

import io.chirograph.archive.configured.Archives;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.CompactRange;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/// How long each filter, full text and figures take over an index of many small events, how large it is on disk, and
/// how fast it is built.
///
/// Arguments: a directory, how many events, and with what the questions begin that are asked (all without);
/// `/console` asks the pages of the console alone. What an earlier run left there is taken as it is, and filled up.
public final class IndexBench {
    private static final int ROUNDS = 60;
    private static final int STEP = 20_000;
    private static final int BEAT = 1000;
    private static final long START = TestLog.START.toEpochMilli();
    private final Random random = new Random(1);
    private final TestLog log;
    private final IndexStore index;

    private IndexBench(TestLog log, IndexStore index) {
        this.log = log;
        this.index = index;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]).toAbsolutePath();
        long size = Long.parseLong(args[1]);
        Path key = directory.resolve("key");
        Files.createDirectories(directory);
        if (!Files.exists(key)) {
            Files.write(key, TestLog.key());
        }
        TestLog log = new TestLog(
                Archives.directory(directory.resolve("archive")),
                "example.com/chirograph/bench",
                Files.readAllBytes(key));
        try (IndexStore index = TestIndex.open(directory.resolve("index"))) {
            IndexBench bench = new IndexBench(log, index);
            long before = System.nanoTime();
            long cpu = cpu();
            long filled = bench.fill(size);
            double seconds = (System.nanoTime() - before) / 1e9;
            long bytes = Files.size(directory.resolve("index/index.db"));
            System.out.printf(
                    "%d events indexed in %.0f s, %.0f a second, %.0f s of processor; %.1f GB on disk, %.0f bytes an"
                            + " event%n",
                    filled, seconds, filled / seconds, (cpu() - cpu) / 1e9, bytes / 1e9, (double) bytes / size);
            bench.measure(args.length > 2 ? args[2] : "");
        }
        if (args.length < 3 || args[2].startsWith("/console")) {
            String beginning = args.length < 3 ? "" : args[2].substring("/console".length());
            try (ConsoleBench console =
                    ConsoleBench.start(directory, log.followed().key().encode())) {
                console.measure(PAGES.stream()
                        .filter(page -> ("/" + page).startsWith(beginning))
                        .toList());
                if (beginning.isEmpty()) {
                    console.measure(QUESTIONS.stream()
                            .filter(one -> one.startsWith("calls?"))
                            .toList());
                    console.walk();
                }
            }
        }
    }

    private static final List<String> PAGES = List.of(
            "overview?last=day",
            "overview?last=week",
            "overview?last=month",
            "calls",
            "calls/facet?group=actor",
            "calls/facet?group=tenant",
            "calls/facet?group=model",
            "calls/facet?group=provider",
            "calls/facet?group=key",
            "calls/facet?group=class",
            "calls/facet?group=model&tenant=tenant-9#",
            "calls/facet?group=model&provider!=provider-0",
            "calls/facet?group=model&from=2026-11-22T00:00:00Z&to=2026-11-22T01:00:00Z",
            "calls/facet?group=model&q=order week",
            "calls/facet?group=model&q=model-1 model-2",
            "calls/facet?group=model&q=OPS-1*",
            "logs",
            "reads",
            "retention");

    /// Events of calls, two each, as the writer takes them from segments; the sealed bytes are small ones.
    private long fill(long size) throws Exception {
        CompactRange range;
        try (IndexConnection connection = Objects.requireNonNull(index.writer())) {
            range = LogCursor.of(connection, log.followed().id()).range().copy();
        }
        long before = range.size();
        while (range.size() < size) {
            try (IndexConnection connection = Objects.requireNonNull(index.writer())) {
                LogCursor cursor = LogCursor.of(connection, log.followed().id());
                try (IndexWriter writer = index.writer(connection, cursor.number())) {
                    for (int i = 0; i < STEP && range.size() < size; i++) {
                        byte[] bytes = event(range.size());
                        var leaf = TreeHasher.leaf(bytes);
                        writer.event(range.size(), bytes, leaf);
                        range.append(leaf, (height, at, hash) -> node(writer, height, at, hash));
                    }
                }
                byte[] note = SignedNote.sign(
                                new Checkpoint(log.signer().verifierKey().name(), range.size(), range.root()).text(),
                                log.signer())
                        .bytes();
                new LogCursor(cursor.number(), range.copy(), null).write(connection, note);
                connection.commit();
            }
        }
        return size - before;
    }

    private static void node(IndexWriter writer, int height, long at, io.chirograph.tlog.Hash hash) {
        try {
            if (height > 0 && height % 8 == 0) {
                writer.node(height / 8, at, hash);
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Events of calls, two each, and every thousandth one, which is every minute, a heartbeat; the first begins the
    /// log.
    private byte[] event(long position) {
        if (position % BEAT == 0) {
            String type = position == 0 ? "log.started" : "log.heartbeat";
            return event(position, type, "{\"heartbeatMillis\":60000,\"sizes\":{\"exported\":" + position + "}}");
        }
        long nth = position - position / BEAT - 1;
        long call = nth / 2;
        Random of = new Random(call);
        UUID id = new UUID(0x019a_0000_0000_7000L, 0x8000_0000_0000_0000L | call);
        String data;
        if (nth % 2 == 0) {
            data = "{\"actor\":{\"verified\":{\"application\":\"app-" + skewed(of, 20) + "\",\"keyId\":\"k"
                    + skewed(of, 50) + "\",\"tenant\":\"tenant-" + skewed(of, 100)
                    + "\"},\"asserted\":{\"user\":\"user-"
                    + skewed(of, 20_000) + "\"}},\"callId\":\"" + id + "\",\"gen_ai.operation.name\":\"chat\","
                    + "\"gen_ai.request.model\":\"model-" + skewed(of, 30) + "\",\"metadata\":{\"case\":\"OPS-"
                    + of.nextInt(500_000) + "\",\"note\":\"order " + of.nextInt(3000) + " of week " + of.nextInt(52)
                    + "\"},\"peer\":\"10.0." + of.nextInt(4) + "." + of.nextInt(250) + "\",\"policy\":{\"dataClass\":"
                    + "\"class-" + skewed(of, 5) + "\",\"rules\":[\"r" + skewed(of, 10)
                    + "\"]},\"provider\":\"provider-"
                    + skewed(of, 8) + "\",\"region\":\"region-" + skewed(of, 4) + "\",\"trace\":{\"traceId\":\""
                    + HexFormat.of().toHexDigits(of.nextLong()) + HexFormat.of().toHexDigits(of.nextLong()) + "\"}}";
        } else {
            of.setSeed(-call);
            boolean fails = of.nextInt(50) == 0;
            data = "{\"callId\":\"" + id + "\",\"durationMillis\":" + (long) Math.exp(of.nextGaussian() + 6)
                    + ",\"gen_ai.usage.input_tokens\":" + (long) Math.exp(of.nextGaussian() * 1.5 + 6)
                    + ",\"gen_ai.usage.output_tokens\":" + (long) Math.exp(of.nextGaussian() + 5) + ",\"outcome\":\""
                    + (fails ? "timeout" : "ok") + "\",\"providerRequestId\":\"req_"
                    + HexFormat.of().toHexDigits(of.nextLong()) + "\",\"status\":" + (fails ? 504 : 200) + "}";
        }
        return event(position, nth % 2 == 0 ? "ai.call.started" : "ai.call.completed", data);
    }

    private static byte[] event(long position, String type, String data) {
        return ("{\"data\":" + data + ",\"id\":\"" + new UUID(0x019b_0000_0000_7000L, 0x8000_0000_0000_0000L | position)
                        + "\",\"source\":\"//x\",\"specversion\":\"1.0\",\"time\":\""
                        + Instant.ofEpochMilli(START + position * 60) + "\",\"type\":\"" + type + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// A number below `bound`, small ones far more often.
    private static int skewed(Random random, int bound) {
        double share = random.nextDouble();
        return (int) (share * share * share * bound);
    }

    private void measure(String beginning) throws Exception {
        IndexReader reader = new IndexReader(index, new FollowedLogs(List.of(log.followed())));
        for (String question :
                QUESTIONS.stream().filter(one -> one.startsWith(beginning)).toList()) {
            long[] nanos = new long[ROUNDS];
            long[] cpus = new long[ROUNDS];
            int empty = 0;
            for (int i = 0; i < ROUNDS; i++) {
                String[] parts = question.replace("#", "" + random.nextInt(8)).split("\\?", -1);
                long before = System.nanoTime();
                long cpu = cpu();
                empty += ask(reader, parts[0], parts[1]);
                nanos[i] = System.nanoTime() - before;
                cpus[i] = cpu() - cpu;
            }
            Arrays.sort(nanos);
            Arrays.sort(cpus);
            System.out.printf(
                    "%-70s median %7.1f ms, 99%% %7.1f ms; of processor %7.1f, %7.1f; %d empty pages%n",
                    question,
                    nanos[ROUNDS / 2] / 1e6,
                    nanos[ROUNDS * 99 / 100] / 1e6,
                    cpus[ROUNDS / 2] / 1e6,
                    cpus[ROUNDS * 99 / 100] / 1e6,
                    empty);
        }
    }

    /// What this thread, SQLite included, had of a processor, in nanoseconds. On a busy machine it tells more than
    /// time.
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static int ask(IndexReader reader, String path, String parameters) throws Exception {
        Map<String, String[]> given = new TreeMap<>();
        for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split("&", -1)) {
            int equals = parameter.indexOf('=');
            given.put(parameter.substring(0, equals), new String[] {parameter.substring(equals + 1)});
        }
        if (path.equals("summary")) {
            return reader.summary(QueryParameters.summary(given)).items().isEmpty() ? 1 : 0;
        }
        ListQuery query = QueryParameters.parse(path, given);
        return switch (path) {
            case "calls" -> reader.calls(query).items().isEmpty() ? 1 : 0;
            case "events" -> reader.events(query).items().isEmpty() ? 1 : 0;
            default -> reader.timeline(query).items().isEmpty() ? 1 : 0;
        };
    }

    private static final List<String> QUESTIONS = List.of(
            "calls?",
            "calls?order=asc",
            "calls?provider=provider-#",
            "calls?provider=provider-7,provider-#",
            "calls?provider!=provider-0",
            "calls?model=model-1*",
            "calls?tenant=tenant-9#&model=model-2#",
            "calls?tenant=tenant-0&provider=provider-7&outcome=timeout",
            "calls?outcome=timeout",
            "calls?outcome!=ok",
            "calls?outcome=open",
            "calls?status=5*",
            "calls?inputTokens=20000..",
            "calls?inputTokens=100..200&durationMillis=..50",
            "calls?dataClass=class-4&region=region-3",
            "calls?actor=user-19#0",
            "calls?metadata.case=OPS-1234#",
            "calls?metadata.case!=OPS-1234#",
            "calls?client=10.0.1.#",
            "calls?type=ai.call.refused",
            "calls?q=order 17# week",
            "calls?q=order week",
            "calls?q=OPS-1234#",
            "calls?q=order&provider=provider-#",
            "calls?q=week 5# timeout",
            "calls?q=week",
            "calls?q=nowhere",
            "calls?q=order week chat",
            "calls?q=order week chat&order=asc",
            "calls?q=model-1 model-2",
            "calls?q=chat timeout",
            "calls?q=OPS-#",
            "calls?q=ord*",
            "calls?q=OPS-1*",
            "calls?q=order 17#&tenant=tenant-9#",
            "calls?q=order week&from=2026-11-22T10:00:00Z&to=2026-11-22T10:01:00Z",
            "calls?q=order week&tenant=tenant-99",
            "events?type=ai.call.completed",
            "events?provider=provider-#",
            "events?metadata.case=OPS-1234#",
            "events?provider!=provider-0",
            "events?q=order 17# week",
            "events?q=week",
            "events?q=nowhere",
            "events?q=OPS-1234#",
            "events?q=order week chat",
            "events?q=order week chat&order=asc",
            "events?q=model-1 model-2",
            "events?q=order 17#&type=ai.call.completed",
            "events?q=order&tenant=tenant-99",
            "events?q=order week&from=2026-11-22T10:00:00Z&to=2026-11-22T10:01:00Z",
            "calls?namedBy=D-1234#",
            "timeline?metadata.case=OPS-1234#&order=asc",
            "timeline?actor=user-19#0&order=asc",
            "timeline?actor=user-1#&order=desc",
            "timeline?actor=user-1#&order=desc&q=order week",
            "timeline?actor=user-0&order=desc&q=order week",
            "timeline?actor=user-0&order=asc&q=order 17#",
            "timeline?actor=user-0&q=model-1 model-2",
            "summary?from=2026-11-21T10:00:00Z&to=2026-11-22T10:00:00Z&by=hour&group=model",
            "summary?provider=provider-7&by=day&group=tenant");
}

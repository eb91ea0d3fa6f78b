package io.chirograph.journal.kafka;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalStatus;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import io.chirograph.journal.internal.CommitObserver;
import io.chirograph.journal.internal.ContentBounds;
import io.chirograph.support.concurrent.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal in a topic of Kafka: offset is position. Format, invariants and what a crash leaves are in the package's
/// description.
public final class KafkaJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaJournal.class);
    private static final int MOST_TOGETHER = 1024;
    private static final int FRAME = 64;
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration CHECK = Duration.ofMinutes(1);

    private final KafkaProperties settings;
    private final Duration grace;
    private final Duration recheck;
    private final CommitObserver observer;
    private final Cluster cluster;
    private final Claim claim;
    private final TopicReader records;
    private final TopicReader contents;
    private final ContentReader content;
    private final GroupWriter group;
    private final OpenCalls calls;
    private final ContentState contentState;
    private final RecoveryReport recovery;
    private final String durability;
    private final ArrayDeque<Confirmed> confirmations = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Thread writer;
    private final Worker housekeeper;
    private volatile boolean idle;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable JournalFailedException failure;
    private volatile Runnable whenFailed = () -> {};
    private volatile long firstSequence;
    private volatile long confirmed;
    private volatile List<String> findings;
    private long removable;

    private record Confirmed(long sequence, long nanos) {}

    /// Opens the journal that the configuration describes.
    /// @param environment `chirograph.environment`
    /// @param held the claim that it works under; null to take one. Closed with the journal
    /// @throws io.chirograph.journal.JournalLockedException another process has it
    /// @throws JournalCorruptException it holds what no journal wrote
    /// @throws IOException the cluster does not answer, or is none that a journal can rely on
    public static KafkaJournal open(
            KafkaProperties settings,
            JournalProperties limits,
            String environment,
            @Nullable Claim held,
            CommitObserver observer)
            throws IOException, JournalCorruptException {
        boolean mayBeUnsafe = mayBeUnsafe(settings, environment);
        return open(
                settings, limits, settings.nodeName(), new ConfiguredClients(settings), mayBeUnsafe, held, observer);
    }

    private static boolean mayBeUnsafe(KafkaProperties settings, String environment) {
        if (settings.developmentCluster() && !environment.equals("development")) {
            throw new IllegalStateException("chirograph.journal.kafka.development-cluster is true, which is for"
                    + " chirograph.environment development alone, and that is " + environment);
        }
        return settings.developmentCluster();
    }

    /// Waits until a partition of the topic is free, and claims it.
    /// @param waiting is told now and then who holds them, as long as none is free
    /// @throws IOException the cluster does not answer, is none that a journal can rely on, or refuses this process
    public static Claim await(KafkaProperties settings, String environment, Consumer<Map<Integer, String>> waiting)
            throws IOException {
        var clients = new ConfiguredClients(settings);
        try (Cluster cluster = new Cluster(clients.admin(), settings)) {
            require(cluster.checkAll(), mayBeUnsafe(settings, environment));
            Integer wanted = settings.partition();
            return cluster.await(
                    Claim.join(
                            clients,
                            settings.requiredTopic(),
                            settings.nodeName(),
                            wanted == null ? Claim.ANY : wanted),
                    waiting);
        }
    }

    /// Claims the topic and reads it from its first record to its last; on return what it found is durable.
    /// @throws io.chirograph.journal.JournalLockedException another process has it
    /// @throws JournalCorruptException it holds what no journal wrote
    /// @throws IOException the cluster does not answer, or is none that a journal can rely on
    static KafkaJournal open(
            KafkaProperties settings,
            JournalProperties limits,
            String node,
            KafkaClients clients,
            boolean mayBeUnsafe,
            @Nullable Claim held,
            CommitObserver observer)
            throws IOException, JournalCorruptException {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Cluster cluster = new Cluster(clients.admin(), settings);
            opened.add(cluster);
            Preflight.Report report = cluster.check();
            require(report, mayBeUnsafe);
            LogTopics topics = settings.topics();
            Claim claim = held == null ? Claim.take(clients, topics.records(), node, settings.partition()) : held;
            opened.add(claim);
            var records = new TopicReader(clients::reader, topics.ofRecords(), settings.requestTimeout());
            opened.add(records);
            var contents = new TopicReader(clients::reader, topics.ofContent(), settings.requestTimeout());
            opened.add(contents);
            Recovered found = Recovered.of(records, cluster.range(topics.ofRecords()));
            Cluster.Range content = cluster.range(topics.ofContent());
            var group = new GroupWriter(
                    clients.producer(),
                    topics,
                    node,
                    found.calls(),
                    found.content(),
                    observer,
                    found.range().end(),
                    content.end());
            return new KafkaJournal(
                    settings, limits, observer, cluster, claim, records, contents, group, found, report);
        } catch (KafkaException e) {
            closeAll(opened);
            Throwable cause = e.getCause();
            throw new IOException(
                    "the journal on Kafka cannot be opened: " + e.getMessage()
                            + (cause == null ? "" : ": " + cause.getMessage()),
                    e);
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static void require(Preflight.Report report, boolean mayBeUnsafe) throws IOException {
        if (!report.broken().isEmpty() || (!mayBeUnsafe && !report.unsafe().isEmpty())) {
            throw new IOException("chirograph.journal.type is kafka and the cluster is none to rely on: "
                    + String.join("; ", report.all()));
        }
        report.unsafe().forEach(one -> LOG.warn("DEVELOPMENT CLUSTER, acknowledged records can be lost: {}", one));
        LOG.info("journal on Kafka, {}", report.durability());
    }

    private static void closeAll(List<AutoCloseable> opened) {
        for (AutoCloseable one : opened.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.debug("closing after a failed start went wrong", e);
            }
        }
    }

    /// What the topic holds at the start.
    private record Recovered(Cluster.Range range, OpenCalls calls, ContentState content) {
        static Recovered of(TopicReader records, Cluster.Range range) throws IOException, JournalCorruptException {
            var calls = new OpenCalls();
            var content = new ContentState();
            var last = new GroupOrder();
            long next = records.read(range.begin(), range.end(), record -> {
                RecordCodec.Decoded decoded = RecordCodec.decode(record);
                last.see(decoded);
                calls.apply(decoded.stored().entry(), record.offset());
                decoded.stored().content().forEach(one -> content.named(record.offset(), null, one.group()));
                return true;
            });
            if (next != range.end()) {
                throw new IOException("the topic ended at " + next + ", where " + range.end() + " was said");
            }
            last.requireEnd(range.end());
            return new Recovered(range, calls, content);
        }
    }

    @SuppressWarnings("ThreadStartInConstructor") // last act of a final class
    private KafkaJournal(
            KafkaProperties settings,
            JournalProperties limits,
            CommitObserver observer,
            Cluster cluster,
            Claim claim,
            TopicReader records,
            TopicReader contents,
            GroupWriter group,
            Recovered found,
            Preflight.Report report) {
        this.settings = settings;
        this.grace = limits.grace();
        this.recheck = limits.recheck();
        this.observer = observer;
        this.cluster = cluster;
        this.claim = claim;
        this.records = records;
        this.contents = contents;
        this.content = new ContentReader(contents, group::contentEnd);
        this.group = group;
        this.calls = found.calls();
        this.contentState = found.content();
        this.firstSequence = found.range().begin();
        this.confirmed = firstSequence;
        this.findings = report.all();
        this.durability = report.durability();
        Map<UUID, Byte> open = calls.all();
        boolean isNew = found.range().end() == 0;
        this.recovery = new RecoveryReport(isNew, open.isEmpty(), found.range().end(), open, 0, null, 0);
        this.writer = Thread.ofPlatform().name("journal-writer").daemon().start(this::write);
        this.housekeeper = Worker.start("journal-housekeeping", Worker.Serves.CALLS, this::keepHouseRegularly);
    }

    @Override
    public long append(JournalRecord entry, List<NamedContent> content)
            throws JournalFullException, JournalFailedException {
        return append(List.of(new Entry(entry, content)), entry);
    }

    @Override
    public long append(List<Entry> entries) throws JournalFullException, JournalFailedException {
        if (entries.size() == 1) {
            return append(entries.getFirst().record(), entries.getFirst().content());
        }
        ContentBounds.check(entries);
        long bytes = 0;
        for (Entry one : entries) {
            bytes += FRAME + one.record().payload().length;
            for (NamedContent content : one.content()) {
                bytes += 2 * FRAME + content.rest().length + content.head().length;
            }
        }
        if (bytes > MAX_TOGETHER) {
            throw new IllegalArgumentException(entries.size() + " records take " + bytes
                    + " bytes, the journal takes at most " + MAX_TOGETHER + " together");
        }
        return append(entries, entries.getFirst().record());
    }

    private long append(List<Entry> entries, JournalRecord first) throws JournalFullException, JournalFailedException {
        for (Entry one : entries) {
            ContentBounds.check(one.record());
            ContentBounds.check(one.record(), one.content());
        }
        long began = System.nanoTime();
        try {
            long sequence = commit(Waiting.append(entries));
            observer.appended(System.nanoTime() - began);
            return sequence;
        } catch (JournalFullException e) {
            if (first.kind() == RecordKind.CLOSES) {
                calls.giveUp(first.key(), System.nanoTime());
            }
            throw e;
        } catch (JournalFailedException e) {
            if (first.kind() == RecordKind.CLOSES || first.kind() == RecordKind.OPENS) {
                calls.giveUp(first.key(), System.nanoTime());
            }
            throw e;
        }
    }

    @Override
    public StagedContent stage(UUID key, byte part, StagedContent before, byte[] bytes)
            throws JournalFullException, JournalFailedException {
        ContentBounds.check(key, part, before, bytes);
        long first = commit(Waiting.stage(new Waiting.Staging(key, part, before, bytes)));
        return GroupWriter.after(before, first, bytes.length);
    }

    private long commit(Waiting one) throws JournalFullException, JournalFailedException {
        refuseWhenFailed();
        String refusal = refusal();
        if (refusal != null) {
            throw new JournalFullException(refusal, recheck);
        }
        waiting.add(one);
        if (ended) {
            failAll();
        } else if (idle) {
            LockSupport.unpark(writer);
        }
        return one.await(settings.commitTimeout());
    }

    private void refuseWhenFailed() throws JournalFailedException {
        JournalFailedException failed = failure;
        if (failed != null) {
            throw new JournalFailedException("the journal is closed for writing: " + failed.getMessage(), failed);
        }
    }

    /// Why nothing is sent now, although it may be again; null while it is.
    @Nullable
    String refusal() {
        Duration silence = group.silence();
        if (silence.compareTo(settings.commitTimeout()) >= 0) {
            return "the in-sync replicas of topic " + settings.requiredTopic() + " have not acknowledged anything for "
                    + silence.toSeconds() + " seconds";
        }
        return claim.isHeld() ? null : "the claim on topic " + settings.requiredTopic() + " is not held";
    }

    private void write() {
        List<Waiting> taken = new ArrayList<>();
        try {
            while (failure == null) {
                collect(taken);
                if (!taken.isEmpty()) {
                    commitOrRefuse(taken);
                } else if (closing) {
                    break;
                } else {
                    awaitWork();
                }
            }
        } catch (GroupWriter.Broken | RuntimeException | Error e) {
            fail("writing failed: " + e.getMessage(), e);
        } finally {
            ended = true;
            taken.forEach(this::failOne);
            failAll();
        }
    }

    private void commitOrRefuse(List<Waiting> taken) throws GroupWriter.Broken {
        String lost = claim.lost();
        if (lost != null) {
            throw new GroupWriter.Broken("the claim on topic " + settings.requiredTopic() + " is lost: " + lost, null);
        }
        if (claim.isHeld()) {
            group.commit(taken, claim::lost);
        } else {
            var why = new JournalFullException(
                    "the claim on topic " + settings.requiredTopic() + " is not held", recheck);
            taken.forEach(one -> one.refuse(why));
            taken.clear();
        }
    }

    /// No more than one batch has room for.
    private void collect(List<Waiting> taken) {
        int bytes = 0;
        int entries = 0;
        while (true) {
            Waiting next = waiting.peek();
            if (next == null) {
                return;
            }
            bytes += next.bytes();
            entries += next.entries().size();
            if (!taken.isEmpty() && (bytes > MAX_TOGETHER || entries > MOST_TOGETHER)) {
                return;
            }
            Waiting unused = waiting.poll();
            if (next.take()) {
                taken.add(next);
            }
        }
    }

    private void awaitWork() {
        idle = true;
        if (waiting.isEmpty() && !closing && failure == null) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void failAll() {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            failOne(next);
        }
    }

    private void failOne(Waiting one) {
        JournalFailedException failed = failure;
        one.refuse(
                failed == null
                        ? new JournalFailedException("the journal is closed", null)
                        : new JournalFailedException(failed.getMessage() + "; the outcome is unknown", failed));
    }

    private synchronized void fail(String why, @Nullable Throwable cause) {
        if (failure == null) {
            String message = "the journal on topic " + settings.requiredTopic() + " takes no more records: " + why;
            LOG.error(message, cause);
            failure = new JournalFailedException(message, cause);
            LockSupport.unpark(writer);
            if (!claim.isFenced()) {
                whenFailed.run();
            }
        }
    }

    /// Says what is done when the journal has closed for writing and a new start may help.
    void whenFailed(Runnable act) {
        whenFailed = act;
    }

    private void keepHouseRegularly(Worker.Stop stop) throws InterruptedException {
        long checked = System.nanoTime();
        while (!stop.within(recheck)) {
            String lost = claim.lost();
            if (lost != null) {
                fail("the claim is lost: " + lost, null);
            }
            try {
                remove(System.nanoTime());
                if (System.nanoTime() - checked >= CHECK.toNanos()) {
                    checked = System.nanoTime();
                    check();
                }
            } catch (IOException e) {
                LOG.warn("housekeeping of the journal on Kafka failed and will be tried again: {}", e.getMessage());
            }
        }
    }

    private void check() throws IOException {
        List<String> now = cluster.check().all();
        if (!now.isEmpty() && !now.equals(findings)) {
            LOG.error("the cluster that keeps the journal is no longer one to rely on: {}", String.join("; ", now));
        }
        findings = now;
    }

    /// Lets go of what was confirmed a grace ago, its content first. The last confirmed record stays, so that it can
    /// be compared with what was published; and so does all from the oldest record on whose call is open.
    void remove(long nanos) throws IOException {
        synchronized (confirmations) {
            while (!confirmations.isEmpty() && nanos - confirmations.peek().nanos() >= grace.toNanos()) {
                removable = confirmations.remove().sequence() - 1;
            }
        }
        long below = Math.min(removable, calls.oldest());
        if (below <= firstSequence) {
            return;
        }
        long end = group.settledContentEnd();
        long needed = contentState.neededFrom(below, end, nanos, calls::contains);
        if (needed > 0) {
            cluster.removeBelow(settings.topics().ofContent(), needed);
        }
        cluster.removeBelow(settings.topics().ofRecords(), below);
        firstSequence = below;
    }

    @Override
    public InputStream content(StoredRecord of, StoredContent one) {
        return content.open(of, one);
    }

    @Override
    public long nextSequence() {
        return group.nextSequence();
    }

    @Override
    public long firstSequence() {
        return firstSequence;
    }

    @Override
    public long read(long sequence, Predicate<StoredRecord> sink) throws JournalCorruptException, IOException {
        long end = nextSequence();
        long first = firstSequence;
        if (sequence < first || sequence > end) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " cannot be read: the journal holds " + first + " to " + end);
        }
        var order = new GroupOrder();
        return records.read(sequence, end, record -> {
            RecordCodec.Decoded decoded = RecordCodec.decode(record);
            order.see(decoded);
            return sink.test(decoded.stored());
        });
    }

    @Override
    public void confirm(long sequence) {
        if (sequence > nextSequence()) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " cannot be confirmed: the journal ends at " + nextSequence());
        }
        synchronized (confirmations) {
            if (sequence > confirmed) {
                confirmed = sequence;
                confirmations.add(new Confirmed(sequence, System.nanoTime()));
                claim.archived(sequence);
            }
        }
    }

    @Override
    public void requireAtLeast(long sequence) throws JournalCorruptException {
        if (nextSequence() < sequence) {
            String why = "it would go on at sequence " + nextSequence() + " but the archive holds everything below "
                    + sequence + ": the topic lost records, or was made anew, and no position may be used twice";
            fail(why, null);
            throw new JournalCorruptException(
                    "the journal on topic " + settings.requiredTopic() + " takes no more records: " + why);
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean isHeld() {
        return claim.isProven();
    }

    /// Seconds since the group's coordinator confirmed that this process holds its partition.
    double claimAge() {
        return claim.provenFor().toMillis() / 1000.0;
    }

    /// What this process holds.
    LogTopics topics() {
        return settings.topics();
    }

    @Override
    public Map<UUID, Byte> abandoned() {
        return failure == null && refusal() == null ? calls.abandoned(System.nanoTime()) : Map.of();
    }

    @Override
    public String durability() {
        return durability;
    }

    /// Seconds for which the brokers owe an acknowledgement.
    double silence() {
        return group.silence().toMillis() / 1000.0;
    }

    /// What the cluster lacks; empty where it is one to rely on.
    List<String> findings() {
        return findings;
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    /// How much room there is, is for whoever runs the brokers to watch: bytes are 0.
    @Override
    public JournalStatus status() {
        JournalFailedException failed = failure;
        return new JournalStatus(
                failed == null ? null : failed.getMessage(),
                refusal() != null,
                0,
                0,
                firstSequence,
                nextSequence(),
                confirmed,
                calls.size());
    }

    @Override
    public void close() {
        boolean unusedEnd = housekeeper.stop(CLOSE);
        closing = true;
        LockSupport.unpark(writer);
        boolean isQuiet = join(settings.commitTimeout());
        group.close(isQuiet ? CLOSE : Duration.ZERO); // with no time left, a batch under way is given up
        boolean unused = join(CLOSE);
        claim.close();
        records.close();
        contents.close();
        cluster.close();
    }

    private boolean join(Duration most) {
        try {
            return writer.join(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

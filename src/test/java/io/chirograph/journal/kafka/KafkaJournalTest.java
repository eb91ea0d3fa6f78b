package io.chirograph.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.Records;
import io.chirograph.journal.StoredRecord;
import io.chirograph.journal.internal.CommitObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others do to the topic, and what becomes of it over time.
class KafkaJournalTest {
    private static final UUID CALL = new UUID(7, 7);

    private static KafkaProducer<byte[], byte[]> stranger(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", SharedBroker.cluster().servers());
        settings.put("max.request.size", 2 << 20);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void write(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = stranger(Map.of())) {
            producer.send(record).get();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no header", "other bytes", "too large", "no value", "newer", "a key"})
    void whatSomebodyElseWroteIsNeverTakenForARecord(String what) throws Exception {
        String topic = SharedBroker.topic();
        var good = RecordCodec.encode(new TopicPartition(topic, 0), "node-1", Records.plain("one"), List.of(), 0, 1);
        byte[] value = good.value();
        var written = switch (what) {
            case "no header" -> new ProducerRecord<byte[], byte[]>(topic, 0, null, value);
            case "other bytes" ->
                new ProducerRecord<byte[], byte[]>(topic, 0, null, new byte[] {'t', 'w', 'o'}, good.headers());
            case "too large" -> new ProducerRecord<byte[], byte[]>(topic, 0, null, new byte[1 << 20], good.headers());
            case "no value" -> new ProducerRecord<byte[], byte[]>(topic, 0, null, null, good.headers());
            case "newer" -> {
                good.headers().lastHeader("chirograph").value()[0] = 2;
                yield good;
            }
            default -> new ProducerRecord<>(topic, 0, new byte[1], value, good.headers());
        };
        try (var journal = SharedBroker.open(topic)) {
            journal.append(Records.plain("zero"));
            write(written);
            assertThatThrownBy(() -> journal.append(Records.plain("one")))
                    .isInstanceOf(JournalFailedException.class)
                    .hasMessageContaining("gave offset 2 where 1 was due");
            assertThatThrownBy(() -> journal.append(Records.plain("two"))).isInstanceOf(JournalFailedException.class);
            assertThat(journal.status().failure()).contains("somebody else wrote");
        }
        assertThatThrownBy(() -> SharedBroker.open(topic))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("offset 1 of topic " + topic);
    }

    /// As an earlier process's would that a broker took late: the next start counts it like any other.
    @Test
    void aGoodRecordThatComesLateClosesTheJournalUntilTheNextStart() throws Exception {
        String topic = SharedBroker.topic();
        try (var journal = SharedBroker.open(topic)) {
            write(RecordCodec.encode(
                    new TopicPartition(topic, 0), "node-1", Records.opens(CALL, "late"), List.of(), 0, 1));
            assertThatThrownBy(() -> journal.append(Records.plain("one"))).hasMessageContaining("came late");
        }
        try (var journal = SharedBroker.open(topic)) {
            assertThat(Records.texts(journal)).containsExactly("late", "one");
            assertThat(journal.recovery().openKeys()).containsOnlyKeys(CALL);
            assertThat(journal.append(Records.closes(CALL, "end"))).isEqualTo(2);
        }
    }

    @Test
    void aTransactionLeavesAGapThatIsNotPassedOver() throws Exception {
        String topic = SharedBroker.topic();
        var good = RecordCodec.encode(new TopicPartition(topic, 0), "node-1", Records.plain("one"), List.of(), 0, 1);
        try (var producer = stranger(Map.of("transactional.id", "stranger"))) {
            producer.initTransactions();
            for (int i = 0; i < 2; i++) { // the second begins when the marker of the first is there
                producer.beginTransaction();
                assertThat(producer.send(good)).isNotNull();
                producer.commitTransaction();
            }
        }
        assertThatThrownBy(() -> SharedBroker.open(topic))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("offset 1 of topic " + topic + " is missing");
    }

    @Test
    void partOfAGroupIsNotTakenForTheWhole() throws Exception {
        String topic = SharedBroker.topic();
        write(RecordCodec.encode(new TopicPartition(topic, 0), "node-1", Records.plain("one"), List.of(), 0, 2));
        assertThatThrownBy(() -> SharedBroker.open(topic))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("the rest of them is missing");
    }

    @Test
    void aTopicThatIsMadeAnewGivesNoPositionTwice() throws Exception {
        String topic = SharedBroker.topic();
        try (var journal = SharedBroker.open(topic)) {
            journal.append(Records.plain("one"));
            journal.append(Records.plain("two"));
            SharedBroker.cluster().deleteTopics(List.of(topic));
            SharedBroker.cluster().createTopic(topic, 1, Map.of());
            assertThatThrownBy(() -> journal.append(Records.plain("three"))).isInstanceOf(JournalFailedException.class);
            assertThat(journal.status().failure()).contains("takes no more records");
        }
    }

    @Test
    void aTopicThatIsNoneToRelyOnIsRefusedByName() throws Exception {
        String topic = SharedBroker.topic() + "-odd";
        TestCluster cluster = SharedBroker.cluster();
        cluster.createTopic(
                topic,
                2,
                Map.of(
                        "cleanup.policy", "compact",
                        "retention.ms", "1000",
                        "max.message.bytes", "1048588",
                        "unclean.leader.election.enable", "true"));
        assertThatThrownBy(() -> SharedBroker.open(topic))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("topic " + topic + " must have 1 partition, has 2")
                .hasMessageContaining("cleanup.policy of topic " + topic + " must be delete, is compact")
                .hasMessageContaining("retention.ms of topic " + topic + " must be -1, is 1000")
                .hasMessageContaining("max.message.bytes of topic " + topic + " must be at least 2097152, is 1048588")
                .hasMessageContaining("unclean.leader.election.enable of topic " + topic + " must be false, is true")
                .hasMessageContaining("topic " + topic + "-content does not exist");
    }

    @Test
    void oneBrokerIsForDevelopmentAlone() throws Exception {
        String topic = SharedBroker.topic();
        KafkaProperties settings =
                SharedBroker.settings(SharedBroker.cluster().servers(), topic, Duration.ofSeconds(10));
        assertThatThrownBy(() -> KafkaJournal.open(
                        settings,
                        Records.limits(4096, 12),
                        "node-1",
                        new ConfiguredClients(settings),
                        false,
                        null,
                        CommitObserver.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must have a replication factor of at least 3, has 1")
                .hasMessageContaining("min.insync.replicas of topic " + topic + " must be at least 2, is 1")
                .hasMessageContaining("must lie in at least 2 racks, lie in [rack-0]")
                .hasMessageContaining("the brokers have no authorizer");
        try (var journal = SharedBroker.open(topic)) {
            assertThat(journal.findings()).isNotEmpty();
            assertThat(journal.durability()).startsWith("memory of one broker");
        }
    }

    @Test
    void aProcessOfTheSameNameTakesOverAndTheFirstEnds() throws Exception {
        String topic = SharedBroker.topic();
        try (var first = SharedBroker.open(topic)) {
            first.append(Records.plain("one"));
            try (var second = SharedBroker.open(topic)) {
                second.append(Records.plain("two"));
                Awaitility.await()
                        .untilAsserted(
                                () -> assertThat(first.status().failure()).contains("has taken it over"));
                assertThatThrownBy(() -> first.append(Records.plain("three")))
                        .isInstanceOf(JournalFailedException.class);
                assertThat(Records.texts(second)).containsExactly("one", "two");
            }
        }
    }

    @Test
    void whatIsConfirmedGoesButForTheLastAndWhatIsOpen() throws Exception {
        String topic = SharedBroker.topic();
        long later = System.nanoTime() + Duration.ofMinutes(20).toNanos();
        try (var journal = SharedBroker.open(topic)) {
            journal.append(Records.plain("zero"), List.of(Contents.inline(0, Contents.bytes(100_000, 1))));
            journal.append(Records.opens(CALL, "one"));
            journal.append(Records.plain("two"));
            journal.append(Records.plain("three"), List.of(Contents.inline(0, Contents.bytes(70_000, 2))));
            journal.confirm(4);
            journal.remove(System.nanoTime());
            assertThat(journal.firstSequence()).isZero();
            journal.remove(later);
            assertThat(journal.firstSequence()).isEqualTo(1);
            journal.append(Records.closes(CALL, "four"));
            journal.remove(later);
            assertThat(journal.firstSequence()).isEqualTo(3);
            assertThat(Records.texts(journal)).containsExactly("three", "four");
        }
        try (var journal = SharedBroker.open(topic)) {
            assertThat(journal.firstSequence()).isEqualTo(3);
            List<StoredRecord> all = Records.all(journal);
            assertThat(Contents.of(journal, all.getFirst())).containsEntry((byte) 0, Contents.bytes(70_000, 2));
            assertThat(journal.recovery().openKeys()).isEmpty();
            assertThat(journal.append(Records.plain("five"))).isEqualTo(5);
        }
    }

    @Test
    void whatAKilledProcessAppendedTogetherIsThereWholeOrNotAtAll() throws Exception {
        String topic = SharedBroker.topic();
        Map<Long, String> acknowledged = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            Process process = appending(topic, "r" + round);
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                int lines = 0;
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.startsWith("acknowledged ")) {
                        String[] words = line.split(" ", 3);
                        if (words.length == 3) {
                            assertThat(acknowledged.put(Long.parseLong(words[1]), words[2]))
                                    .isNull();
                        }
                        if (++lines == 60) {
                            TestCluster.signal(process.pid(), "KILL");
                        }
                    }
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        try (var journal = SharedBroker.open(topic)) {
            List<StoredRecord> all = Records.all(journal);
            assertThat(all.size() % AppendingClient.TOGETHER).isZero();
            List<String> names = new ArrayList<>();
            for (int at = 0; at < all.size(); at += AppendingClient.TOGETHER) {
                String name = Records.text(all.get(at)).split(" ", -1)[0];
                names.add(name);
                for (int i = 0; i < AppendingClient.TOGETHER; i++) {
                    assertThat(Records.text(all.get(at + i))).isEqualTo(name + " " + i);
                }
                assertThat(Contents.of(journal, all.get(at + 3)))
                        .containsEntry((byte) 0, Contents.bytes(70_000, name.hashCode()));
            }
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(120);
            acknowledged.forEach(
                    (first, name) -> assertThat(names.get(Math.toIntExact(first) / AppendingClient.TOGETHER))
                            .isEqualTo(name));
        }
    }

    /// What it had sent may come late: then whoever took over finds it and starts again. Nobody was told what is not
    /// so.
    @Test
    void aProcessThatWasPausedUntilAnotherTookOverAcknowledgesNothingMore() throws Exception {
        String topic = SharedBroker.topic();
        Process process = appending(topic, "late");
        Map<Long, String> acknowledged = new HashMap<>();
        long end;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            readAcknowledged(out, acknowledged, 40);
            TestCluster.signal(process.pid(), "STOP");
            try (var second = SharedBroker.open(topic, "node-2")) {
                end = second.append(Records.plain("second"));
                TestCluster.signal(process.pid(), "CONT");
                readAcknowledged(out, acknowledged, Integer.MAX_VALUE);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var after = SharedBroker.open(topic, "node-2")) {
            List<StoredRecord> all = Records.all(after);
            assertThat(Records.text(all.get(Math.toIntExact(end)))).isEqualTo("second");
            assertThat(acknowledged.keySet()).allMatch(first -> first < end);
            acknowledged.forEach((first, name) ->
                    assertThat(Records.text(all.get(Math.toIntExact(first)))).isEqualTo(name + " 0"));
            assertThat(after.append(Records.plain("after"))).isEqualTo(all.size());
        }
    }

    /// Until there are so many lines, or no thread of the process goes on.
    private static void readAcknowledged(BufferedReader out, Map<Long, String> acknowledged, int most)
            throws IOException {
        int lines = 0;
        int ended = 0;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("acknowledged") && words.length == 3) {
                acknowledged.put(Long.parseLong(words[1]), words[2]);
                lines++;
            }
            ended += words[0].equals("failed") ? 1 : 0;
            if (lines == most || ended == AppendingClient.THREADS) {
                return;
            }
        }
    }

    private static Process appending(String topic, String name) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingClient.class.getName(),
                        SharedBroker.cluster().servers(),
                        topic,
                        name)
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void aBrokerThatAnswersLateIsHeardAndNothingElseIsSentBefore(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = TestCluster.start(directory, 1, Map.of())) {
            cluster.createTopics("late", Map.of());
            KafkaProperties settings = SharedBroker.settings(cluster.servers(), "late", Duration.ofSeconds(2));
            try (var journal = KafkaJournal.open(
                    settings,
                    Records.limits(4096, 12),
                    "node-1",
                    new ConfiguredClients(settings),
                    true,
                    null,
                    CommitObserver.NONE)) {
                journal.append(Records.opens(new UUID(7, 1), "one"));
                cluster.pause(0, true);
                assertThatThrownBy(() -> journal.append(Records.opens(CALL, "two")))
                        .isInstanceOf(JournalFailedException.class)
                        .hasMessageContaining("is unknown");
                assertThatThrownBy(() -> journal.append(Records.closes(new UUID(7, 1), "never")))
                        .isInstanceOf(JournalFullException.class)
                        .hasMessageContaining("have not acknowledged anything for");
                assertThat(journal.status().full()).isTrue();
                assertThat(journal.abandoned()).isEmpty();
                cluster.pause(0, false);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(journal.status().full()).isFalse());
                assertThat(journal.append(Records.plain("three"))).isEqualTo(2);
                assertThat(Records.texts(journal)).containsExactly("one", "two", "three");
                Awaitility.await()
                        .untilAsserted(() -> assertThat(journal.abandoned()).containsOnlyKeys(new UUID(7, 1), CALL));
                journal.append(Records.closes(CALL, "interrupted"));
                journal.append(Records.closes(new UUID(7, 1), "interrupted"));
                assertThat(journal.abandoned()).isEmpty();
            }
        }
    }
}

package io.chirograph.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.exporter.offline.OfflineExport;
import io.chirograph.journal.kafka.SharedBroker;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.VerificationReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log's topics were made anew after events had been published, and others stand at their positions.
class KafkaSuccessionTest {
    @TempDir
    private Path directory;

    @Test
    void noSecondHistoryIsPublishedAndANewLogTakesWhatIsThere() throws Exception {
        String topic = SharedBroker.topic();
        DeadNode node = DeadNode.in(directory);
        VerifierKey oldKey = node.verifierKey();
        try (var journal = SharedBroker.open(topic)) {
            node.record(journal, new UUID(1, 1), 3);
            assertThat(node.publish(journal).outcome()).isEqualTo(OfflineExport.Outcome.DONE);
        }
        SharedBroker.cluster().deleteTopics(List.of(topic, topic + "-content"));
        SharedBroker.cluster().createTopics(topic, Map.of());
        try (var journal = SharedBroker.open(topic)) {
            node.record(journal, new UUID(2, 2), 6);
            OfflineExport.Result refused = node.publish(journal);
            assertThat(refused.outcome()).isEqualTo(OfflineExport.Outcome.REFUSED);
            assertThat(refused.reason()).contains("positions were given out twice");
        }
        node.more.put("chirograph.environment", "development");
        node.more.put("chirograph.journal.type", "kafka");
        node.more.put(
                "chirograph.journal.kafka.bootstrap-servers",
                SharedBroker.cluster().servers());
        node.more.put("chirograph.journal.kafka.topic", topic);
        node.more.put("chirograph.journal.kafka.node", "node-1");
        node.more.put("chirograph.journal.kafka.development-cluster", "true");
        int exit = node.run(
                load -> new LogCommand(() -> load.apply(Map.of())),
                "succeed",
                "--offline",
                "--reason",
                "the topic was made anew");
        assertThat(exit).as(node.said()).isZero();
        assertThat(node.said()).contains("set chirograph.journal.type to disk before the next start");

        assertThat(node.run(JournalCommand::new, "inspect")).isNotZero();
        assertThat(node.said()).contains("works with a journal on disk alone");
        node.more.clear();
        assertThat(node.run(JournalCommand::new, "export", node.data.toString()))
                .as(node.said())
                .isZero();
        VerificationReport report = node.verify(oldKey, node.verifierKey());
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(node.types())
                .startsWith("log.started", "ai.call.started", "archive.checked")
                .endsWith("ai.call.completed", "log.stopped");
        String successor = node.verifierKey().logId();
        assertThat(report.logs())
                .filteredOn(log -> log.log().equals(successor))
                .singleElement()
                .satisfies(log -> assertThat(log.counts()).doesNotContainKey(FindingKind.CALL_OPEN));
    }
}

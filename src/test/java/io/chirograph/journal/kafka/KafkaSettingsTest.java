package io.chirograph.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// What the settings of a journal on Kafka may be; no broker is asked.
class KafkaSettingsTest {
    private static final String PREFIX = "chirograph.journal.kafka.";

    @TempDir
    Path directory;

    private static KafkaProperties properties(Map<String, String> client, @Nullable Path file) {
        Duration time = Duration.ofSeconds(1);
        List<String> servers = List.of("127.0.0.1:1");
        return new KafkaProperties(servers, "t", null, null, null, null, time, time, false, client, file);
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("chirograph.data-dir=" + directory, "chirograph.journal.type=kafka")
                .withUserConfiguration(KafkaJournalConfiguration.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks",
                "enable.idempotence",
                "transactional.id",
                "bootstrap.servers",
                "interceptor.classes",
                "metric.reporters",
                "key.serializer",
                "SSL.protocol"
            })
    void whatTheJournalReliesOnCannotBeGiven(String name) throws Exception {
        assertThatThrownBy(() -> new ConfiguredClients(properties(Map.of(name, "x"), null)))
                .hasMessageContaining("the setting " + name + " of chirograph.journal.kafka.client");
        Path file = Files.writeString(directory.resolve("client"), name + "=x\n");
        assertThatThrownBy(() -> new ConfiguredClients(properties(Map.of(), file)))
                .hasMessageContaining("the setting " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sasl.jaas.config", "ssl.keystore.password", "ssl.key.password", "ssl.keystore.key"})
    void aSecretStandsInTheFileAlone(String name) throws Exception {
        assertThatThrownBy(() -> new ConfiguredClients(properties(Map.of(name, "hush"), null)))
                .hasMessageContaining(name)
                .hasMessageContaining("client-file")
                .hasMessageNotContaining("hush");
        Path file = Files.writeString(directory.resolve("client"), name + "=hush\nsecurity.protocol=SSL\n");
        Map<String, String> open = Map.of("client.dns.lookup", "use_all_dns_ips");
        assertThatCode(() -> new ConfiguredClients(properties(open, file))).doesNotThrowAnyException();
        assertThat(properties(Map.of(), file).toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "topic, a topic, 1 to 200 letters",
        "node, a/b, 1 to 200 letters",
        "partition, -1, between 0 and 9999",
        "principal, gw-1, must have the form User:name",
        "commit-timeout, 1ms, between 100ms and 5m",
        "request-timeout, 1h, between 100ms and 5m"
    })
    void aValueThatCannotWorkIsRefusedByName(String name, String value, String rule) {
        runner().withPropertyValues(PREFIX + name + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(PREFIX + name)
                        .hasMessageContaining(rule));
    }

    @Test
    void whatIsMissingOrOutOfPlaceIsSaid() throws Exception {
        runner().run(context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining(PREFIX + "bootstrap-servers"));
        runner().withPropertyValues(PREFIX + "bootstrap-servers=127.0.0.1:1")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining(PREFIX + "topic is not set"));
        runner().withPropertyValues(PREFIX + "development-cluster=true", "chirograph.environment=production")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("for chirograph.environment development alone"));
        Files.createFile(Files.createDirectory(directory.resolve("journal")).resolve("0-0.journal"));
        runner().run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("the data directory has a journal on disk"));
    }

    @Test
    void aClusterThatDoesNotAnswerStopsTheStartInTime() {
        runner().withPropertyValues(
                        PREFIX + "bootstrap-servers=127.0.0.1:1", PREFIX + "topic=t", PREFIX + "request-timeout=200ms")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("about the brokers"));
    }
}

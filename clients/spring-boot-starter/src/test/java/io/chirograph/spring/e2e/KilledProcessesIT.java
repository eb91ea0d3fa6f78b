package io.chirograph.spring.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chirograph.spring.ChirographTemplate;
import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.gateway.GatewayClient;
import io.chirograph.spring.gateway.GatewayException;
import io.chirograph.spring.gateway.Outcome;
import io.chirograph.spring.outbox.Databases;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import tools.jackson.databind.JsonNode;

/// Two nodes of an application, a real gateway, and kill -9 for all of them: each decision that was
/// committed is in the sealed log once, and none that was not.
class KilledProcessesIT {
    private static final int EACH = 1000;

    @TempDir
    Path directory;

    @Test
    void whatIsCommittedIsInTheSealedLogOnceWhateverIsKilled() throws Exception {
        Path jar = Path.of(System.getProperty("chirograph.jar", "../../target/chirograph.jar"))
                .toAbsolutePath();
        boolean isThere = Files.exists(jar);
        if (!isThere && "true".equals(System.getenv("CHIROGRAPH_REQUIRE_ALL"))) {
            throw new AssertionError("needed and not there: " + jar + "; ./mvnw package at the root makes it");
        }
        Assumptions.assumeTrue(isThere, "skipped, for want of " + jar + ", which ./mvnw package at the root makes");

        String name = "loans_" + UUID.randomUUID().toString().replace('-', '_');
        var postgres = Databases.postgres();
        new JdbcTemplate(postgres.getPostgresDatabase()).execute("CREATE DATABASE " + name);
        DataSource dataSource = postgres.getDatabase("postgres", name);
        DatabasePopulatorUtils.execute(
                new ResourceDatabasePopulator(
                        new ClassPathResource("io/chirograph/spring/outbox/schema-postgresql.sql")),
                dataSource);
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("CREATE TABLE loan (id VARCHAR(40) PRIMARY KEY, decision VARCHAR(40))");
        String url = postgres.getJdbcUrl("postgres", name);

        try (GatewayProcess gateway = new GatewayProcess(jar, directory);
                ChildProcess first = application("first", url, gateway, 0, EACH);
                ChildProcess second = application("second", url, gateway, EACH, 2 * EACH)) {
            assertTheGatewayTakesWhatBuildersMake(gateway);
            first.await("some are recorded", () -> recorded(jdbc) > EACH / 10);
            gateway.kill();
            second.await("decisions go on without the gateway", () -> decided(jdbc) > EACH);
            gateway.startAgain();
            second.await("more are recorded", () -> recorded(jdbc) > EACH / 2);
            first.kill();
            second.kill();
            try (ChildProcess third = application("third", url, gateway, 0, 2 * EACH)) {
                third.await("all are decided", () -> decided(jdbc) == 2 * EACH);
                third.await("all are recorded", () -> recorded(jdbc) == 2 * EACH);
            }
            assertOnce(jdbc, gateway);
        }
    }

    private static void assertTheGatewayTakesWhatBuildersMake(GatewayProcess gateway) throws Exception {
        var client = new GatewayClient(
                URI.create(gateway.url()), gateway.key(), Duration.ofSeconds(30), Duration.ofSeconds(60), null);
        var template = new ChirographTemplate(client, 1, null);
        String call = "01890a5d-ac96-774b-bcce-b302099a8057";
        List<AuditEvent> events = List.of(
                AuditEvent.documentProcessed("sha256:" + "0a".repeat(32), "summarise")
                        .documentId("d-1")
                        .change(Map.of("pages", 3), Map.of("pages", 1))
                        .note("é €")
                        .operator("ann")
                        .build(),
                AuditEvent.permissionChanged("bob", "ledger")
                        .change("read", true)
                        .reason("new role")
                        .calls(call)
                        .build(),
                AuditEvent.stateChanged("case/1", 1.5)
                        .before(1)
                        .reason("so")
                        .time(Instant.now())
                        .build());
        assertThat(template.send(events))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.receipt()).startsWith(event.log() + "+"));
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(
                        () -> template.send(AuditEvent.of("com.example.unknown").build()))
                .satisfies(e -> assertThat(e.outcome()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("event-type-unknown");
                    assertThat(refused.isAboutEvents()).isTrue();
                }));
    }

    private static void assertOnce(JdbcTemplate jdbc, GatewayProcess gateway) throws Exception {
        List<String> loans = jdbc.queryForList("SELECT id FROM loan", String.class);
        List<JsonNode> events = new ArrayList<>();
        Awaitility.await("all are sealed").atMost(Duration.ofMinutes(3)).until(() -> {
            events.clear();
            events.addAll(gateway.events("type=decision.recorded"));
            return events.size() >= loans.size();
        });
        assertThat(events)
                .extracting(event -> event.at("/event/data/said/decisionId").asString())
                .containsExactlyInAnyOrderElementsOf(loans);
        assertThat(events)
                .extracting(event -> event.at("/event/data/said/decision").asString())
                .containsOnly("approved");
        assertThat(new HashSet<>(jdbc.queryForList("SELECT event_id FROM chirograph_outbox", String.class)))
                .isEqualTo(new HashSet<>(events.stream()
                        .map(event -> event.path("id").asString())
                        .toList()));
    }

    private ChildProcess application(String name, String url, GatewayProcess gateway, int from, int to)
            throws Exception {
        return ChildProcess.java(
                directory,
                name,
                List.of(
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LoanApplication.class.getName(),
                        "--spring.datasource.url=" + url,
                        "--chirograph.url=" + gateway.url(),
                        "--chirograph.key=" + gateway.key(),
                        "--chirograph.timeout=2s",
                        "--chirograph.outbox.lease=4s",
                        "--chirograph.outbox.poll=100ms",
                        "--chirograph.outbox.batch=25",
                        "--chirograph.outbox.max-backoff=2s",
                        "--first=" + from,
                        "--last=" + to));
    }

    private static long decided(JdbcTemplate jdbc) {
        return count(jdbc, "SELECT COUNT(*) FROM loan");
    }

    private static long recorded(JdbcTemplate jdbc) {
        return count(jdbc, "SELECT COUNT(*) FROM chirograph_outbox WHERE state = 'RECORDED'");
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }
}

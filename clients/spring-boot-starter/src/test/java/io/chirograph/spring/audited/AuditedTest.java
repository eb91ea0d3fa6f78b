package io.chirograph.spring.audited;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.spring.FakeGateway;
import io.chirograph.spring.autoconfigure.CallsAutoConfiguration;
import io.chirograph.spring.autoconfigure.ChirographAutoConfiguration;
import io.chirograph.spring.autoconfigure.OutboxAutoConfiguration;
import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.outbox.OutboxFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

class AuditedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FakeGateway gateway = new FakeGateway();

    @AfterEach
    void end() {
        gateway.close();
        assertThat(gateway.violations()).isEmpty();
    }

    @Test
    void anEventOfWhatTheMethodKnowsIsRecordedWhenItsTransactionIsCommitted() {
        run(context -> {
            Loans loans = context.getBean(Loans.class);
            assertThat(loans.decide("loan-1", "ann", "text of the contract")).isEqualTo("approved");
            JsonNode event = awaitEvents(1).get(0);
            assertThat(event.toString())
                    .isEqualTo("{\"type\":\"decision.recorded\",\"data\":{\"decisionId\":\"loan-1\","
                            + "\"decision\":\"approved\",\"operator\":\"ann\",\"reasoning\":\"as loans are\"},"
                            + "\"dataClass\":\"internal\","
                            + "\"related\":{\"calls\":[\"01890a5d-ac96-774b-bcce-b302099a8057\"]}}");
            assertThat(gateway.sent().get(0)).contains("\"case\":\"case-of-loan-1\"");
            loans.process("loan-1", "abc");
            assertThat(awaitEvents(2).get(1).path("data").path("documentDigest").asString())
                    .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assertThat(rows(context)).containsExactly("loan-1", "loan-1");
        });
    }

    @Test
    void aMethodThatThrowsRecordsNothing() {
        run(context -> {
            Loans loans = context.getBean(Loans.class);
            assertThatThrownBy(() -> loans.fail("loan-1")).hasMessage("no");
            assertThatThrownBy(() -> loans.failChecked("loan-2")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> loans.failAlone("loan-3")).isInstanceOf(IOException.class);
            // a checked exception commits a transaction of the method's own; one begun for the event it does
            // not
            assertThat(rows(context)).containsExactly("loan-2");
            loans.decide("loan-4", "ann", "");
            awaitEvents(1);
            assertThat(gateway.said("decisionId")).containsExactly("loan-4");
        });
    }

    @Test
    void withoutATransactionOneIsBegun() {
        run(context -> {
            context.getBean(Loans.class).alone("loan-1");
            awaitEvents(1);
            assertThat(rows(context)).containsExactly("loan-1");
        });
    }

    @Test
    void whatRunsInATransactionOfItsOwnIsRecordedWithIt() {
        run(context -> {
            Loans loans = context.getBean(Loans.class);
            context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
                loans.apart("apart");
                loans.decide("rolled-back", "ann", "");
                status.setRollbackOnly();
            });
            awaitEvents(1);
            assertThat(gateway.said("decisionId")).containsExactly("apart");
            assertThat(rows(context)).containsExactly("apart");
        });
    }

    @Test
    void anExpressionThatFailsFailsTheMethodAndTheWholeTransaction() {
        run(context -> {
            Loans loans = context.getBean(Loans.class);
            assertThatThrownBy(() -> loans.wrongMember("loan-1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wrongMember")
                    .hasMessageContaining("its event cannot be made");
            assertThatThrownBy(() -> loans.wrongCall("loan-2")).hasMessageContaining("calls must be ids of calls");
            assertThatThrownBy(() -> loans.noMap("loan-3"))
                    .hasMessageContaining("data must be a map, was java.lang.String");
            assertThatExceptionOfType(UnexpectedRollbackException.class)
                    .as("somebody further out who goes on after it")
                    .isThrownBy(() -> context.getBean(TransactionTemplate.class)
                            .executeWithoutResult(status -> assertThatThrownBy(() -> loans.wrongMember("loan-4"))
                                    .isNotNull()));
            assertThat(rows(context)).isEmpty();
            assertThat(gateway.events()).isEmpty();
        });
    }

    @Test
    void whatCannotBeRecordedIsRefused() {
        runner().withPropertyValues("chirograph.outbox.max-waiting=1", "chirograph.outbox.relay=false")
                .run(context -> {
                    Loans loans = context.getBean(Loans.class);
                    loans.decide("loan-1", "ann", "");
                    assertThatExceptionOfType(OutboxFullException.class)
                            .isThrownBy(() -> loans.decide("loan-2", "ann", ""));
                    assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> loans.alone("loan-3"));
                    context.getBean(JdbcTemplate.class).execute("DROP TABLE chirograph_outbox");
                    assertThatThrownBy(() -> loans.decide("loan-4", "ann", "")).isNotNull();
                    assertThat(rows(context)).containsExactly("loan-1");
                });
    }

    @Test
    void aMethodInATransactionOnAnotherDatabaseDoesNotRun() {
        run(context -> {
            var other = new TransactionTemplate(new JdbcTransactionManager(
                    new org.springframework.jdbc.datasource.DriverManagerDataSource("jdbc:h2:mem:other")));
            assertThatThrownBy(() -> other.executeWithoutResult(
                            status -> context.getBean(Loans.class).alone("loan-1")))
                    .hasMessageContaining("not on the outbox's database");
            assertThat(rows(context)).isEmpty();
        });
    }

    @Test
    void callsThatTheMethodMakesAreRelated() {
        run(context -> {
            context.getBean(Asking.class).ask("loan-1");
            JsonNode calls = awaitEvents(1).get(0).path("related").path("calls");
            assertThat(calls).hasSize(2);
        });
    }

    @Test
    void whatCannotBeFollowedStopsTheStart() {
        runner().withBean(Later.class)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("returns before it is done"));
        runner().withBean(Unparsable.class)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("its data is no expression"));
        runner().withPropertyValues("chirograph.outbox.enabled=false")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("is @Audited and there is no outbox"));
    }

    private void run(ContextConsumer<AssertableApplicationContext> test) {
        runner().run(test);
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        HttpMessageConvertersAutoConfiguration.class,
                        RestClientAutoConfiguration.class,
                        CallsAutoConfiguration.class,
                        OutboxAutoConfiguration.class,
                        ChirographAutoConfiguration.class))
                .withPropertyValues(
                        "chirograph.url=" + gateway.url(),
                        "chirograph.key=" + FakeGateway.KEY,
                        "chirograph.connect-timeout=60s",
                        "chirograph.timeout=60s",
                        "chirograph.outbox.lease=120s",
                        "chirograph.outbox.poll=20ms",
                        "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID())
                .withInitializer(context -> context.getBeanFactory().registerSingleton("gateway", gateway))
                .withBean(Loans.class)
                .withBean(Asking.class);
    }

    private List<JsonNode> awaitEvents(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> gateway.events().size() >= count);
        return gateway.events();
    }

    private static List<String> rows(AssertableApplicationContext context) {
        return context.getBean(Loans.class).rows();
    }

    static class Loans {
        private final JdbcTemplate jdbc;

        Loans(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
            jdbc.execute("CREATE TABLE loan (id VARCHAR(40))");
        }

        List<String> rows() {
            return jdbc.queryForList("SELECT id FROM loan ORDER BY id", String.class);
        }

        private void insert(String id) {
            jdbc.update("INSERT INTO loan VALUES (?)", id);
        }

        public String reason() {
            return "as loans are";
        }

        @Transactional
        @Audited(
                type = AuditEvent.DECISION_RECORDED,
                data = "{decisionId: #id, decision: #result, operator: #clerk, reasoning: reason(), subject: null}",
                calls = "'01890a5d-ac96-774b-bcce-b302099a8057'",
                metadata = "{case: 'case-of-' + #id}",
                dataClass = "internal")
        public String decide(String id, String clerk, String document) {
            insert(id);
            return "approved";
        }

        @Transactional
        @Audited(type = AuditEvent.DOCUMENT_PROCESSED, data = "{documentDigest: #sha256(#document), operation: 'read'}")
        public void process(String id, String document) {
            insert(id);
        }

        @Transactional
        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: #id, after: 'x'}")
        public void fail(String id) {
            insert(id);
            throw new IllegalStateException("no");
        }

        @Transactional
        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: #id, after: 'x'}")
        public void failChecked(String id) throws IOException {
            insert(id);
            throw new IOException("no");
        }

        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: #id, after: 'x'}")
        public void failAlone(String id) throws IOException {
            insert(id);
            throw new IOException("no");
        }

        @Audited(type = AuditEvent.DECISION_RECORDED, data = "{decisionId: #id, decision: 'x'}")
        public void alone(String id) {
            insert(id);
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @Audited(type = AuditEvent.DECISION_RECORDED, data = "{decisionId: #id, decision: 'x'}")
        public void apart(String id) {
            insert(id);
        }

        @Transactional
        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: #id.nothing, after: 'x'}")
        public void wrongMember(String id) {
            insert(id);
        }

        @Transactional
        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: #id, after: 'x'}", calls = "#id")
        public void wrongCall(String id) {
            insert(id);
        }

        @Audited(type = AuditEvent.STATE_CHANGED, data = "#id")
        public void noMap(String id) {
            insert(id);
        }
    }

    static class Asking {
        private final RestClient client;
        private final FakeGateway gateway;

        Asking(RestClient.Builder builder, FakeGateway gateway) {
            this.client = builder.build();
            this.gateway = gateway;
        }

        @Audited(type = AuditEvent.DECISION_RECORDED, data = "{decisionId: #id, decision: 'x'}")
        public void ask(String id) {
            for (int i = 0; i < 2; i++) {
                client.get()
                        .uri(gateway.url() + "/sandbox/v1/models")
                        .retrieve()
                        .toBodilessEntity();
            }
        }
    }

    static class Later {
        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: 'x', after: 'x'}")
        public CompletableFuture<Void> later() {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class Unparsable {
        @Audited(type = AuditEvent.STATE_CHANGED, data = "{entity: ")
        public void unparsable() {}
    }
}

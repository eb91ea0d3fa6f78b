package io.chirograph.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chirograph.spring.ChirographTemplate;
import io.chirograph.spring.FakeGateway;
import io.chirograph.spring.FakeGateway.Fault;
import io.chirograph.spring.calls.CallScope;
import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.gateway.GatewayException;
import io.chirograph.spring.gateway.Outcome;
import io.chirograph.spring.outbox.Outbox;
import io.chirograph.spring.outbox.OutboxEntry;
import io.chirograph.spring.outbox.OutboxHealthIndicator;
import io.chirograph.spring.outbox.OutboxProperties;
import io.chirograph.spring.outbox.OutboxRelay;
import io.chirograph.spring.outbox.OutboxTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AutoConfigurationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final AuditEvent EVENT =
            AuditEvent.decisionRecorded("d-1", "approved").metadata("case", "7").build();

    private final FakeGateway gateway = new FakeGateway();

    @AfterEach
    void end() {
        gateway.close();
        assertThat(gateway.violations()).isEmpty();
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ChirographAutoConfiguration.class))
                .withPropertyValues("chirograph.url=" + gateway.url(), "chirograph.key=" + FakeGateway.KEY)
                .withUserConfiguration(Outboxes.class)
                .run(context -> {
                    var properties = context.getBean(ChirographProperties.class);
                    assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(properties.attempts()).isEqualTo(3);
                    assertThat(properties.captureCalls()).isTrue();
                    assertThat(properties.toString()).doesNotContain(FakeGateway.KEY);
                    assertThat(context.getBean(OutboxProperties.class).toString())
                            .isEqualTo(
                                    "OutboxProperties[enabled=true, initializeSchema=EMBEDDED, relay=true, poll=PT1S,"
                                            + " lease=PT30S, batch=100, batchSize=524288B, backoff=PT1S, maxBackoff=PT1M,"
                                            + " maxWaiting=100000, keep=PT168H, keepMost=100000, alarmAfter=PT15M]");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chirograph.url=",
                "chirograph.url=ftp://x",
                "chirograph.url=http://user:secret@x",
                "chirograph.url=http://x?y",
                "chirograph.key=",
                "chirograph.key=two words",
                "chirograph.timeout=0s",
                "chirograph.connect-timeout=-1s",
                "chirograph.attempts=0",
                "chirograph.outbox.poll=0s",
                "chirograph.outbox.lease=1s",
                "chirograph.outbox.batch=501",
                "chirograph.outbox.batch-size=2MB",
                "chirograph.outbox.backoff=2m",
                "chirograph.outbox.max-backoff=1ms",
                "chirograph.outbox.max-waiting=0",
                "chirograph.outbox.keep=-1s",
                "chirograph.outbox.keep-most=-1",
                "chirograph.outbox.alarm-after=0s"
            })
    void aValueThatCannotBeStopsTheStartAndIsNamed(String setting) {
        String name = setting.replaceAll("=.*", "").replace("outbox.backoff", "outbox.max-backoff");
        withDatabase().withPropertyValues(setting).run(context -> {
            assertThat(context).hasFailed();
            Throwable cause = Objects.requireNonNull(context.getStartupFailure());
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertThat(cause).hasMessageContaining(name + " must be");
            assertThat(cause.getMessage()).doesNotContain("secret").doesNotContain("words");
        });
    }

    @Test
    void everySettingIsDescribed() throws IOException {
        Map<String, String> described = new HashMap<>();
        for (URL file : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (var in = file.openStream()) {
                for (JsonNode property :
                        JsonMapper.builder().build().readTree(in).path("properties")) {
                    described.put(
                            property.path("name").asString(""),
                            property.path("description").asString(""));
                }
            }
        }
        described.keySet().removeIf(name -> !name.startsWith("chirograph."));
        assertThat(described)
                .hasSize(20)
                .allSatisfy(
                        (name, description) -> assertThat(description).as(name).isNotBlank());
    }

    @Test
    void anApplicationWithADatabaseHasAnOutbox() {
        withDatabase().run(context -> {
            // JPA's entity manager waits for beans of this type, and its transaction manager would be needed here
            assertThat(context).doesNotHaveBean(DataSourceScriptDatabaseInitializer.class);
            UUID row = context.getBean(ChirographTemplate.class).record(EVENT);
            Outbox outbox = context.getBean(Outbox.class);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> outbox.find(row).orElseThrow().state() == OutboxEntry.State.RECORDED);
            assertThat(context.getBean(OutboxHealthIndicator.class).health())
                    .isNotNull()
                    .satisfies(health -> {
                        assertThat(health.getStatus().getCode()).isEqualTo("UP");
                        assertThat(health.getDetails())
                                .containsEntry("waiting", 0L)
                                .containsEntry("parked", 0L);
                    });
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .contains(
                            "chirograph.outbox.waiting",
                            "chirograph.outbox.parked",
                            "chirograph.outbox.age",
                            "chirograph.outbox.recorded",
                            "chirograph.outbox.refused",
                            "chirograph.outbox.requests",
                            "chirograph.outbox.repeated.late");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            registry.get("chirograph.outbox.recorded").counter().count() == 1);
        });
    }

    @Test
    void amongSeveralDatabasesTheApplicationSaysWhichOne() {
        var one = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        var two = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        var both = runner().withBean("one", DataSource.class, () -> one).withBean("two", DataSource.class, () -> two);
        both.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class));
        both.withBean(OutboxTransactions.class, () -> new OutboxTransactions(two, new JdbcTransactionManager(two)))
                .run(context -> {
                    UUID row = context.getBean(ChirographTemplate.class).record(EVENT);
                    assertThat(new JdbcTemplate(two).queryForList("SELECT id FROM chirograph_outbox", String.class))
                            .containsExactly(row.toString());
                });
    }

    @Test
    void anApplicationWithoutADatabaseSendsAtOnce() {
        runner().withClassLoader(new FilteredClassLoader(
                        "org.springframework.jdbc",
                        "org.springframework.boot.jdbc",
                        "org.springframework.boot.sql",
                        "org.springframework.transaction",
                        "org.springframework.dao",
                        "org.springframework.boot.health",
                        "org.springframework.boot.webclient",
                        "reactor"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(OutboxRelay.class);
                    var template = context.getBean(ChirographTemplate.class);
                    assertThat(template.send(EVENT).receipt()).startsWith("receipt-of-");
                    assertThatExceptionOfType(IllegalStateException.class)
                            .isThrownBy(() -> template.record(EVENT))
                            .withMessageContaining("no outbox");
                });
    }

    @Test
    void whatIsSentAtOnceIsRepeatedUnderItsKey() {
        runner().run(context -> {
            var template = context.getBean(ChirographTemplate.class);
            gateway.failing(Fault.ANSWER_LOST, Fault.UNAVAILABLE);
            assertThat(template.send(List.of(EVENT, EVENT), "key-1", null)).hasSize(2);
            assertThat(gateway.events()).hasSize(2);
            gateway.failing(Fault.UNAVAILABLE, Fault.UNAVAILABLE, Fault.UNAVAILABLE);
            assertThatExceptionOfType(GatewayException.class)
                    .isThrownBy(() -> template.send(List.of(EVENT), "key-2", null))
                    .satisfies(e -> assertThat(e.key()).isEqualTo("key-2"))
                    .satisfies(e -> assertThat(e.outcome()).isInstanceOf(Outcome.Unavailable.class));
            AuditEvent poison = AuditEvent.of("a.b").with("poison", 1).build();
            int before = gateway.sent().size();
            assertThatExceptionOfType(GatewayException.class)
                    .isThrownBy(() -> template.send(poison))
                    .withMessageContaining("400 event-invalid");
            assertThat(gateway.sent()).hasSize(before + 1);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> template.send(List.of(EVENT, poison)))
                    .withMessageContaining("same metadata");
        });
    }

    @Test
    void callsThroughTheGatewayAreNotedAndOthersAreNot() {
        runner().run(context -> {
            RestClient.Builder builder = RestClient.builder();
            context.getBean(RestClientCustomizer.class).customize(builder);
            RestTemplate old = new RestTemplate();
            context.getBean(RestTemplateCustomizer.class).customize(old);
            WebClient.Builder reactive = WebClient.builder()
                    .exchangeFunction(request -> Mono.just(ClientResponse.create(HttpStatus.OK)
                            .header("Chirograph-Call-Id", "01890a5d-ac96-774b-bcce-b302099a8057")
                            .build()));
            context.getBean(WebClientCustomizer.class).customize(reactive);
            try (FakeGateway other = new FakeGateway();
                    CallScope scope = CallScope.open()) {
                String path = "/sandbox/v1/models";
                try (CallScope inner = CallScope.open()) {
                    builder.build().get().uri(gateway.url() + path).retrieve().toBodilessEntity();
                    builder.build().get().uri(other.url() + path).retrieve().toBodilessEntity();
                    assertThat(inner.ids()).hasSize(1);
                    assertThat(inner.receipt(inner.ids().get(0))).isEqualTo("example.com/log+01020304+AQAB");
                }
                old.getForEntity(gateway.url() + path, Void.class);
                reactive.build()
                        .get()
                        .uri(gateway.url() + path)
                        .retrieve()
                        .toBodilessEntity()
                        .block();
                reactive.build()
                        .get()
                        .uri(other.url() + path)
                        .retrieve()
                        .toBodilessEntity()
                        .block();
                assertThat(scope.ids()).hasSize(3).endsWith("01890a5d-ac96-774b-bcce-b302099a8057");
                for (int i = 0; i < 100; i++) {
                    scope.add(UUID.randomUUID().toString(), null);
                    scope.add("no id", null);
                }
                assertThat(scope.ids()).hasSize(64);
            }
            assertThat(CallScope.current()).isNull();
        });
    }

    @Test
    void callsAreNotNotedWhereThatIsOff() {
        runner().withPropertyValues("chirograph.capture-calls=false")
                .run(context -> assertThat(context).doesNotHaveBean(RestClientCustomizer.class));
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CallsAutoConfiguration.class, OutboxAutoConfiguration.class, ChirographAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .withPropertyValues("chirograph.url=" + gateway.url(), "chirograph.key=" + FakeGateway.KEY)
                .withPropertyValues(
                        "chirograph.connect-timeout=60s", "chirograph.timeout=60s", "chirograph.outbox.lease=120s");
    }

    private ApplicationContextRunner withDatabase() {
        return runner().withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
    }

    @EnableConfigurationProperties(OutboxProperties.class)
    static class Outboxes {}
}

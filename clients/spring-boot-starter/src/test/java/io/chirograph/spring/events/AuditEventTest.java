package io.chirograph.spring.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditEventTest {
    private static final String CALL = "01890a5d-ac96-774b-bcce-b302099a8057";

    @Test
    void eachTypeIsWrittenAsItsSchemaHasIt() {
        assertThat(json(AuditEvent.documentProcessed("sha256:00", "summarise")
                        .documentId("d-1")
                        .change(Map.of("pages", 3), null)
                        .note("ok")
                        .calls(CALL)
                        .build()))
                .isEqualTo("""
                        {"type":"document.processed","data":{"documentDigest":"sha256:00","operation":"summarise",\
                        "documentId":"d-1","before":{"pages":3},"note":"ok"},"related":{"calls":["%s"]}}""".formatted(CALL));
        assertThat(json(AuditEvent.decisionRecorded("loan-1", "approved")
                        .operator("ann")
                        .subject("bob")
                        .reasoning("é")
                        .time(Instant.parse("2027-01-31T09:30:00Z"))
                        .dataClass("internal")
                        .build()))
                .isEqualTo("""
                        {"type":"decision.recorded","data":{"decisionId":"loan-1","decision":"approved",\
                        "operator":"ann","subject":"bob","reasoning":"é"},"time":"2027-01-31T09:30:00Z",\
                        "dataClass":"internal"}""");
        assertThat(json(AuditEvent.permissionChanged("bob", "ledger")
                        .change("read", "write")
                        .reason("new role")
                        .build()))
                .isEqualTo("{\"type\":\"permission.changed\",\"data\":{\"subject\":\"bob\",\"object\":\"ledger\","
                        + "\"before\":\"read\",\"after\":\"write\",\"reason\":\"new role\"}}");
        assertThat(json(AuditEvent.stateChanged("case/1", true)
                        .before(false)
                        .reason(null)
                        .build()))
                .isEqualTo(
                        "{\"type\":\"state.changed\",\"data\":{\"entity\":\"case/1\",\"after\":true,\"before\":false}}");
        assertThat(json(AuditEvent.of("com.example.case.opened")
                        .with("at", Instant.EPOCH)
                        .build()))
                .isEqualTo("{\"type\":\"com.example.case.opened\",\"data\":{\"at\":\"1970-01-01T00:00:00Z\"}}");
    }

    @Test
    void whatNoGatewayTakesIsRefusedHere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditEvent.of(" ").build())
                .withMessageContaining("type must have 1 to 64 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditEvent.of("a.b").calls("no-uuid").build())
                .withMessageContaining("was \"no-uuid\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditEvent.of("a.b")
                        .calls(Collections.nCopies(65, CALL))
                        .build())
                .withMessageContaining("at most 64, were 65");
        AuditEvent large = AuditEvent.of("a.b")
                .with("text", "x".repeat(AuditEvent.MOST_BYTES))
                .build();
        assertThatIllegalArgumentException().isThrownBy(large::toJson).withMessageContaining("at most 4000000 bytes");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        AuditEvent odd = AuditEvent.of("a.b").with("list", itself).build();
        assertThatIllegalArgumentException().isThrownBy(odd::toJson).withMessageContaining("a.b cannot be written");
    }

    @Test
    void whatItSaysStaysOutOfLogs() {
        assertThat(AuditEvent.decisionRecorded("loan-1", "approved").build())
                .hasToString("AuditEvent[decision.recorded]");
        assertThat(AuditEvent.of("a.b").with("list", List.of(1)).build().data()).containsEntry("list", List.of(1));
    }

    private static String json(AuditEvent event) {
        return new String(event.toJson(), StandardCharsets.UTF_8);
    }
}

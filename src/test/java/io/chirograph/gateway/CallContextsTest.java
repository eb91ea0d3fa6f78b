package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.identity.callers.Grants;
import io.chirograph.recording.FakeJournal;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a call's event says of the model's context.
class CallContextsTest {
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayHarness.start();
        for (String key : new String[] {"k1", "k2", "k3", "k4"}) {
            gateway.add(key, "acme", Grants.UNLIMITED);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static JsonNode started(String key, String path, String body) throws IOException {
        Http.Answer answer = gateway.as(key).post(path, body.replace('\'', '"'));
        assertThat(answer.status()).isEqualTo(200);
        return gateway.event("ai.call.started", answer.callId());
    }

    private static String chat(String system) {
        return "{'model':'m','messages':[{'role':'system','content':'" + system + "'},{'role':'user','content':'u'}]}";
    }

    @Test
    void theEventSaysWhetherTheBodyIsAll() throws IOException {
        JsonNode all = started("k1", "/o/v1/chat/completions", chat("Be brief."));
        assertThat(all.path("contextComplete").booleanValue()).isTrue();
        assertThat(all.path("context").path("system").path("value").asString())
                .isEqualTo(Sha256.hex("Be brief.".getBytes(StandardCharsets.UTF_8)));
        assertThat(all.path("context").propertyNames()).containsExactly("system");

        JsonNode more = started(
                "k1",
                "/o/v1/responses",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_image','image_url':"
                        + "'https://example.com/a?b=secret'}]}],'tools':[{'type':'web_search'}]}");
        assertThat(more.path("contextComplete").booleanValue()).isFalse();
        assertThat(more.path("context").path("tools").get(0).asString()).isEqualTo("web_search");
        assertThat(more.path("context").path("urls").get(0).path("value").asString())
                .hasSize(64);
        assertThat(more.toString()).doesNotContain("example.com");
    }

    @Test
    void whereItCannotBeKnownNothingIsSaid() throws IOException {
        JsonNode unread = started("k2", "/x/v1/chat/completions", chat("S"));
        assertThat(unread.has("context")).isFalse();
        assertThat(unread.has("contextComplete")).isFalse();
    }

    @Test
    void aSystemPromptIsComparedWithThatOfTheKeysLastCall() throws IOException {
        assertThat(changed("k3", chat("a"))).isEqualTo("unknown");
        assertThat(changed("k3", chat("a"))).isEqualTo("false");
        assertThat(changed("k4", chat("b"))).isEqualTo("unknown");
        assertThat(changed("k3", chat("b"))).isEqualTo("true");
        assertThat(changed("k3", "{'model':'m','messages':[{'role':'user','content':'u'}]}"))
                .isEqualTo("true");
        assertThat(changed("k3", "{'model':'m','messages':[]}")).isEqualTo("false");
        assertThat(changed("k3", "{'model':'m','messages':[{'role':'system','role':'user','content':'u'}]}"))
                .isEqualTo("unknown");
        assertThat(changed("k4", chat("b"))).isEqualTo("false");
    }

    @Test
    void aCallThatWasNotRecordedIsNoKeysLastCall() throws IOException {
        assertThat(changed("k2", chat("a"))).isEqualTo("unknown");
        gateway.journal().mood(FakeJournal.Mood.FULL);
        assertThat(gateway.as("k2")
                        .post("/o/v1/chat/completions", chat("b").replace('\'', '"'))
                        .status())
                .isEqualTo(503);
        gateway.journal().mood(FakeJournal.Mood.WORKS);
        assertThat(changed("k2", chat("b"))).isEqualTo("unknown");
        assertThat(changed("k2", chat("b"))).isEqualTo("false");
    }

    @Test
    void atTheLevelNothingThereIsNoDigest() throws IOException {
        Http.Answer answer = gateway.as("k1")
                .post("/o/v1/chat/completions", chat("S").replace('\'', '"'), "Chirograph-Payload: nothing");
        JsonNode system = gateway.event("ai.call.started", answer.callId())
                .path("context")
                .path("system");
        assertThat(system.path("alg").asString()).isEqualTo("none");
        assertThat(system.has("value")).isFalse();
    }

    private static String changed(String key, String body) throws IOException {
        return started(key, "/o/v1/chat/completions", body)
                .path("context")
                .path("systemChanged")
                .asString("unknown");
    }
}

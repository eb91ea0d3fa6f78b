package io.chirograph.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.http.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentSecretsTest {
    private static SentSecrets secrets(String header, String value, @Nullable String query) {
        var headers = new Headers();
        headers.add(header, value);
        return new SentSecrets(headers, query);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer sk-canary-1",
        "authorization, sk-canary-1",
        "X-Api-Key, sk-canary-1",
        "api-key, ' sk-canary-1 '",
        "x-goog-api-key, sk-canary-1"
    })
    void whatAProviderSaysBackIsNotKept(String header, String value) {
        SentSecrets secrets = secrets(header, value, null);
        assertThat(secrets.hide("req-sk-canary-1, sk-canary-1")).isEqualTo("req-[credential], [credential]");
        assertThat(secrets.hide(List.of("stop", "sk-canary-1"))).containsExactly("stop", "[credential]");
        assertThat(secrets.hide((String) null)).isNull();
        assertThat(secrets.hide("sk-canary-2")).isEqualTo("sk-canary-2");
    }

    @Test
    void credentialsInTheQueryCountToo() {
        assertThat(secrets("x", "y", "alt=sse&key=AIza-canary&b").hide("no AIza-canary"))
                .isEqualTo("no [credential]");
    }

    @Test
    void whatIsNoSecretIsLeftAlone() {
        assertThat(secrets("accept", "text/event-stream", "alt=event-stream").hide("text/event-stream"))
                .isEqualTo("text/event-stream");
        assertThat(secrets("authorization", "Bearer none", null).hide("none")).isEqualTo("none");
    }
}

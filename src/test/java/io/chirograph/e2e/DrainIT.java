package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DrainIT {
    @TempDir
    Path directory;

    @Test
    void aStopLetsShortCallsEndAndRecordsTheRestAsInterrupted() throws Exception {
        try (var standin = StandinProcess.start(directory);
                var gateway = GatewayProcess.start(directory, arguments(standin));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var http = new Http(gateway.port(), gateway.key());
            Future<Http.Answer> ends = callers.submit(() -> stream(http, "ends", 50));
            Future<Http.Answer> cut = callers.submit(() -> stream(http, "cut", 60_000));
            Awaitility.await("both calls are under way")
                    .until(() -> standin.requests("limit=").size() == 2);
            int exit = gateway.stop();
            assertThat(exit).isEqualTo(143);
            assertThat(ends.get().clean()).isTrue();
            assertThat(ends.get().text()).contains("[DONE]");
            assertThat(cut.get().clean())
                    .as("an interrupted answer must not end cleanly")
                    .isFalse();

            JournalView journal = gateway.journal();
            assertThat(journal.completed(ends.get().callId()).at("/outcome").stringValue())
                    .isEqualTo("ok");
            JsonNode interrupted = journal.completed(cut.get().callId());
            assertThat(interrupted.at("/outcome").stringValue()).isEqualTo("interrupted");
            assertThat(interrupted.at("/reason").stringValue()).isEqualTo("shutdown");
            assertThat(journal.events().getLast().at("/type").stringValue()).isEqualTo("log.stopped");
        }
    }

    private static String[] arguments(StandinProcess standin) {
        String[] provider = GatewayProcess.provider("standin", "openai", standin.baseUrl());
        return new String[] {provider[0], provider[1], provider[2], "--chirograph.gateway.drain=8s"};
    }

    private static Http.Answer stream(Http http, String name, int pause) throws java.io.IOException {
        return http.post(
                "/standin/v1/chat/completions?limit=" + name,
                "{\"model\":\"m\",\"stream\":true,\"messages\":[]}",
                "x-standin: slow-stream",
                "x-standin-pause: " + pause);
    }
}

package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthcheckTest {
    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/actuator/health/readiness";
    }

    private static HttpServer answering(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @ParameterizedTest
    @CsvSource({"200, true", "204, false", "302, false", "404, false", "503, false"})
    void onlyAnAnswerThatSaysReadyIsOne(int status, boolean ready) throws IOException {
        HttpServer server = answering(status);
        try {
            assertThat(Healthcheck.isReady(url(server))).isEqualTo(ready);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobodyThereIsNotReady() throws IOException {
        HttpServer server = answering(200);
        server.stop(0);
        assertThat(Healthcheck.isReady(url(server))).isFalse();
    }
}

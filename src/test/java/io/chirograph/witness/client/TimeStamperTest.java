package io.chirograph.witness.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.chirograph.Requirements;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.standin.OpenSslTimeStamps;
import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.standin.StandinTimeStamps.Manner;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class TimeStamperTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final BoundedHttpPost posting = new BoundedHttpPost(Duration.ofMinutes(1));
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private final Path directory;
    private final TestLog log;
    private final ObjectRetention retention = Unclassed.retention(new ArchiveProperties(
            ArchiveProperties.Type.DIRECTORY, null, null, LockMode.NONE, Duration.ofDays(1), null, null));
    private volatile Authority authority = request -> request;

    @FunctionalInterface
    private interface Authority {
        byte[] reply(byte[] request) throws Exception;
    }

    TimeStamperTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        log = new TestLog(directory.resolve("archive")).grow(5);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
                        .isEqualTo("application/timestamp-query");
                byte[] answer = authority.reply(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        posting.close();
    }

    @Test
    void aTokenFromOpensslIsArchivedAndOpensslVerifiesWhatIsArchived() throws Exception {
        Requirements.require(OpenSslTimeStamps.isAvailable(), "the openssl program");
        OpenSslTimeStamps openssl = OpenSslTimeStamps.create(Files.createDirectory(directory.resolve("tsa")));
        authority = openssl::reply;
        TimeStampState state = new TimeStampState(properties(), Clock.systemUTC());

        assertThat(stamper(openssl.trust(), state).stamp(log.offer())).isTrue();

        byte[] archived = log.archive.get(log.layout.timestamp(5), 1 << 16).orElseThrow();
        Path token = Files.write(directory.resolve("archived.tsr"), archived);
        Path note = Files.write(directory.resolve("note"), log.note());
        assertThat(openssl.verifies(note, token)).isTrue();
        assertThat(state.health().getStatus()).isEqualTo(Status.UP);
        assertThat(state.skew()).isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
    }

    @Test
    void aTokenThatIsThereIsVerifiedAgainAndNoneIsAskedFor() throws Exception {
        StandinTimeStamps good = new StandinTimeStamps(now);
        Path trust = Files.writeString(directory.resolve("root.pem"), good.rootPem());
        authority = request -> good.reply(request, now, Manner.good(now));
        TimeStampState state = new TimeStampState(properties(), Clock.systemUTC());
        assertThat(stamper(trust, state).stamp(log.offer())).isTrue();

        assertThat(stamper(trust, state).stamp(log.offer())).isTrue();
        assertThat(requests).hasValue(1);

        Path other = Files.writeString(directory.resolve("other.pem"), new StandinTimeStamps(now).rootPem());
        assertThat(stamper(other, state).stamp(log.offer())).isFalse();
        assertThat(state.failure()).contains("no chain");
    }

    @Test
    void whatDoesNotAnswerTheRequestIsNotArchived() throws Exception {
        StandinTimeStamps good = new StandinTimeStamps(now);
        Path trust = Files.writeString(directory.resolve("root.pem"), good.rootPem());
        TimeStampState state = new TimeStampState(properties(), Clock.systemUTC());
        TimeStamper stamper = stamper(trust, state);

        authority = request -> good.stamp(log.note(), now);
        assertThat(stamper.stamp(log.offer())).isFalse();
        assertThat(state.failure()).contains("nonce");
        authority = request -> new byte[0];
        assertThat(stamper.stamp(log.offer())).isFalse();
        authority = request -> new byte[TimeStampToken.MAX_SIZE + 1];
        assertThat(stamper.stamp(log.offer())).isFalse();
        authority = request -> good.reply(request, now, Manner.good(now).withoutCertificate());
        assertThat(stamper.stamp(log.offer())).isFalse();
        authority = request -> new StandinTimeStamps(now).reply(request, now, Manner.good(now));
        assertThat(stamper.stamp(log.offer())).isFalse();
        authority = request -> good.reply(request, now, Manner.good(now));
        assertThat(state.failures()).isEqualTo(5);
        assertThat(log.archive.get(log.layout.timestamp(5), 1 << 16)).isEmpty();

        assertThat(stamper.stamp(log.offer())).isTrue();
    }

    private TimeStamper stamper(Path trust, TimeStampState state) throws Exception {
        return new TimeStamper(
                url(),
                properties(),
                TimeStampTrust.load(trust),
                posting,
                log.archive,
                log.layout,
                retention,
                state,
                Clock.systemUTC());
    }

    private TimeStampsProperties properties() {
        return new TimeStampsProperties(
                url(), Duration.ofMinutes(15), Duration.ofSeconds(20), Path.of("trust.pem"), null);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsa");
    }
}

package io.chirograph.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.faults.FaultProxy;
import io.chirograph.faults.FaultProxy.Fault;
import io.chirograph.rgw.RgwServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/// A put whose requests go wrong, each in each way: it says so and can be repeated, or it has found out.
class S3ArchiveFaultsIT {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    private FaultProxy proxy;
    private S3Settings settings;
    private Archive archive;

    @BeforeEach
    void openThroughTheProxy() throws Exception {
        RgwServer server = RgwServer.shared();
        String bucket = server.createBucket(true);
        proxy = new FaultProxy(server.port());
        proxy.hold(Duration.ofMillis(200));
        settings = new S3Settings(
                bucket,
                "",
                proxy.endpoint(),
                null,
                true,
                server.accessKey("ADMIN"),
                server.secretKey("ADMIN"),
                null,
                null,
                null);
        archive = Archives.s3(settings);
    }

    @AfterEach
    void close() throws Exception {
        archive.close();
        proxy.close();
    }

    private PutResult put(String key) throws Exception {
        Retention retention = new Retention(LockMode.GOVERNANCE, Instant.now().plusSeconds(60));
        return archive.put(key, CONTENT, retention);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPutEndsWithOneObjectWhateverRequestFailed(Fault fault) throws Exception {
        put("undisturbed");
        int requests = proxy.requests();
        assertThat(requests).isEqualTo(4);
        for (int at = 1; at <= requests; at++) {
            String key = "log/" + fault + "-" + at;
            int failing = at;
            proxy.faults(n -> n == failing ? fault : Fault.NONE);
            try {
                put(key);
            } catch (ArchiveUnavailableException e) {
                assertThat(e).hasMessageContaining("s3://");
            }
            proxy.faults(n -> Fault.NONE);
            assertThat(put(key).lock()).isNotNull();
            assertThat(archive.get(key, 100)).hasValue(CONTENT);
            List<ObjectVersion> versions = archive.versions(key, "", 10);
            assertThat(versions).as("%s at request %d", fault, at).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DONE_BUT_CUT", "HALF_ANSWER", "DONE_BUT_500"})
    void aPutThatWasDoneIsFoundOutAtOnce(Fault fault) throws Exception {
        proxy.faults(n -> n == 2 ? fault : Fault.NONE);
        assertThat(put("log/a")).isInstanceOf(PutResult.Stored.class);
    }

    @Test
    void aReadThatIsCutIsNoShortObject() throws Exception {
        byte[] large = new byte[300_000];
        archive.put("log/large", large, new Retention(LockMode.NONE, Instant.now()));
        for (Fault fault : List.of(Fault.HALF_ANSWER, Fault.DONE_BUT_CUT, Fault.THROTTLED, Fault.REFUSED)) {
            proxy.faults(n -> fault);
            assertThatThrownBy(() -> archive.get("log/large", 1 << 20))
                    .as("%s", fault)
                    .isInstanceOf(ArchiveUnavailableException.class);
            assertThatThrownBy(() -> archive.list("log/", "", 10)).isInstanceOf(ArchiveUnavailableException.class);
            assertThatThrownBy(() -> archive.versions("log/", "", 10)).isInstanceOf(ArchiveUnavailableException.class);
        }
        proxy.faults(n -> Fault.NONE);
        assertThat(archive.get("log/large", 1 << 20)).hasValue(large);
    }

    @Test
    void aStoreThatIsAwayIsUnavailable() throws Exception {
        proxy.close();
        assertThatThrownBy(() -> put("log/a"))
                .isInstanceOf(ArchiveUnavailableException.class)
                .hasMessageContaining("s3://");
    }

    @Test
    void aStoreThatNeverAnswersIsUnavailableWhenTheTimeIsOverAndStoresLater() throws Exception {
        proxy.hold(Duration.ofMinutes(1));
        S3ClientBuilder client = S3Clients.builder(settings)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofMillis(300)));
        try (Archive impatient = new S3Archive(settings, client.build())) {
            Retention retention = new Retention(LockMode.NONE, Instant.now());
            for (int at = 1; at <= 3; at++) {
                String key = "log/hole-" + at;
                int failing = at;
                proxy.faults(n -> n >= failing ? Fault.BLACK_HOLE : Fault.NONE);
                assertThatThrownBy(() -> impatient.put(key, CONTENT, retention))
                        .as("from request %d on", at)
                        .isInstanceOf(ArchiveUnavailableException.class)
                        .hasMessageContaining("timed out");
                proxy.faults(n -> Fault.NONE);
                impatient.put(key, CONTENT, retention);
                assertThat(archive.versions(key, "", 10)).hasSize(1);
            }
        }
    }
}

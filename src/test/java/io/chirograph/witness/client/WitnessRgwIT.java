package io.chirograph.witness.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.rgw.RgwServer;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.note.Ed25519Signer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a real store with Object Lock, with the identity that a gateway has.
class WitnessRgwIT {
    private static final String PREFIX = "audit/gw";

    @TempDir
    private Path directory;

    @Test
    void cosignaturesAndRefusalsAreLockedLikeCheckpoints() throws Exception {
        RgwServer server = RgwServer.shared();
        String bucket = server.createBucket(true);
        server.allowWriter(bucket, PREFIX);
        S3Settings settings = new S3Settings(
                bucket,
                PREFIX,
                server.endpoint(),
                null,
                true,
                server.accessKey("WRITER"),
                server.secretKey("WRITER"),
                null,
                null,
                null);
        ObjectRetention locked = Unclassed.retention(new ArchiveProperties(
                ArchiveProperties.Type.S3,
                null,
                settings,
                LockMode.COMPLIANCE,
                Duration.ofDays(1),
                LockTier.COMPLIANCE,
                null));
        try (Archive archive = Archives.s3(settings);
                BoundedHttpPost posting = new BoundedHttpPost(Duration.ofSeconds(5));
                StandinWitness standin = new StandinWitness(1)) {
            TestLog log = new TestLog(archive, Ed25519Signer.ofSeed(TestLog.ORIGIN, new byte[32])).grow(300);
            Witness witness = standin.witness();
            AskedWitness asked = new AskedWitness(
                    new WitnessClient(witness, posting, new SealedTree(log.log)),
                    new WitnessState(witness, Clock.systemUTC()),
                    archive,
                    log.layout,
                    locked,
                    new Refusals(directory, archive, log.layout, locked, Clock.systemUTC()),
                    Clock.systemUTC(),
                    Duration.ofSeconds(2));
            String id = witness.key().idHex();

            assertThat(asked.ask(log.offer())).isTrue();
            assertThat(asked.ask(log.grow(300).offer())).isTrue();
            standin.behaviour = StandinWitness.Behaviour.REFUSES_PROOF;
            assertThat(asked.ask(log.grow(1).offer())).isFalse();

            for (String key : List.of(
                    log.layout.cosignature(300, id), log.layout.cosignature(600, id), log.layout.refusal(601, id))) {
                ObjectLock lock = archive.lock(key, null).orElseThrow();
                assertThat(lock.mode()).as(key).isEqualTo(LockMode.COMPLIANCE);
                assertThat(Objects.requireNonNull(lock.retainUntil()))
                        .isAfter(Instant.now().plus(Duration.ofHours(23)));
            }
        }
    }
}

package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.DescriptorLack;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A lack of descriptors passes: index, archive and key database refuse meanwhile, and go on by themselves.
class DescriptorLackTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void indexArchiveAndKeyDatabaseGoOnWhenDescriptorsAreThereAgain(@TempDir Path directory) throws Exception {
        DescriptorLack.run(DescriptorLackTest.class, directory);
    }

    public static void main(String[] args) throws Exception {
        Path warm = Path.of(args[0], "warm");
        Path tried = Path.of(args[0], "tried");
        // What is first loaded while there is no descriptor would be a failure of its own.
        tryIn(Files.createDirectory(warm), false);
        tryIn(Files.createDirectory(tried), true);
        System.exit(0);
    }

    private static void tryIn(Path directory, boolean lacking) throws Exception {
        Retention retention = new Retention(LockMode.NONE, Instant.parse("2100-01-01T00:00:00Z"));
        try (Archive archive = Archives.directory(directory.resolve("archive"));
                GatewayKeyDatabase keys = GatewayKeyDatabase.open(directory);
                IndexStore index = TestIndex.open(directory.resolve("index"))) {
            TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
            FollowStatus status = new FollowStatus(Clock.systemUTC());
            IndexFollower follower = new IndexFollower(
                    List.of(new LogIndexer(log.followed(), index)), index, status, Duration.ofSeconds(1), 1, () -> 0);
            log.ok(Map.of());
            log.publish();
            follower.round();
            log.ok(Map.of());
            log.publish();
            StoredKey key = StoredKey.make("web", "app", "acme", "core", Grants.UNLIMITED, Instant.EPOCH)
                    .key();
            byte[] content = "content".getBytes(UTF_8);
            if (lacking) {
                DescriptorLack lack = DescriptorLack.begin();
                refused("archive", () -> archive.put("some/object", content, retention));
                refused("keys", () -> keys.announce(key));
                long before = status.events();
                follower.round();
                require(status.failures() > 0 && status.events() == before, "the index had no lack");
                require(index.damage() == null, "a lack is taken for damage");
                lack.close();
            }
            archive.put("some/object", content, retention);
            keys.announce(key);
            keys.apply(key);
            follower.round();
            require(status.events() == 4, "the index does not follow: " + status.lastFailure());
            require(keys.find("web").isPresent(), "the key is lost");
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void refused(String what, Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (ArchiveUnavailableException | IOException expected) {
            return;
        }
        throw new AssertionError(what + " had no lack");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

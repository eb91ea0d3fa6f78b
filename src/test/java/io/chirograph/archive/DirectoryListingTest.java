package io.chirograph.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/// Listings of random trees compared with a sorted set of their keys.
@Tag("slow")
class DirectoryListingTest {
    private static final List<String> NAMES =
            List.of("a", "a-", "a-a", "a.", "a.b", "a0", "aa", "b", "b=1", "-", "_", "A");

    @Property(tries = 60)
    void agreesWithASortedSet(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("listing");
        try (Archive archive = Archives.directory(directory)) {
            TreeSet<String> keys = new TreeSet<>();
            for (int i = 0; i < 12; i++) {
                String key = key(random, 1 + random.nextInt(3));
                if (keys.stream().noneMatch(other -> other.startsWith(key + "/") || key.startsWith(other + "/"))) {
                    archive.put(key, new byte[0], new Retention(LockMode.NONE, Instant.EPOCH));
                    keys.add(key);
                }
            }
            for (int i = 0; i < 40; i++) {
                String prefix = part(random);
                String after = part(random);
                int max = 1 + random.nextInt(5);
                assertThat(archive.list(prefix, after, max))
                        .as("prefix \"%s\" after \"%s\" of %s", prefix, after, keys)
                        .isEqualTo(keys.tailSet(after, false).stream()
                                .filter(key -> key.startsWith(prefix))
                                .limit(max)
                                .toList());
                assertThat(archive.versions(prefix, after, max))
                        .extracting(ObjectVersion::key)
                        .isEqualTo(keys.tailSet(after, true).stream()
                                .filter(key -> key.startsWith(prefix))
                                .limit(max)
                                .toList());
            }
        } finally {
            delete(directory);
        }
    }

    private static String key(Random random, int depth) {
        StringBuilder key = new StringBuilder(NAMES.get(random.nextInt(NAMES.size())));
        for (int i = 1; i < depth; i++) {
            key.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
        }
        return key.toString();
    }

    /// A key, or the beginning of one.
    private static String part(Random random) {
        String key = key(random, 3);
        return key.substring(0, random.nextInt(key.length() + 1));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.chirograph.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.witness.client.TestLog;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SealedTreeTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final TestLog log;
    private final PublishedLog counted;
    private final Map<Long, Hash> roots = new TreeMap<>();

    SealedTreeTest(@TempDir Path directory) throws Exception {
        log = new TestLog(directory);
        counted = new PublishedLog(counting(log.archive), log.layout.logId());
    }

    @Test
    void givesEveryRootThatWasPublishedAndProofsBetweenAllOfThem() throws Exception {
        Random random = new Random(11);
        SealedTree following = new SealedTree(counted);
        for (int i = 0; i < 60; i++) {
            if (i % 7 == 0) {
                log.nextDay();
            }
            grow(1 + random.nextInt(i % 5 == 0 ? 3000 : 200));
            assertThat(following.root(log.size())).isEqualTo(log.checkpoint().root());
        }
        SealedTree fresh = new SealedTree(counted);
        for (long second : roots.keySet()) {
            HashReader later = fresh.at(second);
            for (long first : roots.keySet()) {
                if (first <= second) {
                    assertThat(ConsistencyProof.of(first, second, later)
                                    .verify(first, rootAt(first), second, rootAt(second)))
                            .as(first + " to " + second)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void whoFollowsAGrowingLogReadsOnlyWhatIsNew() throws Exception {
        for (int i = 0; i < 20; i++) {
            grow(5000);
        }
        SealedTree following = new SealedTree(counted);
        following.root(log.size());
        assertThat(requests.getAndSet(0)).as("the first time").isLessThan(2 * 255 + 20);
        long seen = log.size();
        grow(3);
        HashReader later = following.at(log.size());
        assertThat(ConsistencyProof.of(seen, log.size(), later)
                        .verify(seen, rootAt(seen), log.size(), rootAt(log.size())))
                .isTrue();
        assertThat(later.subtree(0, log.size())).isEqualTo(rootAt(log.size()));
        assertThat(requests).as("the next time").hasValueLessThan(20);
    }

    @Test
    void asksInVainForWhatWasNeverPublished() throws Exception {
        grow(300);

        assertThat(new SealedTree(counted).root(0)).isEqualTo(TreeHasher.emptyRoot());
        assertThatThrownBy(() -> new SealedTree(counted).root(301))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no segments");
        assertThatThrownBy(() -> new SealedTree(counted).root(600)).isInstanceOf(IOException.class);
    }

    private Hash rootAt(long size) {
        return Objects.requireNonNull(roots.get(size));
    }

    private void grow(int count) throws Exception {
        log.grow(count);
        roots.put(log.size(), log.checkpoint().root());
    }

    private Archive counting(Archive archive) {
        return (Archive) Proxy.newProxyInstance(
                Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (proxy, method, arguments) -> {
                    requests.incrementAndGet();
                    try {
                        return method.invoke(archive, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

package io.chirograph.content.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.LiveFiles;
import io.chirograph.SettableClock;
import io.chirograph.content.keys.ContentKeys.TenantKey;
import io.chirograph.content.keys.ErasableKeys.Listed;
import io.chirograph.state.State;
import io.chirograph.state.TestState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys stay as long as they should, and not one byte longer.
@ParameterizedClass
@EnumSource(TestState.class)
class StoredContentKeysTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);

    private final SettableClock clock = new SettableClock(NOW);
    private final List<String> told = new ArrayList<>();

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestState engine;

    @TempDir
    private Path directory;

    private StoredContentKeys keys;

    @BeforeEach
    void open() throws IOException {
        keys = open(directory);
    }

    @AfterEach
    void close() throws IOException {
        keys.close();
    }

    private StoredContentKeys open(Path in) throws IOException {
        return StoredContentKeys.open(
                engine.at(in), (kind, id, commitment) -> told.add(kind.word() + " " + id + " " + commitment), clock);
    }

    @Test
    void aNameHasOneKeyAndKeepsItOverARestart() throws IOException {
        SubjectKey alice = keys.subject("acme", "alice");
        assertThat(alice.id()).matches("[0-9a-f]{32}");
        assertThat(alice.key()).hasSize(32);
        TenantKey tenant = keys.tenant("acme");
        assertThat(tenant.key()).hasSize(32).isNotEqualTo(alice.key());
        restart();
        assertThat(keys.subject("acme", "alice").key()).isEqualTo(alice.key());
        assertThat(keys.tenant("acme").key()).isEqualTo(tenant.key());
        assertThat(keys.find(alice.id()).orElseThrow().key()).isEqualTo(alice.key());
        assertThat(keys.tenantKey(tenant.id()).orElseThrow().key()).isEqualTo(tenant.key());
        assertThat(keys.find(tenant.id())).isEmpty();
        assertThat(keys.tenantKey(alice.id())).isEmpty();
    }

    @Test
    void namesThatLookAlikeHaveKeysOfTheirOwn() throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        Set<String> ids = new HashSet<>();
        ids.add(keys.subject("a", "bc").id());
        ids.add(keys.subject("ab", "c").id());
        ids.add(keys.subject("", "abc").id());
        ids.add(keys.subject("abc", "").id());
        ids.add(keys.subject("a", "b\0c").id());
        ids.add(keys.subject("a\0b", "c").id());
        ids.add(keys.tenant("abc").id());
        ids.add(keys.tenant("").id());
        assertThat(ids).hasSize(8);
    }

    @Test
    void theFileIsItsOwnersAloneAndNamesNobody() throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        keys.subject("acme", "alice@example.com");
        Path file = directory.resolve(StoredContentKeys.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(isOnDisk(directory, "alice".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(directory.toFile().list()).containsExactly(StoredContentKeys.FILE);
    }

    @Test
    void nothingShownHoldsAKey() throws IOException {
        SubjectKey alice = keys.subject("acme", "alice");
        TenantKey tenant = keys.tenant("acme");
        assertThat(alice).hasToString(alice.id());
        assertThat(tenant).hasToString(tenant.id());
    }

    @Test
    void noByteOfADestroyedKeyIsLeftInAnyFile() throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        List<SubjectKey> made = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            made.add(keys.subject("acme", "subject-" + i));
        }
        assertThat(isOnDisk(directory, made.get(7).key())).isTrue();
        for (int i = 0; i < made.size(); i++) {
            if (i % 3 != 0) {
                assertThat(keys.destroy("acme", "subject-" + i)).isTrue();
            }
        }
        String disk = disk(directory);
        for (int i = 0; i < made.size(); i++) {
            assertThat(disk.contains(text(made.get(i).key()))).as("key %s", i).isEqualTo(i % 3 == 0);
            assertThat(keys.find(made.get(i).id()).isPresent()).isEqualTo(i % 3 == 0);
        }
    }

    @Test
    void aDestroyedSubjectGetsAnotherKeyAndTheIdStaysKnownAsDestroyed() throws IOException {
        SubjectKey before = keys.subject("acme", "alice");
        clock.set(NOW.plusSeconds(5));
        assertThat(keys.destroy(before.id())).isTrue();
        assertThat(keys.destroy(before.id())).isFalse();
        assertThat(keys.destroy("acme", "alice")).isFalse();
        assertThat(keys.present("acme", "alice")).isEmpty();
        SubjectKey after = keys.subject("acme", "alice");
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(after.key()).isNotEqualTo(before.key());
        restart();
        assertThat(keys.destroyed(before.id())).contains(NOW.plusSeconds(5));
        assertThat(keys.destroyed(after.id())).isEmpty();
        assertThat(keys.find(before.id())).isEmpty();
    }

    @Test
    void aTenantsKeyIsNotDestroyed() throws IOException {
        TenantKey tenant = keys.tenant("acme");
        assertThat(keys.destroy(tenant.id())).isFalse();
        assertThat(keys.destroyed(tenant.id())).isEmpty();
        assertThat(keys.tenant("acme").key()).isEqualTo(tenant.key());
    }

    @Test
    void keysAreListedPageByPage() throws IOException {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            made.add(keys.subject("acme", "subject-" + i).id());
        }
        keys.tenant("acme");
        List<Listed> first = keys.list("", 3);
        List<Listed> rest = keys.list(first.getLast().id(), 3);
        assertThat(first)
                .hasSize(3)
                .allMatch(each -> each.tenant().equals("acme") && each.made().equals(NOW));
        assertThat(rest).hasSize(2);
        first.addAll(rest);
        assertThat(first).extracting(Listed::id).isSorted().hasSameElementsAs(made);
    }

    @Test
    void aKeyIsToldOfOnceWithACommitmentToIt() throws IOException {
        SubjectKey alice = keys.subject("acme", "alice");
        TenantKey tenant = keys.tenant("acme");
        keys.subject("acme", "alice");
        restart();
        keys.tenant("acme");
        keys.subject("acme", "alice");
        assertThat(told)
                .containsExactly(
                        "content-subject-key " + alice.id() + " " + KeyedDigests.commitment(alice.id(), alice.key()),
                        "content-tenant-key " + tenant.id() + " " + KeyedDigests.commitment(tenant.id(), tenant.key()));
    }

    @Test
    void aKeyThatCouldNotBeToldOfIsNotAnsweredAndToldOfLater() throws IOException {
        keys.close();
        List<String> ids = new ArrayList<>();
        keys = StoredContentKeys.open(
                engine.at(directory),
                (kind, id, commitment) -> {
                    ids.add(id);
                    if (ids.size() < 3) {
                        throw new IOException("the journal is full");
                    }
                },
                clock);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> keys.subject("acme", "alice")).hasMessage("the journal is full");
            assertThat(keys.failure()).hasValue("the journal is full");
        }
        String id = keys.subject("acme", "alice").id();
        assertThat(keys.failure()).isEmpty();
        assertThat(ids).containsExactly(id, id, id);
    }

    @Test
    void manyWhoAskAtOnceGetTheSameKey() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> asking = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                asking.add(() -> keys.subject("acme", "alice").id());
            }
            Set<String> ids = new HashSet<>();
            for (Future<String> each : threads.invokeAll(asking)) {
                ids.add(each.get());
            }
            assertThat(ids).hasSize(1);
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void whoAsksWhileAKeyIsDestroyedNeverBringsItBack() throws Exception {
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 30; round++) {
                SubjectKey before = keys.subject("acme", "alice");
                CountDownLatch together = new CountDownLatch(3);
                List<Future<SubjectKey>> asked = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    asked.add(threads.submit(() -> {
                        together.countDown();
                        together.await();
                        return keys.subject("acme", "alice");
                    }));
                }
                Future<Boolean> destroyed = threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return keys.destroy(before.id());
                });
                assertThat(destroyed.get(3, TimeUnit.MINUTES)).isTrue();
                for (Future<SubjectKey> each : asked) {
                    each.get(3, TimeUnit.MINUTES);
                }
                assertThat(keys.find(before.id())).isEmpty();
                SubjectKey after = keys.subject("acme", "alice");
                assertThat(after.id()).isNotEqualTo(before.id());
                assertThat(isOnDisk(directory, before.key())).isFalse();
            }
        }
    }

    @Test
    void moreKeysThanAreRememberedAreAllThere() throws IOException {
        SubjectKey first = keys.subject("acme", "first");
        for (int i = 0; i < 50; i++) {
            keys.subject("acme", "subject-" + i);
        }
        assertThat(keys.subject("acme", "first").id()).isEqualTo(first.id());
    }

    @Test
    void aNameOfAnyLengthIsRefusedBeyondItsBound() {
        assertThatThrownBy(() -> keys.subject("acme", "x".repeat(5_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 4096");
    }

    @Test
    void aCopyBringsBackWhatWasLost(@TempDir Path other, @TempDir Path lost) throws IOException {
        SubjectKey alice = keys.subject("acme", "alice");
        TenantKey tenant = keys.tenant("acme");
        Path copy = other.resolve("copy.db");
        KeyStoreCopy.Done made = KeyStoreCopy.backup(engine.at(directory), copy, MONTH, NOW);
        assertThat(made).isEqualTo(new KeyStoreCopy.Done(2, NOW, NOW.plus(MONTH)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(other.toFile().list()).containsExactly("copy.db");
        assertThat(KeyStoreCopy.restore(
                        engine.at(lost), copy, List.of(), NOW.plus(MONTH).minusMillis(1)))
                .isEqualTo(made);
        try (StoredContentKeys restored = open(lost)) {
            assertThat(restored.subject("acme", "alice").key()).isEqualTo(alice.key());
            assertThat(restored.tenant("acme").key()).isEqualTo(tenant.key());
        }
        assertThat(told).hasSize(2);
    }

    @Test
    void aCopyNeverBringsBackADestroyedKey(@TempDir Path other, @TempDir Path lost) throws IOException {
        SubjectKey alice = keys.subject("acme", "alice");
        SubjectKey bob = keys.subject("acme", "bob");
        Path copy = other.resolve("copy.db");
        KeyStoreCopy.backup(engine.at(directory), copy, MONTH, NOW);
        keys.destroy("acme", "alice");
        assertThat(KeyStoreCopy.restore(engine.at(directory), copy, List.of(), NOW)
                        .keys())
                .isZero();
        assertThat(keys.find(alice.id())).isEmpty();
        assertThat(isOnDisk(directory, alice.key())).isFalse();
        // the store is lost, what was destroyed stands in the log
        assertThat(KeyStoreCopy.restore(engine.at(lost), copy, List.of(alice.id()), NOW)
                        .keys())
                .isEqualTo(1);
        assertThat(isOnDisk(lost, alice.key())).isFalse();
        try (StoredContentKeys restored = open(lost)) {
            assertThat(restored.find(alice.id())).isEmpty();
            assertThat(restored.destroyed(alice.id())).contains(NOW);
            assertThat(restored.subject("acme", "bob").key()).isEqualTo(bob.key());
        }
    }

    @Test
    void whatACopyKnowsAsDestroyedIsDestroyedHereToo(@TempDir Path other) throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        SubjectKey alice = keys.subject("acme", "alice");
        Path before = other.resolve("before.db");
        Path after = other.resolve("after.db");
        KeyStoreCopy.backup(engine.at(directory), before, MONTH, NOW);
        keys.destroy("acme", "alice");
        KeyStoreCopy.backup(engine.at(directory), after, MONTH, NOW);
        Path fresh = other.resolve("fresh");
        KeyStoreCopy.restore(engine.at(fresh), before, List.of(), NOW);
        assertThat(isOnDisk(fresh, alice.key())).isTrue();
        KeyStoreCopy.restore(engine.at(fresh), after, List.of(), NOW);
        assertThat(isOnDisk(fresh, alice.key())).isFalse();
    }

    @Test
    void aCopyIsMergedIntoAStoreThatBeganAnew(@TempDir Path other, @TempDir Path fresh) throws IOException {
        SubjectKey old = keys.subject("acme", "alice");
        SubjectKey bob = keys.subject("acme", "bob");
        Path copy = other.resolve("copy.db");
        KeyStoreCopy.backup(engine.at(directory), copy, MONTH, NOW);
        try (StoredContentKeys anew = open(fresh)) {
            SubjectKey newer = anew.subject("acme", "alice");
            KeyStoreCopy.restore(engine.at(fresh), copy, List.of(), NOW);
            assertThat(anew.subject("acme", "alice").id()).isEqualTo(newer.id());
            assertThat(anew.find(old.id()).orElseThrow().key()).isEqualTo(old.key());
            assertThat(anew.subject("acme", "bob").key()).isEqualTo(bob.key());
            assertThat(anew.present("acme", "alice")).extracting(SubjectKey::id).containsExactly(newer.id(), old.id());
            assertThat(anew.destroy("acme", "alice")).isTrue();
            assertThat(anew.find(old.id())).isEmpty();
            assertThat(anew.find(newer.id())).isEmpty();
        }
    }

    @Test
    void aCopyBeyondItsLifeIsRefused(@TempDir Path other) throws IOException {
        keys.subject("acme", "alice");
        Path copy = other.resolve("copy.db");
        KeyStoreCopy.backup(engine.at(directory), copy, MONTH, NOW);
        assertThatThrownBy(() -> KeyStoreCopy.restore(engine.at(other), copy, List.of(), NOW.plus(MONTH)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("beyond its life")
                .hasMessageContaining("2027-01-31T00:00:00Z");
        assertThat(other.resolve(StoredContentKeys.FILE)).doesNotExist();
    }

    @Test
    void aCopyIsNoStoreAndAStoreIsNoCopy(@TempDir Path other) throws IOException {
        Assumptions.assumeTrue(engine == TestState.FILES);
        keys.subject("acme", "alice");
        Path copy = other.resolve(StoredContentKeys.FILE);
        KeyStoreCopy.backup(engine.at(directory), copy, MONTH, NOW);
        assertThatThrownBy(() -> open(other)).hasMessageContaining("is a copy");
        assertThatThrownBy(() -> KeyStoreCopy.restore(
                        engine.at(other), directory.resolve(StoredContentKeys.FILE), List.of(), NOW))
                .hasMessageContaining("is no copy");
        assertThatThrownBy(() -> KeyStoreCopy.backup(engine.at(directory), copy, MONTH, NOW))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() ->
                        KeyStoreCopy.backup(State.files(other.resolve("nothing")), other.resolve("x"), MONTH, NOW))
                .hasMessageContaining("there is no key store");
        for (Duration life : List.of(Duration.ZERO, Duration.ofDays(4000))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyStoreCopy.backup(engine.at(directory), other.resolve("x"), life, NOW))
                    .withMessageContaining("the life of a copy");
        }
    }

    private void restart() throws IOException {
        keys.close();
        keys = open(directory);
    }

    private static boolean isOnDisk(Path directory, byte[] bytes) throws IOException {
        return disk(directory).contains(text(bytes));
    }

    /// Every byte of every file, one character each.
    private static String disk(Path directory) throws IOException {
        return LiveFiles.text(directory);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

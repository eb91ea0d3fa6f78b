package io.chirograph.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.BeforeTry;

/// Whatever is done to any byte of any object, the verifier answers "does not hold": never an unexpected
/// exception, never a yes.
@Tag("slow")
class TamperingTest {
    private SealedLog log = new SealedLog();

    TamperingTest() throws Exception {
        // the log's key is the same in every try
    }

    @BeforeTry
    void seal() throws Exception {
        log = new SealedLog();
        log.start().calls(60).seal();
        log.calls(80).seal();
        log.calls(20).stop().seal();
    }

    @Property(tries = 150)
    void aChangedByteIsFound(@ForAll Random random) throws Exception {
        String key = any(random);
        byte[] bytes = log.archive.bytes(key);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        boolean harmless = sameEntries(key, bytes);
        log.archive.replace(key, bytes);

        assertThat(exitCode()).as(key).isEqualTo(harmless ? 0 : 1);
    }

    @Property(tries = 60)
    void aCutOrLengthenedObjectIsFound(@ForAll Random random) throws Exception {
        String key = any(random);
        byte[] bytes = log.archive.bytes(key);
        log.archive.replace(
                key, Arrays.copyOf(bytes, random.nextBoolean() ? random.nextInt(bytes.length) : bytes.length + 1));

        assertThat(exitCode()).as(key).isEqualTo(1);
    }

    @Property(tries = 60)
    void twoObjectsThatChangePlacesAreFound(@ForAll Random random) throws Exception {
        String one = any(random);
        String other = any(random);
        byte[] bytes = log.archive.bytes(one);
        log.archive.replace(one, log.archive.bytes(other));
        log.archive.replace(other, bytes);

        assertThat(exitCode()).as(one + " and " + other).isEqualTo(one.equals(other) ? 0 : 1);
    }

    @Property(tries = 40)
    void aRemovedObjectIsFoundUnlessItIsTheLastCheckpoint(@ForAll Random random) throws Exception {
        String key = any(random);
        String last = log.layout.checkpoint(log.size());
        log.archive.remove(key);

        // Without it there is a shorter log that holds; the last segment is then beyond its last checkpoint.
        assertThat(exitCode()).as(key).isEqualTo(key.equals(last) ? 0 : 1);
    }

    /// The events are signed, not their compressed form: a few bits of a frame mean nothing.
    private boolean sameEntries(String key, byte[] changed) throws Exception {
        if (!key.startsWith(log.layout.events())) {
            return false;
        }
        List<byte[]> before = log.entries(key);
        byte[] kept = log.archive.bytes(key);
        try {
            log.archive.replace(key, changed);
            return Arrays.deepEquals(before.toArray(), log.entries(key).toArray());
        } catch (DamagedObjectException e) {
            return false;
        } finally {
            log.archive.replace(key, kept);
        }
    }

    private String any(Random random) {
        List<String> keys = log.archive.keys("");
        return keys.get(random.nextInt(keys.size()));
    }

    private int exitCode() throws Exception {
        return new ArchiveVerifier(log.archive, Progress.NONE, 1, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey()), Map.of())
                .exitCode(false);
    }
}

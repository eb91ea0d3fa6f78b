package io.chirograph.verifier.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.SecondVerifier;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is handed to the reader, it answers; and only what it could have written itself is a bundle.
@Tag("slow")
class BundleFuzzTest {
    private static final BundleFixture MADE;
    private static final byte[] GOOD;

    static {
        try {
            MADE = new BundleFixture();
            GOOD = MADE.population(2);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final SecondVerifier SECOND = new SecondVerifier();

    @AfterContainer
    @AfterAll
    static void theSecondVerifierSaysTheSame() throws Exception {
        SECOND.compare();
    }

    private static int judge(byte[] zip) {
        List<VerifierKey> keys = List.of(MADE.signer.verifierKey());
        SECOND.evidence(zip, keys, null);
        return new BundleVerifier(keys, null, null).verify(zip).exitCode(false);
    }

    @Property(tries = 2000)
    void noiseIsNoBundle(@ForAll byte[] noise) {
        assertThat(judge(noise)).isEqualTo(1);
    }

    @Property(tries = 2000)
    void splicesOfABundleAreNoneOrTheSame(
            @ForAll @IntRange(max = 60_000) int from,
            @ForAll @IntRange(max = 60_000) int to,
            @ForAll @Size(max = 64) byte[] piece) {
        int start = from % GOOD.length;
        int end = start + to % (GOOD.length - start);
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(GOOD, 0, start);
        spliced.writeBytes(piece);
        spliced.write(GOOD, end, GOOD.length - end);
        boolean same = Arrays.equals(spliced.toByteArray(), GOOD);
        assertThat(judge(spliced.toByteArray())).isEqualTo(same ? 0 : 1);
    }

    @Property(tries = 1000)
    void anEntryOfNoiseInAGoodContainerIsAnsweredToo(@ForAll @IntRange(max = 1000) int which, @ForAll byte[] noise)
            throws Exception {
        TreeMap<String, byte[]> entries = new TreeMap<>(Bundle.parse(GOOD).entries());
        String name = entries.keySet().stream().toList().get(which % entries.size());
        entries.put(name, noise);
        if (!name.equals(EntryNames.SUMS)) {
            entries.put(EntryNames.SUMS, Bundle.digests(entries));
        }
        int exit = judge(BundleFixture.bytes(new Bundle(entries)));
        assertThat(exit).isEqualTo(name.equals(EntryNames.VERIFY) ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/passwd", "a/../b", "a//b", ".hidden", "a\\b", "a/", "", "ä", "a\u0000b"})
    void aNameThatLeadsElsewhereIsRefused(String name) throws Exception {
        assertThat(judge(stored(Map.of(name.isEmpty() ? "x/./y" : name, new byte[] {1}))))
                .isEqualTo(1);
    }

    private static byte[] stored(Map<String, byte[]> entries) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlainZip.write(new TreeMap<>(entries), out);
        return out.toByteArray();
    }

    @Test
    void aCompressedArchiveIsRefusedBeforeAnythingIsInflated() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("bomb"));
            zip.write(new byte[10 << 20]);
            zip.closeEntry();
        }
        assertThat(judge(out.toByteArray())).isEqualTo(1);
    }

    @Test
    void sizesBeyondTheFileAreRefused() {
        byte[] claims = GOOD.clone();
        claims[21] = 0x7f; // the first entry claims nearly 2 GiB
        assertThat(judge(claims)).isEqualTo(1);
        claims[21] = (byte) 0xff;
        assertThat(judge(claims)).isEqualTo(1);
    }
}

package io.chirograph.content.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.content.envelope.ContentSealer.Inside;
import io.chirograph.content.envelope.EnvelopeException.Reason;
import io.chirograph.content.keys.SubjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is sealed is opened by whom it is meant for, whole or not at all.
class EnvelopeTest {
    private static final Inside INSIDE =
            new Inside(UUID.fromString("0190c5e2-0000-7000-8000-000000000001"), "request", "application/json", null);
    private static final byte[] CONTENT = "{\"canary\":\"CANARY-1\"}".getBytes(StandardCharsets.UTF_8);
    private static final SubjectKey ALICE = subject(1);
    private static final SubjectKey BOB = subject(2);

    private static Certified rsa;
    private static Certified p256;
    private static Certified p384;

    @TempDir
    private Path directory;

    @BeforeAll
    static void keys() throws Exception {
        rsa = Certified.rsa(2048);
        p256 = Certified.ec("secp256r1");
        p384 = Certified.ec("secp384r1");
    }

    @Test
    void eachOfSeveralRecipientsOpensIt() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, rsa, p256, p384);
        for (Certified each : List.of(rsa, p256, p384)) {
            try (Opened opened = each.opener().open(in(sealed), id -> Optional.empty(), directory)) {
                assertThat(opened.inside()).isEqualTo(INSIDE);
                assertThat(opened.length()).isEqualTo(CONTENT.length);
                assertThat(opened.content().readAllBytes()).isEqualTo(CONTENT);
            }
        }
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("CANARY", "request");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 2048, 32 * 1024 - 130, 32 * 1024, 32 * 1024 + 1, 1_048_576, 5_000_001})
    void contentOfEverySizeComesBack(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        byte[] sealed = seal(content, List.of(), false, p256);
        assertThat(open(sealed, p256)).isEqualTo(content);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void sealingNeedsNoMoreMemoryForMoreContent() throws Exception {
        var counted = new OutputStream() {
            private long count;

            @Override
            public void write(int one) {
                count++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                assertThat(length).isLessThanOrEqualTo(EnvelopeStream.CHUNK + EnvelopeStream.TAG);
                count += length;
            }
        };
        byte[] piece = new byte[1 << 20];
        try (OutputStream out = new CmsSealer(List.of(p256.recipient())).seal(INSIDE, List.of(), false, counted)) {
            for (int i = 0; i < 100; i++) {
                out.write(piece);
                assertThat(counted.count).isGreaterThan((long) i * piece.length);
            }
        }
        assertThat(counted.count).isBetween(100L << 20, 101L << 20);
    }

    @Test
    void everyRecordHasAKeyOfItsOwn() throws Exception {
        assertThat(seal(CONTENT, List.of(), false, p256)).isNotEqualTo(seal(CONTENT, List.of(), false, p256));
    }

    @Test
    void aRecipientOfAnotherEnvelopeIsNone() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, rsa, p256);
        assertThat(reason(sealed, p384)).isEqualTo(Reason.NOT_A_RECIPIENT);
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvelopeOpener.of(p384.pair().getPrivate(), p256.certificate()))
                .withMessageContaining("not the one of the certificate");
    }

    @Test
    void noChangedByteGivesOtherContent() throws Exception {
        for (Certified each : List.of(rsa, p256)) {
            byte[] sealed = seal(CONTENT, List.of(ALICE), true, each);
            EnvelopeOpener opener = each.opener();
            List<Integer> unseen = new ArrayList<>();
            for (int at = 0; at < sealed.length; at++) {
                byte[] changed = sealed.clone();
                changed[at] ^= 0x41;
                if (!unopened(changed, opener)) {
                    unseen.add(at);
                }
            }
            assertThat(unseen).as("bytes of the frame, which mean nothing").hasSizeLessThan(10);
        }
    }

    @Test
    void noPartOfItIsOpened() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, p256);
        for (int length = 0; length < sealed.length - 6; length++) {
            assertThat(reason(Arrays.copyOf(sealed, length), p256))
                    .as("%s bytes", length)
                    .isEqualTo(Reason.DAMAGED);
        }
    }

    @Test
    void bytesBehindItAreRefused() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, p256);
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);
        longer[sealed.length] = 7;
        assertThat(reason(longer, p256)).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void nothingIsLeftOfALargeOneWhoseLastByteWasChanged() throws Exception {
        byte[] sealed = seal(new byte[3 << 20], List.of(), false, p256);
        sealed[sealed.length - 8] ^= 1;
        assertThat(reason(sealed, p256)).isEqualTo(Reason.DAMAGED);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aSubjectsKeyHasToBeThereToo() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(ALICE), true, p256);
        assertThat(open(sealed, p256, ALICE)).isEqualTo(CONTENT);
        assertThat(open(sealed, p256, BOB, ALICE)).isEqualTo(CONTENT);
        assertThat(reason(sealed, p256)).isEqualTo(Reason.SUBJECT_KEY_GONE);
        assertThat(reason(sealed, p256, BOB)).isEqualTo(Reason.SUBJECT_KEY_GONE);
        assertThat(reason(sealed, rsa, ALICE)).isEqualTo(Reason.NOT_A_RECIPIENT);
    }

    @Test
    void allOfSeveralSubjectsHaveToBeThere() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(BOB, ALICE), true, p256);
        assertThat(open(sealed, p256, ALICE, BOB)).isEqualTo(CONTENT);
        assertThat(reason(sealed, p256, ALICE)).isEqualTo(Reason.SUBJECT_KEY_GONE);
        assertThat(reason(sealed, p256, BOB)).isEqualTo(Reason.SUBJECT_KEY_GONE);
    }

    @Test
    void anyOfSeveralSubjectsIsEnough() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(BOB, ALICE), false, p256);
        assertThat(open(sealed, p256, ALICE)).isEqualTo(CONTENT);
        assertThat(open(sealed, p256, BOB)).isEqualTo(CONTENT);
        assertThat(reason(sealed, p256)).isEqualTo(Reason.SUBJECT_KEY_GONE);
    }

    @Test
    void contentThatBeginsLikeAnEnvelopeIsContent() throws Exception {
        byte[] within = seal(CONTENT, List.of(), false, p256);
        assertThat(open(seal(within, List.of(), false, p256), p256)).isEqualTo(within);
    }

    @Test
    void anotherKeyOfTheSameIdOpensNothing() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(ALICE), true, p256);
        assertThat(reason(sealed, p256, new SubjectKey(ALICE.id(), BOB.key()))).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void failuresOfReadingAreNoDamage() throws Exception {
        byte[] sealed = seal(new byte[100_000], List.of(), false, p256);
        InputStream breaking = new ByteArrayInputStream(sealed) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                if (pos > 50_000) {
                    throw new java.io.UncheckedIOException(new IOException("disk"));
                }
                return super.read(into, offset, length);
            }
        };
        assertThatThrownBy(() -> p256.opener().open(breaking, id -> Optional.empty(), directory))
                .isInstanceOf(IOException.class)
                .hasMessage("disk");
        byte[] inner = seal(CONTENT, List.of(ALICE), true, p256);
        assertThatThrownBy(() -> p256.opener()
                        .open(
                                in(inner),
                                id -> {
                                    throw new IOException("store");
                                },
                                directory))
                .isInstanceOf(IOException.class)
                .hasMessage("store");
    }

    @Test
    void withoutARecipientNothingIsSealed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> seal(CONTENT, List.of(), false))
                .withMessageContaining("chirograph.content.recipients");
    }

    @Test
    void recipientsHaveTheIdOfTheirCertificate() throws Exception {
        String digest = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(p256.certificate().getEncoded()));
        assertThat(new CmsSealer(List.of(p256.recipient())).recipients())
                .containsExactly("sha256:" + digest.substring(0, 16));
    }

    @Test
    void certificatesAreReadFromFilesAndOthersRefusedByName() throws Exception {
        Path good = p384.certificateFile(directory, "good");
        assertThat(Recipient.read(good)).isEqualTo(p384.recipient());
        refused(directory.resolve("none.crt"), "there is no such file");
        refused(Files.writeString(directory.resolve("text.crt"), "hello"), "holds");
        refused(Files.writeString(directory.resolve("empty.crt"), ""), "holds 0 certificates");
        refused(
                Files.writeString(directory.resolve("two.crt"), Files.readString(good) + Files.readString(good)),
                "holds 2 certificates");
        refused(Certified.rsa(1024).certificateFile(directory, "small"), "1024 bits; at least 2048");
        refused(Certified.ec("secp521r1").certificateFile(directory, "curve"), "P-256 or P-384 is expected");
        refused(Certified.ed25519().certificateFile(directory, "ed"), "RSA, EC P-256 or EC P-384 is expected");
        Path key = p384.keyFile(directory, "good");
        assertThat(EnvelopeOpener.read(key, good).recipient())
                .isEqualTo(p384.recipient().id());
        assertThatThrownBy(() -> EnvelopeOpener.read(good, good))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no private key");
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> Recipient.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    static SubjectKey subject(int number) {
        byte[] key = new byte[32];
        new Random(number).nextBytes(key);
        return new SubjectKey("%032x".formatted(number), key);
    }

    static byte[] seal(byte[] content, List<SubjectKey> subjects, boolean all, Certified... to) throws IOException {
        var sealed = new ByteArrayOutputStream();
        var sealer = new CmsSealer(Stream.of(to).map(Certified::recipient).toList());
        try (OutputStream out = sealer.seal(INSIDE, subjects, all, sealed)) {
            out.write(content);
        }
        return sealed.toByteArray();
    }

    private byte[] open(byte[] sealed, Certified by, SubjectKey... keys) throws Exception {
        try (Opened opened = by.opener().open(in(sealed), keys(keys), directory)) {
            assertThat(opened.inside()).isEqualTo(INSIDE);
            return opened.content().readAllBytes();
        }
    }

    private Reason reason(byte[] sealed, Certified by, SubjectKey... keys) {
        try (Opened opened = by.opener().open(in(sealed), keys(keys), directory)) {
            throw new AssertionError("opened: " + opened.length());
        } catch (EnvelopeException e) {
            return e.reason();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Whether it stays closed; what is opened all the same is what was sealed.
    private boolean unopened(byte[] changed, EnvelopeOpener opener) throws IOException {
        try (Opened opened = opener.open(in(changed), keys(ALICE), directory)) {
            assertThat(opened.inside()).isEqualTo(INSIDE);
            assertThat(opened.content().readAllBytes()).isEqualTo(CONTENT);
            return false;
        } catch (EnvelopeException e) {
            return true;
        }
    }

    private static EnvelopeOpener.SubjectKeys keys(SubjectKey... keys) {
        return id -> Stream.of(keys).filter(key -> key.id().equals(id)).findFirst();
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}

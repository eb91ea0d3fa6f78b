package io.chirograph.verifier.timestamp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.standin.StandinTimeStamps.Manner;
import io.chirograph.verifier.timestamp.InvalidTimeStampException.Reason;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeStampTokenTest {
    private static final byte[] NOTE = "example.com/log\n5\nroot\n\n— signature\n".getBytes(UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final StandinTimeStamps authority;
    private final TimeStampTrust trust;
    private final Manner good = Manner.good(NOW);

    TimeStampTokenTest() throws Exception {
        authority = new StandinTimeStamps(NOW);
        trust = TimeStampTrust.in(List.of(authority.root()));
    }

    @Test
    void saysWhenTheBytesExisted() throws Exception {
        TimeStamp stamp = TimeStampToken.parse(authority.stamp(NOTE, NOW)).verify(NOTE, trust);

        assertThat(stamp.genTime()).isEqualTo(NOW);
        assertThat(stamp.authority()).isEqualTo("CN=Stand-in TSA");
    }

    @Test
    void holdsLongAfterTheCertificateHasRunOutSinceItsTimeIsWhatCounts() throws Exception {
        byte[] token = authority.stamp(NOTE, NOW, good.certificateUntil(NOW.plusSeconds(1)));

        assertThat(TimeStampToken.parse(token).verify(NOTE, trust).genTime()).isEqualTo(NOW);
    }

    @Test
    void takesTheOlderAttributeThatNamesTheCertificateToo() throws Exception {
        byte[] token = authority.stamp(NOTE, NOW, good.essDigest(TSPAlgorithms.SHA1));

        assertThat(TimeStampToken.parse(token).verify(NOTE, trust).genTime()).isEqualTo(NOW);
    }

    @Test
    void refusesOtherBytes() throws Exception {
        byte[] other = Arrays.copyOf(NOTE, NOTE.length + 1);

        refuses(authority.stamp(NOTE, NOW), other, trust, Reason.WRONG_IMPRINT);
    }

    @Test
    void refusesACertificateThatIsNotForTimeStampingAlone() throws Exception {
        refuses(good.purpose(KeyPurposeId.id_kp_codeSigning, true), Reason.WRONG_PURPOSE);
        refuses(good.purpose(KeyPurposeId.anyExtendedKeyUsage, true), Reason.WRONG_PURPOSE);
        refuses(good.purpose(KeyPurposeId.id_kp_timeStamping, false), Reason.WRONG_PURPOSE);
    }

    @Test
    void refusesACertificateThatWasNotValidThen() throws Exception {
        refuses(good.certificateUntil(NOW.minusSeconds(1)), Reason.UNTRUSTED);
    }

    @Test
    void refusesAnAuthorityThatNobodyTrusts() throws Exception {
        TimeStampTrust elsewhere = TimeStampTrust.in(List.of(new StandinTimeStamps(NOW).root()));

        refuses(authority.stamp(NOTE, NOW), NOTE, elsewhere, Reason.UNTRUSTED);
    }

    @Test
    void refusesATokenWithoutItsCertificate() throws Exception {
        refuses(good.withoutCertificate(), Reason.NO_CERTIFICATE);
    }

    @Test
    void refusesAWeakSignature() throws Exception {
        refuses(good.signing("SHA1withECDSA"), Reason.WEAK_DIGEST);
    }

    @Test
    void refusesAnAnswerWithoutTokenWithTheAuthoritysWords() {
        byte[] rejection = {0x30, 0x0a, 0x30, 0x08, 0x02, 0x01, 0x02, 0x30, 0x03, 0x0c, 0x01, 'x'};

        assertThatExceptionOfType(InvalidTimeStampException.class)
                .isThrownBy(() -> TimeStampToken.parse(rejection))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED))
                .withMessageContaining("x");
    }

    @Test
    void refusesWhatDoesNotAnswerTheRequest() throws Exception {
        TimeStampToken token = TimeStampToken.parse(authority.stamp(NOTE, NOW));

        token.requireAnswerTo(BigInteger.TWO, StandinTimeStamps.POLICY);
        token.requireAnswerTo(BigInteger.TWO, null);
        assertThatExceptionOfType(InvalidTimeStampException.class)
                .isThrownBy(() -> token.requireAnswerTo(BigInteger.ONE, null));
        assertThatExceptionOfType(InvalidTimeStampException.class)
                .isThrownBy(() -> token.requireAnswerTo(BigInteger.TWO, "1.2.3"));
    }

    @Test
    void refusesEveryBitThatCountsWhenItIsFlippedAndThrowsNothingElse() throws Exception {
        byte[] token = authority.stamp(NOTE, NOW);
        TimeStamp stamp = TimeStampToken.parse(token).verify(NOTE, trust);
        int accepted = 0;
        for (int at = 0; at < token.length; at++) {
            byte[] flipped = token.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            try {
                assertThat(TimeStampToken.parse(flipped).verify(NOTE, trust))
                        .as("byte " + at)
                        .isEqualTo(stamp);
                accepted++;
            } catch (InvalidTimeStampException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        // What is neither signed nor needed: the status's bytes, and the root's certificate that is carried along.
        assertThat(accepted).isLessThan(token.length / 2);
    }

    @Test
    void refusesEveryCutAndWhatIsDeepOrLong() throws Exception {
        byte[] token = authority.stamp(NOTE, NOW);
        for (int length = 0; length < token.length; length += 7) {
            malformed(Arrays.copyOf(token, length));
        }
        malformed(Arrays.copyOf(token, token.length + 1));
        malformed(new byte[TimeStampToken.MAX_SIZE + 1]);
        byte[] deep = new byte[TimeStampToken.MAX_SIZE];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        malformed(deep);
    }

    @Test
    void readsTrustedCertificatesFromAFileAndNamesTheFileThatHasNone(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trust.pem");
        Files.writeString(file, authority.rootPem() + new StandinTimeStamps(NOW).rootPem());
        Path empty = Files.createFile(directory.resolve("empty.pem"));

        TimeStampTrust loaded = TimeStampTrust.load(file);

        assertThat(loaded.anchors()).hasSize(2);
        assertThat(TimeStampToken.parse(authority.stamp(NOTE, NOW))
                        .verify(NOTE, loaded)
                        .genTime())
                .isEqualTo(NOW);
        assertThatExceptionOfType(java.io.IOException.class)
                .isThrownBy(() -> TimeStampTrust.load(empty))
                .withMessageContaining("empty.pem");
    }

    private void refuses(Manner manner, Reason reason) throws Exception {
        refuses(authority.stamp(NOTE, NOW, manner), NOTE, trust, reason);
    }

    private static void refuses(byte[] token, byte[] data, TimeStampTrust trusted, Reason reason) {
        assertThatExceptionOfType(InvalidTimeStampException.class)
                .isThrownBy(() -> TimeStampToken.parse(token).verify(data, trusted))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static void malformed(byte[] bytes) {
        assertThatExceptionOfType(InvalidTimeStampException.class)
                .isThrownBy(() -> TimeStampToken.parse(bytes))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }
}

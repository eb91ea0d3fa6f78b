package io.chirograph.verifier.timestamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import io.chirograph.standin.OpenSslTimeStamps;
import io.chirograph.standin.StandinTimeStamps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The second implementation: what `openssl ts` makes is taken here, and what is taken here `openssl ts` takes.
class TimeStampOpenSslTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void needsOpenSsl() {
        Requirements.require(OpenSslTimeStamps.isAvailable(), "the openssl program");
    }

    @Test
    void aTokenMadeByOpensslHolds() throws Exception {
        OpenSslTimeStamps authority = OpenSslTimeStamps.create(directory);
        Path data = Files.writeString(directory.resolve("note"), "a checkpoint\n");
        Path answer = authority.stamp(data);

        TimeStampToken token = TimeStampToken.parse(Files.readAllBytes(answer));
        TimeStamp stamp = token.verify(Files.readAllBytes(data), TimeStampTrust.load(authority.trust()));

        assertThat(stamp.genTime()).isEqualTo(token.claimedTime());
        assertThat(stamp.authority()).contains("Test TSA");
        assertThat(authority.verifies(data, answer)).isTrue();
    }

    @Test
    void aTokenThatHoldsHereHoldsForOpenssl() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        StandinTimeStamps authority = new StandinTimeStamps(now);
        Path trust = Files.writeString(directory.resolve("root.pem"), authority.rootPem());
        Path data = Files.writeString(directory.resolve("note"), "a checkpoint\n");
        Path answer = Files.write(directory.resolve("token.tsr"), authority.stamp(Files.readAllBytes(data), now));
        Path other = Files.writeString(directory.resolve("other"), "another checkpoint\n");

        TimeStampToken.parse(Files.readAllBytes(answer)).verify(Files.readAllBytes(data), TimeStampTrust.load(trust));

        assertThat(OpenSslTimeStamps.verifies(data, answer, trust)).isTrue();
        assertThat(OpenSslTimeStamps.verifies(other, answer, trust)).isFalse();
    }
}

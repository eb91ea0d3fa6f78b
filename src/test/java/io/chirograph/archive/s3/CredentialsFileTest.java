package io.chirograph.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

class CredentialsFileTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path directory;

    private Path file;
    private final SettableClock clock = new SettableClock(NOW);

    @BeforeEach
    void where() {
        file = directory.resolve("credentials");
    }

    private void write(String id) throws IOException {
        Files.writeString(
                file,
                "[other]\naws_access_key_id = no\n[default]\n# a comment\naws_access_key_id = " + id
                        + "\naws_secret_access_key=s=" + id + "\n");
    }

    @Test
    void itIsReadAgainWhenItChanges() throws IOException {
        write("one");
        CredentialsFile credentials = new CredentialsFile(file, clock);
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("one");
        assertThat(credentials.resolveCredentials().secretAccessKey()).isEqualTo("s=one");
        write("second");
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("second");
    }

    @Test
    void aRefusalHasItReadAgainThoughItsDateAndSizeAreTheSame() throws IOException {
        write("one");
        FileTime date = Files.getLastModifiedTime(file);
        CredentialsFile credentials = new CredentialsFile(file, clock);
        credentials.resolveCredentials();
        write("two");
        Files.setLastModifiedTime(file, date);
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("one");
        credentials.refused();
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("two");
    }

    @Test
    void anExpiredSessionIsReadAgainAndItsEndIsKnown() throws IOException {
        String text = "aws_access_key_id=a\naws_secret_access_key=b\naws_session_token=c\naws_expiration=%s\n";
        Files.writeString(file, text.formatted("2026-11-22T12:10:00Z"));
        FileTime date = Files.getLastModifiedTime(file);
        CredentialsFile credentials = new CredentialsFile(file, clock);
        assertThat(credentials.resolveCredentials()).isInstanceOf(AwsSessionCredentials.class);
        Files.writeString(file, text.formatted("2026-11-22T13:10:00Z"));
        Files.setLastModifiedTime(file, date);
        assertThat(credentials.resolveCredentials().expirationTime()).hasValue(NOW.plus(Duration.ofMinutes(10)));
        clock.set(NOW.plus(Duration.ofMinutes(10)));
        assertThat(credentials.resolveCredentials().expirationTime()).hasValue(NOW.plus(Duration.ofMinutes(70)));
    }

    @Test
    void aFileThatIsHalfWrittenOrGoneLeavesTheLastCredential() throws IOException {
        write("one");
        CredentialsFile credentials = new CredentialsFile(file, clock);
        credentials.resolveCredentials();
        Files.writeString(file, "[default]\naws_access_key_id=thesecondid\n");
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("one");
        Files.delete(file);
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("one");
    }

    @Test
    void whatIsWrongIsNamedAndNoValueIs() throws IOException {
        CredentialsFile credentials = new CredentialsFile(file, clock);
        assertThatThrownBy(credentials::resolveCredentials)
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining(file.toString());
        Files.writeString(file, "[default]\naws_access_key_id=theid\n");
        assertThatThrownBy(credentials::resolveCredentials)
                .hasMessageContaining("aws_secret_access_key")
                .hasMessageNotContaining("theid");
    }
}

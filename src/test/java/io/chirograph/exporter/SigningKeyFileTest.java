package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.NoteSigner;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
    @TempDir
    private Path directory;

    @Test
    void aNewKeyIsReadableByItsOwnerAloneAndSigns() throws Exception {
        Path file = directory.resolve("keys/log.pem");
        SigningKeyFile.generate(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        NoteSigner signer = SigningKeyFile.load(file, "example.com/log");
        byte[] text = "text\n".getBytes(UTF_8);
        assertThat(signer.verifierKey().verify(text, signer.sign(text))).isTrue();
        assertThat(SigningKeyFile.load(file, "example.com/log").verifierKey()).isEqualTo(signer.verifierKey());
    }

    @Test
    void anExistingFileIsNeverTouched() throws Exception {
        Path file = Files.writeString(directory.resolve("log.pem"), "precious");
        assertThatThrownBy(() -> SigningKeyFile.generate(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
    }

    @Test
    void whatIsNoKeyIsRefusedWithTheFilesName() throws Exception {
        String rsaLike = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(new byte[48])
                + "\n-----END PRIVATE KEY-----\n";
        for (String content :
                new String[] {"", "key", rsaLike, "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----"}) {
            Path file = Files.writeString(directory.resolve("log.pem"), content);
            assertThatThrownBy(() -> SigningKeyFile.load(file, "example.com/log"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("log.pem");
        }
        assertThatThrownBy(() -> SigningKeyFile.load(directory.resolve("absent"), "example.com/log"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void aLogsIdIsItsOriginsLastPartAndItsFirstKeysId() throws Exception {
        Path file = directory.resolve("log.pem");
        SigningKeyFile.generate(file);
        NoteSigner signer = SigningKeyFile.load(file, "example.com/chirograph/gw-1");
        assertThat(LogIdentity.of(signer.verifierKey()))
                .isEqualTo(new LogIdentity(
                        "example.com/chirograph/gw-1",
                        "gw-1-" + signer.verifierKey().idHex()));
    }
}

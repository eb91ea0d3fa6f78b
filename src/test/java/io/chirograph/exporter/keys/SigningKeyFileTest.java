package io.chirograph.exporter.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.Requirements;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.NoteSigner;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
    @TempDir
    private Path directory;

    @Test
    void aNewKeyIsReadableByItsOwnerAloneAndSigns() throws Exception {
        Path file = directory.resolve("keys/log.pem");
        SigningKeyFile.generate(file, Passphrase.NONE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        NoteSigner signer = SigningKeyFile.load(file, "example.com/log", Passphrase.NONE);
        byte[] text = "text\n".getBytes(UTF_8);
        assertThat(signer.verifierKey().verify(text, signer.sign(text))).isTrue();
        assertThat(SigningKeyFile.load(file, "example.com/log", Passphrase.NONE).verifierKey())
                .isEqualTo(signer.verifierKey());
    }

    @Test
    void anExistingFileIsNeverTouched() throws Exception {
        Path file = Files.writeString(directory.resolve("log.pem"), "precious");
        assertThatThrownBy(() -> SigningKeyFile.generate(file, Passphrase.NONE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
    }

    @Test
    void whatIsNoKeyIsRefusedWithTheFilesName() throws Exception {
        String rsaLike = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(new byte[48])
                + "\n-----END PRIVATE KEY-----\n";
        for (String content :
                new String[] {"", "key", rsaLike, "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----"}) {
            Path file = Files.writeString(directory.resolve("log.pem"), content);
            assertThatThrownBy(() -> SigningKeyFile.load(file, "example.com/log", Passphrase.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("log.pem");
        }
        assertThatThrownBy(() -> SigningKeyFile.load(directory.resolve("absent"), "example.com/log", Passphrase.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void aLogsIdIsItsOriginsLastPartAndItsFirstKeysId() throws Exception {
        Path file = directory.resolve("log.pem");
        SigningKeyFile.generate(file, Passphrase.NONE);
        NoteSigner signer = SigningKeyFile.load(file, "example.com/chirograph/gw-1", Passphrase.NONE);
        assertThat(LogIdentity.of(signer.verifierKey()))
                .isEqualTo(new LogIdentity(
                        "example.com/chirograph/gw-1",
                        "gw-1-" + signer.verifierKey().idHex()));
    }

    @Test
    void anEncryptedKeyOpensWithItsPassphraseAlone() throws Exception {
        Path file = directory.resolve("encrypted.pem");
        SigningKeyFile.generate(file, new Passphrase("a variable", "correct horse"));
        NoteSigner signer = SigningKeyFile.load(file, "example.com/log", new Passphrase("a variable", "correct horse"));
        assertThat(signer.verifierKey().name()).isEqualTo("example.com/log");
        assertThatThrownBy(() ->
                        SigningKeyFile.load(file, "example.com/log", new Passphrase("a variable", "battery staple")))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> SigningKeyFile.load(file, "example.com/log", Passphrase.NONE))
                .hasMessageContaining("chirograph.log.signing-key-passphrase-env");
        assertThatThrownBy(() -> SigningKeyFile.load(file, "example.com/log", new Passphrase("NO_SUCH_ONE", null)))
                .hasMessageContaining("NO_SUCH_ONE");
    }

    @Test
    void opensslReadsAndWritesTheSameFiles() throws Exception {
        Requirements.require(new java.io.File("/usr/bin/openssl").canExecute(), "openssl");
        Path ours = directory.resolve("ours.pem");
        SigningKeyFile.generate(ours, new Passphrase("a variable", "correct horse"));
        Path plain = directory.resolve("plain.pem");
        openssl("pkcs8", "-in", ours.toString(), "-passin", "pass:correct horse", "-out", plain.toString());
        Path theirs = directory.resolve("theirs.pem");
        openssl(
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-in",
                plain.toString(),
                "-passout",
                "pass:x y",
                "-out",
                theirs.toString());
        assertThat(SigningKeyFile.load(plain, "example.com/log", Passphrase.NONE)
                        .verifierKey())
                .isEqualTo(SigningKeyFile.load(ours, "example.com/log", new Passphrase("a variable", "correct horse"))
                        .verifierKey())
                .isEqualTo(SigningKeyFile.load(theirs, "example.com/log", new Passphrase("a variable", "x y"))
                        .verifierKey());
    }

    private static void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void aSecondKeyIsOfAnotherTypeAndNoneStandsForTheOther(@TempDir Path directory) throws Exception {
        Path second = directory.resolve("second.pem");
        Path first = directory.resolve("first.pem");
        SigningKeyFile.generate(first, Passphrase.NONE);
        for (Passphrase passphrase : List.of(Passphrase.NONE, new Passphrase("a variable", "correct horse"))) {
            Files.deleteIfExists(second);
            SigningKeyFile.generateSecond(second, passphrase);
            assertThat(SigningKeyFile.loadSecond(second, "example.com/log", passphrase)
                            .verifierKey()
                            .type())
                    .isEqualTo(KeyType.ML_DSA_44);
            assertThatThrownBy(() -> SigningKeyFile.load(second, "example.com/log", passphrase))
                    .hasMessageContaining("second.pem");
        }
        assertThatThrownBy(() -> SigningKeyFile.loadSecond(first, "example.com/log", Passphrase.NONE))
                .hasMessageContaining("first.pem");
    }
}

package io.chirograph.content.envelope;

import static io.chirograph.content.envelope.EnvelopeTest.seal;
import static io.chirograph.content.envelope.EnvelopeTest.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The machine's own OpenSSL, by the recipe of the page word for word, opens what it should and nothing else.
class OpenSslCmsTest {
    private static final Path PAGE = Path.of("docs/content.md");
    private static final Pattern RECIPE = Pattern.compile("(?s)```sh\\R(#!/bin/sh\\R# open-content .*?)```");
    private static final byte[] CONTENT = "{\"canary\":\"CANARY-1\"}\r\nline\n\nend".getBytes(StandardCharsets.UTF_8);
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

    @BeforeEach
    void recipe() throws Exception {
        Requirements.require(openSsl3(), "openssl 3 (Debian package openssl)");
        var found = RECIPE.matcher(Files.readString(PAGE));
        assertThat(found.find()).isTrue();
        Files.writeString(directory.resolve("open-content"), found.group(1));
    }

    @Test
    void eachOfSeveralRecipientsOpensIt() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, rsa, p256, p384);
        for (Certified each : List.of(rsa, p256, p384)) {
            assertOpens(sealed, CONTENT, each);
        }
    }

    @Test
    void whoIsNoRecipientOpensNothing() throws Exception {
        assertStaysClosed(seal(CONTENT, List.of(), false, rsa, p256), p384);
        assertStaysClosed(seal(CONTENT, List.of(), false, p256), rsa);
    }

    @Test
    void aWrongKeyBehindTheRightCertificateOpensNothing() throws Exception {
        for (Certified certified : List.of(rsa, p256)) {
            Certified other = certified.equals(rsa) ? Certified.rsa(2048) : Certified.ec("secp256r1");
            assertStaysClosed(
                    seal(CONTENT, List.of(), false, certified), new Certified(other.pair(), certified.certificate()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000, 32 * 1024, 300_000})
    void contentOfEverySizeComesBack(int size) throws Exception {
        byte[] content = new byte[size];
        new java.util.Random(size).nextBytes(content);
        assertOpens(seal(content, List.of(), false, p256), content, p256);
    }

    @Test
    void aFlippedByteOpensNothing() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, p256);
        // the ciphertext, the tag behind it; the six ends of indefinite lengths follow
        for (int fromEnd : List.of(8, 12, 22, 30, 50, 60)) {
            byte[] changed = sealed.clone();
            changed[changed.length - fromEnd] ^= 1;
            assertStaysClosed(changed, p256);
        }
    }

    @Test
    void bytesOfAnotherDigestAreNotOpened() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(), false, p256);
        Path envelope = Files.write(directory.resolve("envelope"), sealed);
        assertThat(open(envelope, Sha256.hex(CONTENT), p256, List.of())).isNotZero();
        assertNothingIsLeft();
    }

    @Test
    void theInnerEnvelopeTakesTheSubjectsKey() throws Exception {
        byte[] sealed = seal(CONTENT, List.of(ALICE), true, rsa, p256);
        assertOpens(sealed, CONTENT, p256, ALICE);
        assertStaysClosed(sealed, p256);
        assertStaysClosed(sealed, p256, BOB);
        assertStaysClosed(sealed, p256, new SubjectKey(ALICE.id(), BOB.key()));
    }

    @Test
    void allSubjectsOrAnyOfThem() throws Exception {
        byte[] all = seal(CONTENT, List.of(BOB, ALICE), true, p256);
        assertOpens(all, CONTENT, p256, ALICE, BOB);
        assertStaysClosed(all, p256, ALICE);
        byte[] any = seal(CONTENT, List.of(BOB, ALICE), false, p256);
        assertOpens(any, CONTENT, p256, ALICE);
        assertOpens(any, CONTENT, p256, BOB);
    }

    @Test
    @Tag("slow")
    void aHundredMegabytesAreOpened() throws Exception {
        byte[] piece = new byte[1 << 20];
        new java.util.Random(7).nextBytes(piece);
        Path envelope = directory.resolve("envelope");
        var inside = new ContentSealer.Inside(new UUID(1, 2), "response", null, null);
        var content = Sha256.create();
        try (OutputStream file = Files.newOutputStream(envelope);
                OutputStream out = new CmsSealer(List.of(p256.recipient())).seal(inside, List.of(ALICE), true, file)) {
            for (int i = 0; i < 100; i++) {
                out.write(piece);
                content.update(piece);
            }
        }
        String digest = digest(envelope);
        assertThat(open(envelope, digest, p256, List.of(ALICE))).isZero();
        assertThat(digest(directory.resolve("out"))).isEqualTo(HexFormat.of().formatHex(content.digest()));
    }

    private static String digest(Path file) throws IOException {
        var digest = Sha256.create();
        try (var in = Files.newInputStream(file)) {
            byte[] piece = new byte[1 << 16];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                digest.update(piece, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void assertOpens(byte[] sealed, byte[] content, Certified by, SubjectKey... subjects) throws Exception {
        Path envelope = Files.write(directory.resolve("envelope"), sealed);
        assertThat(open(envelope, Sha256.hex(sealed), by, List.of(subjects)))
                .as(() -> output())
                .isZero();
        assertThat(Files.readAllBytes(directory.resolve("out"))).isEqualTo(content);
        assertThat(Files.readString(directory.resolve("out.inside")))
                .startsWith("{\"callId\":\"0190c5e2-0000-7000-8000-000000000001\",\"part\":\"request\"")
                .endsWith("}\n");
        Files.delete(directory.resolve("out"));
        Files.delete(directory.resolve("out.inside"));
        assertNothingIsLeft();
    }

    private void assertStaysClosed(byte[] sealed, Certified by, SubjectKey... subjects) throws Exception {
        Path envelope = Files.write(directory.resolve("envelope"), sealed);
        assertThat(open(envelope, Sha256.hex(sealed), by, List.of(subjects))).isNotZero();
        assertThat(output()).contains("not opened: ");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("out."))
                    .doesNotContain("out");
        }
    }

    private int open(Path envelope, String digest, Certified by, List<SubjectKey> subjects) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "open-content",
                envelope.toString(),
                digest,
                by.certificateFile(directory, "auditor").toString(),
                by.keyFile(directory, "auditor").toString(),
                "out"));
        for (SubjectKey subject : subjects) {
            command.add(subject.id());
            command.add(HexFormat.of().formatHex(subject.key()));
        }
        return run(command, directory, directory.resolve("output").toFile());
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int run(List<String> command, Path directory, java.io.File output) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private boolean openSsl3() throws Exception {
        Path output = directory.resolve("version");
        try {
            return run(List.of("openssl", "version"), directory, output.toFile()) == 0
                    && Files.readString(output).startsWith("OpenSSL 3");
        } catch (IOException none) {
            return false;
        }
    }
}

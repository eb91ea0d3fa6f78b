package io.chirograph.content.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.CommandLineProgram;
import io.chirograph.content.envelope.ContentSealer.Inside;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `content open` with files, as a recipient of content runs it.
class ContentOpenCommandTest {
    private static final UUID CALL = UUID.fromString("0190c5e2-0000-7000-8000-000000000001");
    private static final byte[] CONTENT = "{\"canary\":\"CANARY-1\"}".getBytes(UTF_8);
    private static final SubjectKey SUBJECT = new SubjectKey("0a0b0c0d", new byte[32]);

    private static Certified mine;
    private static Certified other;

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();
    private Path opened;

    @BeforeAll
    static void keys() throws Exception {
        mine = Certified.ec("secp256r1");
        other = Certified.rsa(2048);
    }

    @BeforeEach
    void files() throws Exception {
        opened = directory.resolve("opened");
        Files.write(directory.resolve("sealed"), seal(List.of()));
        Files.write(directory.resolve("erasable"), seal(List.of(SUBJECT)));
        for (var who : List.of(Map.entry("mine", mine), Map.entry("other", other))) {
            who.getValue().certificateFile(directory, who.getKey());
            who.getValue().keyFile(directory, who.getKey());
        }
    }

    private static byte[] seal(List<SubjectKey> subjects) throws Exception {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        Inside inside = new Inside(CALL, "request", "application/json", null);
        try (OutputStream out = new CmsSealer(List.of(mine.recipient())).seal(inside, subjects, true, sealed)) {
            out.write(CONTENT);
        }
        return sealed.toByteArray();
    }

    private int open(String file, String who, String... more) {
        err.getBuffer().setLength(0);
        List<String> args = new ArrayList<>(List.of(
                "content",
                "open",
                directory.resolve(file).toString(),
                "--private-key",
                directory.resolve(who + ".key").toString(),
                "--certificate",
                directory.resolve(who + ".crt").toString(),
                "--out",
                opened.toString()));
        args.addAll(List.of(more));
        return CommandLineProgram.assemble(first -> {
                    throw new AssertionError("this command needs no configuration");
                })
                .setErr(new PrintWriter(err))
                .execute(args.toArray(String[]::new));
    }

    @Test
    void aRecipientOpensIt() throws Exception {
        assertThat(open("sealed", "mine")).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(opened)).isEqualTo(CONTENT);
        assertThat(Files.getPosixFilePermissions(opened)).hasSize(2);
        assertThat(err.toString()).contains("request of call " + CALL).doesNotContain("CANARY");
        assertThat(open("sealed", "mine")).as("the file is there").isEqualTo(2);
        assertThat(Files.readAllBytes(opened)).isEqualTo(CONTENT);
    }

    @Test
    void nobodyElseDoes() {
        assertThat(open("sealed", "other")).isEqualTo(1);
        assertThat(err.toString()).contains("not-a-recipient");
        assertThat(opened).doesNotExist();
    }

    @Test
    void aFlippedByteLeavesNothing() throws Exception {
        byte[] sealed = Files.readAllBytes(directory.resolve("sealed"));
        for (int at = sealed.length - 1; at > 0; at -= 7) {
            byte[] flipped = sealed.clone();
            flipped[at] ^= 1;
            Files.write(directory.resolve("flipped"), flipped);
            if (open("flipped", "mine") == 0) {
                // What frames the ciphertext is not under the tag; a bit of it that means nothing changes nothing.
                assertThat(sealed.length - at)
                        .as("byte %s", at)
                        .isNotIn(IntStream.range(7, CONTENT.length + 16).boxed().toList());
                assertThat(Files.readAllBytes(opened)).isEqualTo(CONTENT);
                Files.delete(opened);
            }
            assertThat(opened).doesNotExist();
        }
        Files.write(directory.resolve("cut"), Arrays.copyOf(sealed, sealed.length - 5));
        assertThat(open("cut", "mine")).isEqualTo(1);
        assertThat(opened).doesNotExist();
    }

    @Test
    void aSubjectsKeyIsNeededWhereOneIsNamed() throws Exception {
        assertThat(open("erasable", "mine")).isEqualTo(1);
        assertThat(err.toString()).contains("subject-key-gone").contains(SUBJECT.id());
        Path key =
                Files.writeString(directory.resolve("subject"), HexFormat.of().formatHex(SUBJECT.key()) + "\n");
        assertThat(open("erasable", "mine", "--subject-key", SUBJECT.id() + "=" + key))
                .as(err.toString())
                .isZero();
        assertThat(Files.readAllBytes(opened)).isEqualTo(CONTENT);
        Files.writeString(key, "no hex");
        assertThat(open("erasable", "mine", "--subject-key", SUBJECT.id() + "=" + key))
                .isEqualTo(2);
        Files.writeString(key, "00ff");
        assertThat(open("erasable", "mine", "--subject-key", SUBJECT.id() + "=" + key))
                .isEqualTo(2);
        assertThat(err.toString()).doesNotContain("00ff");
    }

    @Test
    void otherContentThanWasAskedForIsDeleted() throws Exception {
        assertThat(open("sealed", "mine", "--sha256", "0".repeat(64))).isEqualTo(1);
        assertThat(err.toString()).contains("its SHA-256 is " + Sha256.hex(CONTENT));
        assertThat(opened).doesNotExist();
        assertThat(open("sealed", "mine", "--part", "response")).isEqualTo(1);
        assertThat(open("sealed", "mine", "--call", UUID.randomUUID().toString()))
                .isEqualTo(1);
        assertThat(opened).doesNotExist();
        assertThat(open(
                        "sealed",
                        "mine",
                        "--sha256",
                        Sha256.hex(CONTENT),
                        "--part",
                        "request",
                        "--call",
                        CALL.toString()))
                .isZero();
        assertThat(Files.readAllBytes(opened)).isEqualTo(CONTENT);
    }

    @Test
    void withoutItsFilesNothingIsTried() {
        assertThat(open("nothing", "mine")).isEqualTo(2);
        assertThat(open("sealed", "nobody")).isEqualTo(2);
        assertThat(opened).doesNotExist();
    }
}

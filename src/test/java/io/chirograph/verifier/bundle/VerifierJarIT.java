package io.chirograph.verifier.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.verifier.command.SearchCommand;
import io.chirograph.verifier.command.VerifyCommand;
import io.chirograph.verifier.command.VerifyEvidenceCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The auditors' jar says the same as the whole program, with nothing beside it.
class VerifierJarIT {
    private static final long LARGEST = 14 << 20;
    private static final List<String> WITHIN =
            List.of("io/chirograph/", "picocli/", "tools/jackson/", "com/fasterxml/jackson/", "com/github/luben/zstd/");

    private final Path jar = Path.of(System.getProperty("chirograph.jar", "target/chirograph.jar"))
            .toAbsolutePath()
            .resolveSibling("chirograph-verify.jar");

    @TempDir
    private Path directory;

    private Path archive = Path.of("");
    private String key = "";

    private record Result(int exit, String output) {}

    @BeforeEach
    void copyTheGoldenArchive() throws Exception {
        Path golden = Path.of(VerifierJarIT.class.getResource("/golden/v1").toURI());
        key = Files.readString(golden.resolve("verifier-key")).strip();
        archive = directory.resolve("archive");
        try (var files = Files.walk(golden.resolve("archive"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = archive.resolve(
                        golden.resolve("archive").relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    private Result run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), output);
    }

    /// Runs the command in the jar and in the whole program's classes, and answers what both say.
    private int both(Callable<Integer> command, String name, String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(command).setOut(new PrintWriter(out, true)).execute(arguments);
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(arguments));
        assertThat(run(all.toArray(String[]::new))).isEqualTo(new Result(exit, out.toString()));
        return exit;
    }

    @Test
    void anArchiveHoldsOrDoesNotOrCannotBeChecked() throws Exception {
        String at = archive.toString();
        assertThat(both(new VerifyCommand(), "verify", at, "--key", key)).isZero();
        assertThat(both(new VerifyCommand(), "verify", at)).isEqualTo(2);
        assertThat(both(new SearchCommand(), "search", at, "--key", key, "--csv"))
                .isZero();
        try (var files = Files.walk(archive)) {
            Path segment = files.filter(file -> file.toString().endsWith(".zst"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[bytes.length / 2] ^= 1;
            Files.write(segment, bytes);
        }
        assertThat(both(new VerifyCommand(), "verify", at, "--key", key)).isEqualTo(1);
    }

    @Test
    void evidenceWithATimeStampHoldsOrDoesNotOrCannotBeChecked() throws Exception {
        BundleFixture fixture = new BundleFixture();
        StandinTimeStamps authority = new StandinTimeStamps(BundleFixture.START);
        byte[] stamp = authority.stamp(fixture.note(BundleFixture.EARLIER).bytes(), BundleFixture.START);
        Path file = Files.write(directory.resolve("evidence.zip"), fixture.call(stamp));
        Path root = Files.writeString(
                directory.resolve("root.pem"), pem(authority.root().getEncoded()));
        String vkey = fixture.signer.verifierKey().encode();
        String name = "verify-evidence";
        assertThat(both(new VerifyEvidenceCommand(), name, file.toString(), "--key", vkey, "--tsa-ca", root.toString()))
                .isZero();
        assertThat(both(new VerifyEvidenceCommand(), name, file.toString())).isEqualTo(2);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(both(new VerifyEvidenceCommand(), name, file.toString(), "--key", vkey))
                .isEqualTo(1);
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void aBucketNeedsTheSdkAndSaysSo() throws Exception {
        Result result = run("verify", "s3://bucket/prefix", "--key", key, "--region", "eu-central-1");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.output()).contains("AWS SDK").hasLineCount(1);
    }

    @Test
    void wrongUsageIsSaidInOneLine() throws Exception {
        assertThat(run("verfy"))
                .matches(result -> result.exit() == 2 && result.output().lines().count() == 1);
        assertThat(run("--version").output()).startsWith("chirograph-verify ");
    }

    @Test
    void itIsSmallAndHoldsWhatItsClassesNameAndNoSpring() throws Exception {
        System.out.println("chirograph-verify.jar: " + Files.size(jar) + " bytes");
        assertThat(Files.size(jar)).isLessThan(LARGEST);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Set<String> entries = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
            assertThat(entries).noneMatch(name -> name.contains("springframework") || name.contains("awssdk"));
            Set<String> missing = new TreeSet<>();
            for (String entry : entries) {
                if (entry.startsWith("io/chirograph/") && entry.endsWith(".class")) {
                    named(zip, entry).stream()
                            .filter(name -> WITHIN.stream().anyMatch(name::startsWith))
                            .filter(name -> !entries.contains(name + ".class"))
                            .forEach(name -> missing.add(entry + " names " + name));
                }
            }
            assertThat(missing).isEmpty();
        }
    }

    /// The classes that a class of ours names; none may come from Spring, no annotation either.
    private static Set<String> named(ZipFile zip, String entry) throws IOException {
        Set<String> names = new TreeSet<>();
        try (var in = zip.getInputStream(zip.getEntry(entry))) {
            for (PoolEntry one : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                if (one instanceof Utf8Entry text) {
                    assertThat(text.stringValue()).as(entry).doesNotContain("org/springframework");
                } else if (one instanceof ClassEntry type) {
                    names.add(type.asInternalName().replaceAll("^\\[+L?|;$", ""));
                }
            }
        }
        return names;
    }
}

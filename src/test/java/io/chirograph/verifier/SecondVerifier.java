package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.bundle.BundleFinding;
import io.chirograph.verifier.bundle.BundleReport;
import io.chirograph.verifier.bundle.BundleVerifier;
import io.chirograph.verifier.receipt.ReceiptReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Hands what a test class judged to the verifier in `verify.mjs` too, which has to answer the same.
///
/// Registered with a class as a static extension it gathers the cases, and after the last test runs one process for
/// all that have the same keys. Compared are the exit code, and the code and entry of each finding. Left out is what
/// `docs/verification.md` says is not checked there: time stamps, and the text of `VERIFY.md`.
public final class SecondVerifier implements AfterAllCallback {
    /// The module, as a checkout has it.
    public static final Path MODULE = Path.of("src/main/resources/io/chirograph/verifier/browser/verify.mjs");
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<List<String>, List<Case>> cases = new LinkedHashMap<>();
    private @Nullable Path directory;
    private int count;

    /// @param findings code and entry of each, in order of the text
    private record Case(Path file, int exit, TreeSet<String> findings) {}

    /// A file of evidence, as the command judges it.
    /// @param policy a tlog-policy; null without
    public synchronized void evidence(byte[] zip, List<VerifierKey> keys, @Nullable String policy) {
        evidence(zip, keys, policy, null);
    }

    /// @param metaLog the key of the meta log that has to cover each log; null without
    public synchronized void evidence(
            byte[] zip, List<VerifierKey> keys, @Nullable String policy, @Nullable VerifierKey metaLog) {
        try {
            WitnessPolicy read = policy == null ? null : WitnessPolicyParser.parse(policy.getBytes(UTF_8));
            List<String> options = options(keys, policy);
            if (metaLog != null) {
                options.add("--meta-log=" + metaLog.encode());
            }
            Path file = file(zip);
            try {
                BundleReport report = new BundleVerifier(keys, read, null, metaLog).verify(file);
                add(options, file, report.exitCode(false), report.findings());
            } catch (IOException e) {
                add(options, file, 2, List.of());
            }
        } catch (IOException | MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(List<String> options, Path file, int exit, List<BundleFinding> found) {
        TreeSet<String> findings = new TreeSet<>();
        found.stream()
                .filter(one -> !one.problem().code().equals("text-unknown"))
                .forEach(one -> findings.add(one.problem().code() + " " + one.entry()));
        add(options, new Case(file, exit, findings));
    }

    private void add(List<String> options, Case one) {
        cases.computeIfAbsent(options, key -> new ArrayList<>()).add(one);
    }

    /// A receipt and proofs, and what was said of them; no archive is looked at there.
    public synchronized void receipt(
            byte[] receipt, Map<String, byte[]> proofs, List<VerifierKey> keys, ReceiptReport report)
            throws IOException {
        List<String> options = new ArrayList<>(options(keys, null));
        options.add("--receipt");
        for (byte[] proof : proofs.values()) {
            options.add("--proof=" + file(proof));
        }
        TreeSet<String> findings = new TreeSet<>();
        report.findings().forEach(one -> findings.add(one.kind().code()));
        add(options, new Case(file(receipt), report.exitCode(false), findings));
    }

    private List<String> options(List<VerifierKey> keys, @Nullable String policy) throws IOException {
        List<String> options = new ArrayList<>();
        keys.forEach(key -> options.add("--key=" + key.encode()));
        if (policy != null) {
            Path file = scratch().resolve("policy-" + Integer.toHexString(policy.hashCode()));
            options.add("--policy=" + Files.writeString(file, policy));
        }
        return options;
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(scratch().resolve("case-" + count++), content);
    }

    private Path scratch() throws IOException {
        Path made = directory;
        if (made == null) {
            made = Files.createTempDirectory("second-verifier");
            directory = made;
        }
        return made;
    }

    /// Whether Node.js 18 or later is here.
    public static boolean isThere() {
        try {
            Process node = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .start();
            String version = new String(node.getInputStream().readAllBytes(), UTF_8);
            return node.waitFor(1, TimeUnit.MINUTES)
                    && version.matches("v[0-9]+\\..*\\s*")
                    && Integer.parseInt(version.substring(1, version.indexOf('.'))) >= 18;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        compare();
    }

    /// Runs the second verifier over all cases so far and compares.
    public synchronized void compare() throws Exception {
        try {
            Requirements.require(isThere(), "node 18, which runs verify.mjs");
            for (Map.Entry<List<String>, List<Case>> group : cases.entrySet()) {
                compare(group.getKey(), group.getValue());
            }
        } finally {
            cases.clear();
            delete();
        }
    }

    private void compare(List<String> options, List<Case> group) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", MODULE.toString(), "--json", "--brief"));
        command.addAll(options);
        group.forEach(one -> command.add(one.file().toString()));
        Output output = run(command);
        List<String> lines = output.out().lines().toList();
        assertThat(lines).as(output.err()).hasSameSizeAs(group);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode answer = JSON.readTree(lines.get(i));
            TreeSet<String> findings = new TreeSet<>();
            boolean isReceipt = options.contains("--receipt");
            for (JsonNode finding : answer.get("findings")) {
                String code = finding.get("code").asString();
                findings.add(
                        isReceipt ? code : code + " " + finding.path("entry").asString("null"));
            }
            Case one = group.get(i);
            if (answer.get("exitCode").intValue() != one.exit() || !findings.equals(one.findings())) {
                differences.add("expected " + one.exit() + " " + one.findings() + ", got " + lines.get(i));
            }
        }
        assertThat(differences.stream().limit(5))
                .as("%s of %s cases with %s", differences.size(), group.size(), options)
                .isEmpty();
        boolean isBad = group.stream().anyMatch(one -> one.exit() == 1);
        boolean isOpen = group.stream().anyMatch(one -> one.exit() == 2);
        assertThat(output.exit()).isEqualTo(isBad ? 1 : isOpen ? 2 : 0);
    }

    /// What a process wrote.
    public record Output(int exit, String out, String err) {}

    /// Runs a program to its end, within minutes.
    public static Output run(List<String> command) throws Exception {
        Path out = Files.createTempFile("second", ".out");
        Path err = Files.createTempFile("second", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertThat(ended).as("%s ends", command.subList(0, 2)).isTrue();
            return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private void delete() throws IOException {
        Path made = directory;
        directory = null;
        if (made != null) {
            try (Stream<Path> files = Files.walk(made)) {
                files.sorted(Comparator.reverseOrder()).forEach(SecondVerifier::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

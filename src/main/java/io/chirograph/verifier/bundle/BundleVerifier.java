package io.chirograph.verifier.bundle;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.search.FoundCall;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Judges a bundle under keys from outside, without any network.
/// Never throws for what a file holds.
public final class BundleVerifier {
    private static final int MAX_LOGS = 64;
    private final List<VerifierKey> keys;
    private final @Nullable WitnessPolicy policy;
    private final @Nullable TimeStampTrust trust;
    private final @Nullable VerifierKey metaLog;

    /// @param policy further logs and who must have witnessed; null without
    /// @param trust whose time stamps are believed; null without
    public BundleVerifier(List<VerifierKey> keys, @Nullable WitnessPolicy policy, @Nullable TimeStampTrust trust) {
        this(keys, policy, trust, null);
    }

    /// @param metaLog the key of the meta log that has to cover every log; null where none has to
    public BundleVerifier(
            List<VerifierKey> keys,
            @Nullable WitnessPolicy policy,
            @Nullable TimeStampTrust trust,
            @Nullable VerifierKey metaLog) {
        List<VerifierKey> all = new ArrayList<>(keys);
        if (policy != null) {
            policy.logs().forEach(log -> all.add(log.key()));
        }
        this.keys = List.copyOf(all);
        this.policy = policy;
        this.trust = trust;
        this.metaLog = metaLog;
    }

    /// Judges a file.
    /// @throws IOException it cannot be read
    public BundleReport verify(Path file) throws IOException {
        try {
            return verify(Bundle.read(file));
        } catch (MalformedBundleException e) {
            return malformed(e);
        }
    }

    public BundleReport verify(byte[] file) {
        try {
            return verify(Bundle.parse(file));
        } catch (MalformedBundleException e) {
            return malformed(e);
        }
    }

    private static BundleReport malformed(MalformedBundleException e) {
        BundleFinding finding = new BundleFinding(BundleProblem.BUNDLE_MALFORMED, null, String.valueOf(e.getMessage()));
        return new BundleReport(null, List.of(), List.of(), List.of(), List.of(finding), List.of());
    }

    private BundleReport verify(Bundle bundle) throws MalformedBundleException {
        BundleVerdict verdict = new BundleVerdict(bundle);
        sums(bundle, verdict);
        Manifest manifest = Manifest.parse(verdict.take(EntryNames.MANIFEST)
                .orElseThrow(() -> new MalformedBundleException("there is no " + EntryNames.MANIFEST)));
        SortedMap<String, LogClaim> claims = claims(manifest, verdict);
        List<BundleReport.LogKey> logs = claims.values().stream()
                .map(claim -> new BundleReport.LogKey(
                        claim.log(), claim.origin(), claim.key().encode(), claim.fingerprint(), trusts(claim)))
                .toList();
        if (claims.values().stream().allMatch(this::trusts)) {
            judge(verdict, manifest, claims);
        }
        return verdict.report(manifest.kind() + " " + CanonicalJson.text(manifest.subject()), logs);
    }

    private boolean trusts(LogClaim claim) {
        return keys.contains(claim.key());
    }

    private static void sums(Bundle bundle, BundleVerdict verdict) {
        Optional<byte[]> sums = verdict.take(EntryNames.SUMS);
        byte[] expected = Bundle.digests(bundle.entries());
        if (sums.isEmpty()) {
            verdict.fail(BundleProblem.ENTRY_MISSING, EntryNames.SUMS, "nothing lists the digests of the entries");
        } else if (!Arrays.equals(sums.get(), expected)) {
            List<String> listed = lines(sums.get());
            String first = lines(expected).stream()
                    .filter(line -> !listed.contains(line))
                    .findFirst()
                    .orElse(EntryNames.SUMS);
            String entry = first.substring(first.indexOf("  ") + (first.contains("  ") ? 2 : 1));
            verdict.fail(BundleProblem.DIGEST_MISMATCH, entry, "the digests do not agree with the entries");
        }
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static SortedMap<String, LogClaim> claims(Manifest manifest, BundleVerdict verdict)
            throws MalformedBundleException {
        TreeMap<String, LogClaim> claims = new TreeMap<>();
        for (Manifest.Log said : manifest.logs()) {
            String log = said.log();
            try {
                VerifierKey key = VerifierKey.parse(said.key());
                if (!key.logId().equals(log) || !key.name().equals(said.origin())) {
                    String detail = "log " + log + " is not that of " + key;
                    verdict.fail(BundleProblem.MANIFEST_MISMATCH, EntryNames.MANIFEST, detail);
                }
                LogClaim claim = new LogClaim(log, key, said.size());
                if (said.size() < 1 || claims.size() == MAX_LOGS || claims.put(log, claim) != null) {
                    throw new MalformedBundleException("the manifest's logs are not those of a bundle");
                }
            } catch (MalformedException e) {
                throw new MalformedBundleException("the manifest's key of log " + log + ": " + e.getMessage());
            }
        }
        return claims;
    }

    private void judge(BundleVerdict verdict, Manifest manifest, SortedMap<String, LogClaim> claims) {
        List<Manifest.Log> parts = new ArrayList<>();
        Map<UUID, FoundCall> calls = new TreeMap<>();
        ContentJudge content = new ContentJudge(verdict, manifest.content());
        for (LogClaim claim : claims.values()) {
            new LogJudge(verdict, claim, new CheckpointJudge(verdict, claim, policy, trust, metaLog), content)
                    .run(calls)
                    .ifPresent(parts::add);
        }
        content.end();
        if (!manifest.logs().equals(parts)) {
            verdict.fail(BundleProblem.MANIFEST_MISMATCH, EntryNames.MANIFEST, "'logs' does not list what is here");
        }
        new SubjectJudge(verdict, manifest, parts, calls).run();
        storage(verdict, manifest.storage());
        interruptions(verdict, manifest.coverage());
        verdict.say("made at " + manifest.madeAt());
        byte[] text = verdict.take(EntryNames.VERIFY).orElse(new byte[0]);
        String expected = VerificationInstructions.of(manifest.subject(), parts, manifest.content() != null);
        if (!Arrays.equals(text, expected.getBytes(StandardCharsets.UTF_8))) {
            verdict.note(
                    BundleProblem.TEXT_UNKNOWN,
                    "VERIFY.md is not the text that this version writes: read it before running anything of it");
        }
        verdict.finish();
    }

    private static void interruptions(BundleVerdict verdict, @Nullable List<LogCoverage> coverage) {
        for (LogCoverage log : coverage == null ? List.<LogCoverage>of() : coverage) {
            for (String line : log.interruptions().text("").split("\n", -1)) {
                verdict.say("log " + log.log() + ": " + line.strip());
            }
        }
    }

    private static void storage(BundleVerdict verdict, @Nullable JsonNode storage) {
        if (storage == null || !storage.isObject()) {
            verdict.say("nothing about how the archive is stored");
            return;
        }
        verdict.say("stored in " + storage.path("location").asString("?") + ": "
                + storage.path("note").asString("?"));
        for (JsonNode object : storage.path("objects")) {
            String until = object.path("retainUntil").asString("");
            String version = object.path("version").asString("");
            verdict.say("lock of " + object.path("key").asString("?")
                    + (version.isEmpty() ? "" : " (version " + version + ")") + ": "
                    + object.path("mode").asString("?") + (until.isEmpty() ? "" : " until " + until));
        }
        if (!storage.path("writeOnce").booleanValue(false)) {
            verdict.note(
                    BundleProblem.STORAGE_NOT_WRITE_ONCE, storage.path("note").asString("?"));
        }
    }
}

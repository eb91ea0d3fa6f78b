package io.chirograph.evidence.bundle;

import io.chirograph.evidence.TimeStampTrust;
import io.chirograph.evidence.search.FoundCall;
import io.chirograph.tlog.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Judges all of one bundle whose logs' keys are known. One use each.
final class Judge {
    private final Verdict verdict;
    private final Manifest manifest;
    private final SortedMap<String, LogClaim> claims;
    private final @Nullable Policy policy;
    private final @Nullable TimeStampTrust trust;

    Judge(
            Verdict verdict,
            Manifest manifest,
            SortedMap<String, LogClaim> claims,
            @Nullable Policy policy,
            @Nullable TimeStampTrust trust) {
        this.verdict = verdict;
        this.manifest = manifest;
        this.claims = claims;
        this.policy = policy;
        this.trust = trust;
    }

    void run() {
        List<Manifest.Log> parts = new ArrayList<>();
        Map<UUID, FoundCall> calls = new TreeMap<>();
        for (LogClaim claim : claims.values()) {
            new LogJudge(verdict, claim, policy, trust).run(calls).ifPresent(parts::add);
        }
        if (!Manifest.says(
                manifest.logs(), parts.stream().map(Manifest.Log::json).toList())) {
            verdict.fail(BundleProblem.MANIFEST_MISMATCH, Names.MANIFEST, "'logs' does not list what is here");
        }
        SubjectJudge subject = new SubjectJudge(verdict, manifest, calls);
        subject.run();
        storage();
        verdict.say("made at " + manifest.madeAt());
        byte[] text = verdict.take(Names.VERIFY).orElse(new byte[0]);
        String expected = VerifyText.of(subject.json(), parts, subject.sample());
        if (!Arrays.equals(text, expected.getBytes(StandardCharsets.UTF_8))) {
            verdict.note(BundleProblem.TEXT_UNKNOWN, BundleProblem.TEXT_UNKNOWN.meaning());
        }
        verdict.finish();
    }

    private void storage() {
        JsonNode storage = manifest.storage();
        if (!storage.isObject()) {
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
        if (!storage.path("writeOnce").asBoolean(false)) {
            verdict.note(
                    BundleProblem.STORAGE_NOT_WRITE_ONCE, storage.path("note").asString("?"));
        }
    }
}

package io.chirograph.verifier.bundle;

import io.chirograph.event.EventView;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.verifier.scan.ContentClaim;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Judges whether a bundle's content is what its proven events name. Without content it says nothing.
final class ContentJudge {
    private final BundleVerdict verdict;
    private final Manifest.@Nullable Content said;
    private final Set<String> expected = new HashSet<>();
    private int held;

    ContentJudge(BundleVerdict verdict, Manifest.@Nullable Content said) {
        this.verdict = verdict;
        this.said = said;
    }

    /// @param event one that leads to the signed root
    void event(UUID call, EventView event) {
        if (said != null) {
            for (ContentClaim claim : ContentClaim.of(event)) {
                if (expected.add(EntryNames.content(call, claim.part()))) {
                    judge(call, claim, said);
                }
            }
        }
    }

    private void judge(UUID call, ContentClaim claim, Manifest.Content listed) {
        String name = EntryNames.content(call, claim.part());
        String headName = EntryNames.contentHead(call, claim.part());
        Optional<Manifest.Absent> absent = listed.absent().stream()
                .filter(one -> one.callId().equals(call) && one.part().equals(claim.part()))
                .findFirst();
        if (absent.isPresent()) {
            verdict.note(
                    BundleProblem.CONTENT_NOT_HERE,
                    "the " + claim.part() + " of call " + call + " is not here; of the archive it is said: "
                            + absent.get().why());
            return;
        }
        Optional<byte[]> bytes = verdict.take(name);
        Optional<byte[]> head = verdict.take(headName);
        if (bytes.isEmpty() || head.isEmpty()) {
            String missing = bytes.isEmpty() ? name : headName;
            verdict.fail(BundleProblem.ENTRY_MISSING, missing, "an event names this content");
        } else if (!agrees(call, claim, bytes.get(), head.get())) {
            verdict.fail(
                    BundleProblem.CONTENT_MISMATCH,
                    name,
                    "the event names " + claim.level() + " content with " + claim.words()
                            + ", and this is other content");
        } else {
            held++;
        }
    }

    private static boolean agrees(UUID call, ContentClaim claim, byte[] bytes, byte[] head) {
        PackRecord.Head line;
        try {
            line = PackRecord.Head.decode(head);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return line.callId().equals(call)
                && line.part().equals(claim.part())
                && line.level().equals(claim.level())
                && line.length() == bytes.length
                && PackDigest.of(bytes, line.digestKey()).is(claim.digest());
    }

    /// Tells what was listed and nobody names.
    void end() {
        if (said == null) {
            return;
        }
        said.absent().stream()
                .filter(one -> !expected.contains(EntryNames.content(one.callId(), one.part())))
                .forEach(one -> verdict.fail(
                        BundleProblem.MANIFEST_MISMATCH,
                        EntryNames.MANIFEST,
                        "no event names the " + one.part() + " of call " + one.callId()));
        verdict.show(
                held + " of " + expected.size() + " contents that the events name are here, byte for byte as stored");
    }
}

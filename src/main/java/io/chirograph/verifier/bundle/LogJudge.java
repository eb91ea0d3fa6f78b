package io.chirograph.verifier.bundle;

import io.chirograph.event.EventView;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.scan.ForeignEntryException;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.FoundCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Judges what a bundle has of one log: its checkpoints, and that each event leads to the signed root.
final class LogJudge {
    private final BundleVerdict verdict;
    private final LogClaim claim;
    private final CheckpointJudge checkpoints;
    private final ContentJudge content;
    private final List<Manifest.Entry> events = new ArrayList<>();

    LogJudge(BundleVerdict verdict, LogClaim claim, CheckpointJudge checkpoints, ContentJudge content) {
        this.verdict = verdict;
        this.content = content;
        this.claim = claim;
        this.checkpoints = checkpoints;
    }

    /// @param calls takes the calls that the log's events are about
    /// @return what the manifest has to say of the log; empty when its checkpoint does not hold
    Optional<Manifest.Log> run(Map<UUID, FoundCall> calls) {
        checkpoints.keys();
        Optional<Checkpoint> signed = checkpoints.main();
        if (signed.isEmpty()) {
            return Optional.empty();
        }
        byte[] note =
                verdict.take(EntryNames.checkpoint(claim.log(), claim.size())).orElseThrow();
        String prefix = EntryNames.EVENTS + claim.log() + "/";
        for (String name : verdict.names(prefix)) {
            OptionalLong position = position(name, prefix);
            if (position.isPresent()) {
                event(name, position.getAsLong(), note, signed.get(), calls);
            }
        }
        List<Long> sizes = checkpoints.others(
                signed.get(), events.isEmpty() ? -1 : events.getLast().index());
        verdict.assure(
                claim.log(),
                checkpoints.assurance(
                        events.isEmpty() ? claim.size() : events.getLast().index() + 1));
        verdict.show(
                events.size() + (events.size() == 1 ? " event stands" : " events stand") + " in log " + claim.origin()
                        + " of size " + claim.size() + ", root " + signed.get().root());
        return Optional.of(new Manifest.Log(
                claim.log(),
                claim.origin(),
                claim.key().encode(),
                claim.size(),
                signed.get().root().toString(),
                sizes,
                events));
    }

    /// The position of an event's name; empty for other names, which nothing takes.
    private static OptionalLong position(String name, String prefix) {
        String number = name.substring(prefix.length());
        return number.matches("[0-9]{16}\\.json")
                ? OptionalLong.of(Long.parseLong(number.substring(0, 16)))
                : OptionalLong.empty();
    }

    private void event(String name, long position, byte[] note, Checkpoint signed, Map<UUID, FoundCall> calls) {
        byte[] bytes = verdict.take(name).orElseThrow();
        if (!proves(name, position, bytes, note, signed)) {
            return;
        }
        EventView event;
        try {
            event = ForeignEntryException.requireEvent(bytes, claim.origin());
        } catch (ForeignEntryException e) {
            BundleProblem problem = e.isOfAnotherLog() ? BundleProblem.EVENT_FOREIGN : BundleProblem.EVENT_MALFORMED;
            verdict.fail(problem, name, String.valueOf(e.getMessage()));
            return;
        }
        CallEvent facts = CallEvent.of(event);
        UUID call = facts.call();
        String leaf = TreeHasher.leaf(bytes).toString();
        events.add(new Manifest.Entry(position, event.id().toString(), event.type(), leaf, call));
        if (call != null) {
            calls.computeIfAbsent(call, FoundCall::new).add(claim.log(), position, event, facts);
            content.event(call, event);
        }
    }

    private boolean proves(String name, long position, byte[] bytes, byte[] note, Checkpoint signed) {
        String proofName = EntryNames.proof(claim.log(), position);
        Optional<byte[]> file = verdict.take(proofName);
        if (file.isEmpty()) {
            verdict.fail(BundleProblem.ENTRY_MISSING, proofName, "there is no proof for " + name);
            return false;
        }
        try {
            TlogProof proof = TlogProof.parse(file.get());
            boolean same = Arrays.equals(proof.checkpoint().getBytes(StandardCharsets.UTF_8), note);
            boolean leads = proof.proof().verify(TreeHasher.leaf(bytes), signed);
            if (same && leads && proof.proof().index() == position) {
                return true;
            }
            String other =
                    leads ? "it is for position " + proof.proof().index() : "the event does not lead to the root";
            verdict.fail(BundleProblem.PROOF_INVALID, proofName, same ? other : "it ends in another checkpoint");
        } catch (MalformedException e) {
            verdict.fail(BundleProblem.PROOF_INVALID, proofName, String.valueOf(e.getMessage()));
        }
        return false;
    }
}

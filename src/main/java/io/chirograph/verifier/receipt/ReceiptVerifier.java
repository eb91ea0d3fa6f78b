package io.chirograph.verifier.receipt;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.judge.GivenKeys;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges a receipt by its log's key, by proofs, and by the archive.
///
/// One receipt an instance; one thread.
public final class ReceiptVerifier {
    private final List<VerifierKey> keys;
    private final List<String> proven = new ArrayList<>();
    private final Map<Long, Checkpoint> seen = new LinkedHashMap<>();
    private Findings findings = new Findings(null);
    private @Nullable String unchecked;

    /// @param keys those that the log began with, and later ones where they are known
    public ReceiptVerifier(List<VerifierKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /// @param text the header's value
    /// @param proofs C2SP tlog-proofs, by the names of their files
    /// @param archive which holds the log; null to judge without
    /// @throws ArchiveUnavailableException it cannot be read now
    public ReceiptReport verify(byte[] text, Map<String, byte[]> proofs, @Nullable Archive archive)
            throws ArchiveUnavailableException {
        Receipt receipt;
        try {
            receipt = Receipt.parse(line(text));
        } catch (MalformedException e) {
            findings.add(FindingKind.RECEIPT_MALFORMED, null, null, null, e.getMessage());
            return report(null);
        }
        findings = new Findings(receipt.logId());
        List<VerifierKey> ofLog =
                keys.stream().filter(key -> key.name().equals(receipt.origin())).toList();
        if (keys.isEmpty()) {
            unchecked = "no key was given; the receipt names the log " + receipt.logId() + " of " + receipt.origin();
        } else if (ofLog.isEmpty()) {
            add(FindingKind.RECEIPT_FOREIGN, receipt, "a log of the given keys", receipt.origin());
        } else {
            judge(receipt, ofLog, proofs, archive);
        }
        return report(receipt);
    }

    /// A receipt in a file, or as it was piped, may end in one line feed.
    private static String line(byte[] text) throws MalformedException {
        String line = Text.utf8(text);
        return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    private void judge(Receipt receipt, List<VerifierKey> ofLog, Map<String, byte[]> proofs, @Nullable Archive archive)
            throws ArchiveUnavailableException {
        PublishedLog log = archive == null ? null : new PublishedLog(archive, receipt.logId());
        KeyHistory history = log == null ? null : history(receipt, ofLog, log);
        List<VerifierKey> known = new ArrayList<>(ofLog);
        if (history != null) {
            history.keys().stream().filter(key -> !known.contains(key)).forEach(known::add);
        }
        if (!isOfKnownLog(receipt, ofLog, history) || !isPromise(receipt, known)) {
            return;
        }
        proofs.forEach((name, proof) -> prove(receipt, known, history != null, name, proof));
        if (log != null && history != null) {
            new KeptPromise(receipt, log, history, findings, proven).judge(seen).ifPresent(why -> unchecked = why);
        }
    }

    private @Nullable KeyHistory history(Receipt receipt, List<VerifierKey> ofLog, PublishedLog log)
            throws ArchiveUnavailableException {
        if (!log.exists()) {
            add(FindingKind.LOG_MISSING, receipt, receipt.logId(), "nothing of it in the archive");
            return null;
        }
        Optional<KeyHistory> history = new GivenKeys(ofLog, Set.of(receipt.logId())).of(log, true);
        if (history.isEmpty()) {
            unchecked = "no given key is one of log " + receipt.logId();
        }
        return history.orElse(null);
    }

    /// The receipt names the log by its first key. Where that is not given, a later one is believed only if the archive
    /// or the endorsement leads to it.
    private boolean isOfKnownLog(Receipt receipt, List<VerifierKey> ofLog, @Nullable KeyHistory history) {
        if (history != null
                || ofLog.stream().anyMatch(key -> key.id() == receipt.logKey() || isEndorser(receipt, key))) {
            return true;
        }
        add(FindingKind.RECEIPT_FOREIGN, receipt, "a log of the given keys", receipt.logId());
        return false;
    }

    private static boolean isEndorser(Receipt receipt, VerifierKey key) {
        return key.id() == receipt.endorser();
    }

    private boolean isPromise(Receipt receipt, List<VerifierKey> known) {
        List<VerifierKey> endorsers =
                known.stream().filter(key -> isEndorser(receipt, key)).toList();
        if (endorsers.isEmpty()) {
            unchecked = "the receipt key is endorsed by the log's key "
                    + "%08x".formatted(receipt.endorser())
                    + ", which no given key leads to; give it too, or the archive";
            return false;
        }
        if (endorsers.stream().noneMatch(receipt::isEndorsedBy)) {
            add(FindingKind.RECEIPT_UNENDORSED, receipt, "an endorsement by " + endorsers.getFirst(), "another");
            return false;
        }
        if (!receipt.isSigned()) {
            add(FindingKind.RECEIPT_FORGED, receipt, "a signature by " + receipt.key(), "another");
            return false;
        }
        proven.add("the promise is signed by " + receipt.key() + ", which the log's key " + endorsers.getFirst()
                + " endorses: whoever has that key cannot deny it");
        return true;
    }

    /// @param all whether the log has no further key
    private void prove(Receipt receipt, List<VerifierKey> known, boolean all, String name, byte[] file) {
        try {
            TlogProof proof = TlogProof.parse(file);
            byte[] note = proof.checkpoint().getBytes(StandardCharsets.UTF_8);
            String other = all ? null : laterKey(receipt, known, note);
            if (other != null) {
                unchecked = "the checkpoint in " + name + " names the log's key " + other
                        + ", which no given key leads to; give it too, or the archive";
                return;
            }
            Checkpoint signed = SignedNote.open(note, receipt.origin(), known);
            seen.put(signed.size(), signed);
            String extra = proof.extra();
            if (extra == null) {
                proveStarted(receipt, name, proof, signed);
            } else {
                proveCompleted(receipt, name, proof, signed, Text.base64(extra));
            }
        } catch (MalformedException | InvalidSignatureException e) {
            invalid(receipt, name, "a tlog-proof that the log's key signed", e.getMessage());
        }
    }

    /// The id of the key by which the log says that it signed, where none of the known ones is named: after a rotation
    /// that is a later one. Null where one is, or the note is no checkpoint of the log.
    private static @Nullable String laterKey(Receipt receipt, List<VerifierKey> known, byte[] note)
            throws MalformedException {
        SignedNote signed = SignedNote.parse(note);
        List<NoteSignature> own = signed.signatures().stream()
                .filter(line -> line.name().equals(receipt.origin()))
                .toList();
        boolean isLater = Checkpoint.parse(signed.text()).origin().equals(receipt.origin())
                && own.stream().noneMatch(line -> known.stream().anyMatch(key -> key.matches(line)));
        return isLater && !own.isEmpty() ? "%08x".formatted(own.getFirst().keyId()) : null;
    }

    private void proveStarted(Receipt receipt, String name, TlogProof proof, Checkpoint signed) {
        long index = proof.proof().index();
        if (index != receipt.position()) {
            invalid(receipt, name, "a proof of position " + receipt.position(), "one of position " + index);
        } else if (!proof.proof().verify(receipt.leaf(), signed)) {
            invalid(receipt, name, "a proof of " + receipt.leaf(), "one of another entry, or of another tree");
        } else {
            proven.add("the event stands at position " + index + " of the tree of " + signed.size()
                    + " that the log's key signed");
        }
    }

    /// The entry comes along, since no receipt promised it: what it says is what binds it to the call.
    private void proveCompleted(Receipt receipt, String name, TlogProof proof, Checkpoint signed, byte[] entry) {
        long index = proof.proof().index();
        String outcome = outcome(receipt, entry);
        if (outcome == null) {
            invalid(receipt, name, "the " + EventType.CALL_COMPLETED.wire() + " of " + receipt.id(), "another entry");
        } else if (index <= receipt.position()) {
            invalid(receipt, name, "a position behind " + receipt.position(), index);
        } else if (!proof.proof().verify(TreeHasher.leaf(entry), signed)) {
            invalid(receipt, name, "a proof of the entry that it holds", "one of another entry, or of another tree");
        } else {
            proven.add("the call's end, " + outcome + ", stands at position " + index + " of the tree of "
                    + signed.size() + " that the log's key signed");
        }
    }

    private static @Nullable String outcome(Receipt receipt, byte[] entry) {
        try {
            EventView event = EventView.read(entry);
            boolean isEnd = event.type().equals(EventType.CALL_COMPLETED.wire())
                    && event.data()
                            .path("callId")
                            .asString("")
                            .equals(receipt.id().toString());
            return isEnd ? event.data().path("outcome").asString("unknown") : null;
        } catch (MalformedEventException e) {
            return null;
        }
    }

    private void invalid(Receipt receipt, String name, String expected, @Nullable Object found) {
        findings.add(FindingKind.RECEIPT_PROOF_INVALID, name, receipt.position(), expected, found);
    }

    private void add(FindingKind kind, Receipt receipt, String expected, String found) {
        findings.add(kind, null, receipt.position(), expected, found);
    }

    private ReceiptReport report(@Nullable Receipt receipt) {
        return receipt == null
                ? new ReceiptReport(null, null, null, null, null, null, proven, findings.kept(), unchecked)
                : new ReceiptReport(
                        receipt.logId(),
                        receipt.id(),
                        receipt.position(),
                        receipt.time().toString(),
                        receipt.leaf().toString(),
                        receipt.request().toString(),
                        List.copyOf(proven),
                        findings.kept(),
                        unchecked);
    }
}

package io.chirograph.faults;

import io.chirograph.faults.Comparison.Finding;
import io.chirograph.faults.Comparison.Kind;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.verifier.receipt.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The receipts that callers got, held against what is sealed. Each is judged once.
final class Promises {
    private final Set<String> judged = new HashSet<>();

    /// @param trails whose events were read; nothing of them is missing any more
    List<Finding> judge(List<Seen> seen, Collection<SealedTrail> trails) throws MalformedException {
        Map<String, SealedTrail> byLog = new HashMap<>();
        Map<String, List<Hash>> leaves = new HashMap<>();
        for (SealedTrail trail : trails) {
            byLog.put(trail.key().logId(), trail);
            leaves.put(trail.key().logId(), trail.leaves());
        }
        List<Finding> findings = new ArrayList<>();
        for (Seen call : seen) {
            if (call.receipt().isEmpty() || !judged.add(call.id())) {
                continue;
            }
            Receipt receipt = Receipt.parse(call.receipt());
            SealedTrail trail = byLog.get(receipt.logId());
            List<Hash> sealed = leaves.getOrDefault(receipt.logId(), List.of());
            boolean isKept = receipt.position() < sealed.size()
                    && sealed.get(Math.toIntExact(receipt.position())).equals(receipt.leaf());
            boolean isSigned = trail != null && receipt.isSigned() && receipt.isEndorsedBy(trail.key());
            boolean isOfCall = receipt.id().toString().equals(call.callId());
            if (!isKept || !isSigned || !isOfCall) {
                findings.add(new Finding(
                        Kind.PROMISE,
                        call.id() + " " + call.callId() + ": " + receipt + (isKept ? "" : " not kept")
                                + (isSigned ? "" : " not signed") + (isOfCall ? "" : " of another call")));
            }
        }
        return findings;
    }

    int size() {
        return judged.size();
    }
}

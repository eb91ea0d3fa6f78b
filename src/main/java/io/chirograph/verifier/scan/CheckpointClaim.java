package io.chirograph.verifier.scan;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.Finding;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a checkpoint, or several of one name, say. Whether it is believed is for `SignatureCheck`.
/// @param object the key, or the name of a file from outside
/// @param size null when the key is no checkpoint's name
/// @param statements each of the tree heads that stand under that name
/// @param outside whether it was brought along and is not from the archive
/// @param findings what is wrong with it by itself
public record CheckpointClaim(
        String object, @Nullable Long size, List<Statement> statements, boolean outside, List<Finding> findings) {
    public CheckpointClaim {
        statements = List.copyOf(statements);
        findings = List.copyOf(findings);
    }

    /// One tree head.
    /// @param signedBy those of the log's keys, the second ones included, that signed it
    public record Statement(Hash root, SignedNote note, Set<VerifierKey> signedBy) {
        public Statement {
            signedBy = Set.copyOf(signedBy);
        }
    }

    /// Names and key ids of the signatures on a note; they prove nothing.
    public static List<String> signers(SignedNote note) {
        return note.signatures().stream()
                .map(line -> line.name() + "+" + HexFormat.of().toHexDigits(line.keyId()))
                .toList();
    }

    /// Those of the log's keys that signed any of its statements.
    public Set<VerifierKey> signedBy() {
        return statements.stream().flatMap(one -> one.signedBy().stream()).collect(Collectors.toSet());
    }

    /// Whether it says anything that can be held against the tree.
    public boolean speaks() {
        return size != null && !statements.isEmpty();
    }
}

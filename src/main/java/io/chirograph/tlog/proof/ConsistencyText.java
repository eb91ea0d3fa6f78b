package io.chirograph.tlog.proof;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A consistency proof in the text form of c2sp.org/tlog-witness.
/// `old <size>`, the hashes, a blank line and the later checkpoint.
/// @param checkpoint the later checkpoint; not verified by being here
public record ConsistencyText(long from, ConsistencyProof proof, SignedNote checkpoint) {
    private static final String OLD = "old ";
    private static final int MAX_HASHES = 63;

    /// Parses what [#bytes()] gives, and nothing else; without verifying it.
    public static ConsistencyText parse(byte[] file) throws MalformedException {
        if (file.length > SignedNote.MAX_SIZE) {
            throw new MalformedException("a proof of " + file.length + " bytes is beyond " + SignedNote.MAX_SIZE);
        }
        String text = Text.utf8(file);
        int split = text.indexOf("\n\n");
        if (!text.startsWith(OLD) || split < 0) {
            throw new MalformedException("a consistency proof is 'old <size>', hashes, a blank line and a checkpoint");
        }
        String[] lines = text.substring(0, split).split("\n", -1);
        String size = lines[0].substring(OLD.length());
        if (!size.matches("0|[1-9][0-9]{0,17}") || lines.length > MAX_HASHES + 1) {
            throw new MalformedException("not a size, or too many hashes, behind '" + lines[0] + "'");
        }
        List<Hash> hashes = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            hashes.add(Hash.ofBase64(lines[i]));
        }
        return new ConsistencyText(
                Long.parseLong(size),
                new ConsistencyProof(hashes),
                SignedNote.parse(text.substring(split + 2).getBytes(StandardCharsets.UTF_8)));
    }

    public byte[] bytes() {
        StringBuilder text = new StringBuilder(OLD).append(from).append('\n');
        proof.hashes().forEach(hash -> text.append(hash.base64()).append('\n'));
        text.append('\n').append(new String(checkpoint.bytes(), StandardCharsets.UTF_8));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}

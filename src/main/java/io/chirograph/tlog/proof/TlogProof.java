package io.chirograph.tlog.proof;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A proof file (c2sp.org/tlog-proof): position, inclusion proof and signed checkpoint in one text.
/// @param extra base64 of bytes that the application adds; null when there are none
/// @param proof the position and its inclusion proof
/// @param checkpoint the signed note as it stands in the file; not verified by being here
public record TlogProof(@Nullable String extra, InclusionProof proof, String checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final int MAX_HASHES = 63;

    public TlogProof {
        if (!checkpoint.endsWith("\n") || proof.index() < 0 || proof.hashes().size() > MAX_HASHES) {
            throw new IllegalArgumentException("no tlog-proof for position " + proof.index());
        }
    }

    public static TlogProof of(InclusionProof proof, SignedNote checkpoint) {
        return new TlogProof(null, proof, new String(checkpoint.bytes(), StandardCharsets.UTF_8));
    }

    /// Parses a proof file without verifying it. The first blank line splits proof and checkpoint.
    public static TlogProof parse(byte[] file) throws MalformedException {
        if (file.length > SignedNote.MAX_SIZE) {
            throw new MalformedException("a proof of " + file.length + " bytes is beyond " + SignedNote.MAX_SIZE);
        }
        String text = Text.utf8(file);
        int split = text.indexOf("\n\n");
        if (split < 0 || split + 2 == text.length() || !text.endsWith("\n")) {
            throw new MalformedException("a proof is a header, a blank line and a checkpoint that ends in LF");
        }
        List<String> lines = Arrays.asList(text.substring(0, split).split("\n", -1));
        if (!lines.getFirst().equals(HEADER)) {
            throw new MalformedException("not a tlog-proof: " + Text.quote(lines.getFirst()));
        }
        int next = 1;
        String extra = null;
        if (next < lines.size() && lines.get(next).startsWith("extra ")) {
            extra = lines.get(next++).substring("extra ".length());
            Text.base64(extra);
        }
        if (next == lines.size() || !lines.get(next).startsWith("index ")) {
            throw new MalformedException("a tlog-proof without an index line");
        }
        long index = Text.decimal(lines.get(next++).substring("index ".length()), "index");
        List<Hash> hashes = new ArrayList<>();
        for (String line : lines.subList(next, lines.size())) {
            hashes.add(Hash.ofBase64(line));
        }
        if (hashes.size() > MAX_HASHES) {
            throw new MalformedException("a proof of " + hashes.size() + " hashes is beyond " + MAX_HASHES);
        }
        return new TlogProof(extra, new InclusionProof(index, hashes), text.substring(split + 2));
    }

    public byte[] bytes() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        if (extra != null) {
            text.append("extra ").append(extra).append('\n');
        }
        text.append("index ").append(proof.index()).append('\n');
        proof.hashes().forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint).toString().getBytes(StandardCharsets.UTF_8);
    }
}

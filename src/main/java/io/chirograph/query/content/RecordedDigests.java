package io.chirograph.query.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.content.keys.KeyedDigests;
import io.chirograph.event.EventView;
import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The digests that an event has of a part: of the bytes on the wire, of assembled texts, of what is stored.
record RecordedDigests(List<Recorded> all) {
    /// What is recorded under no key that this process lacks.
    /// @param what `request` or `response` for the bytes on the wire, `text` for an assembled text, `stored`
    /// @param choice which of several alternatives a text is of; null of others
    private record Recorded(
            String what, @Nullable Long choice, @Nullable Long part, Digest digest) {}

    /// @param what which one it is; null where it is none
    /// @param choice of a text
    /// @param part of a text
    /// @param compared what was compared
    /// @param missingKeys ids of keys that are not here, so that something was not compared
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Answer(
            boolean matches,
            @Nullable String what,
            @Nullable Long choice,
            @Nullable Long part,
            Set<String> compared,
            Set<String> missingKeys) {}

    static RecordedDigests of(KeptPart part) {
        List<Recorded> all = new ArrayList<>();
        add(all, part.part().word(), null, null, part.body().path("digest"));
        add(all, "text", null, null, part.body().path("textDigest"));
        for (JsonNode text : part.body().path("textDigests")) {
            add(
                    all,
                    "text",
                    EventView.number(text.get("choice")),
                    EventView.number(text.get("part")),
                    text.path("digest"));
        }
        add(all, "stored", null, null, part.kept().path("digest"));
        return new RecordedDigests(all);
    }

    private static void add(
            List<Recorded> all, String what, @Nullable Long choice, @Nullable Long part, JsonNode node) {
        Digest digest = KeptPart.digest(node);
        boolean isOfThePack = digest != null && what.equals("stored") && digest.keyId() != null;
        if (digest != null && !isOfThePack) {
            all.add(new Recorded(what, choice, part, digest));
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Compares with every one, in a time that does not tell how far they agree.
    Answer compare(byte[] bytes, DigestKeys keys) throws IOException {
        byte[] plain = Sha256.of(bytes);
        Recorded match = null;
        Set<String> compared = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (Recorded one : all) {
            byte[] found = plain;
            String keyId = one.digest().keyId();
            if (one.digest().alg().equals("hmac-sha256") && keyId != null) {
                byte[] key = keys.key(keyId);
                if (key == null) {
                    missing.add(keyId);
                    continue;
                }
                found = KeyedDigests.hmac(key, plain);
            } else if (!one.digest().alg().equals("sha256")) {
                continue;
            }
            compared.add(one.what());
            if (MessageDigest.isEqual(hex(one.digest().value()), found) && match == null) {
                match = one;
            }
        }
        return match == null
                ? new Answer(false, null, null, null, compared, missing)
                : new Answer(true, match.what(), match.choice(), match.part(), compared, missing);
    }

    private static byte[] hex(String value) {
        try {
            return HexFormat.of().parseHex(value);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}

package io.chirograph.tlog.policy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.note.VerifierKey;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads policy files (c2sp.org/tlog-policy), line by line.
///
/// Octets beyond ASCII are opaque, so names are compared as the file spells them: it is decoded as UTF-8 when all
/// of it is, else octet by octet.
public final class WitnessPolicyParser {
    private final Map<String, WitnessPolicy.Log> logs = new LinkedHashMap<>();
    private final Map<String, WitnessPolicy.Witness> witnesses = new LinkedHashMap<>();
    private final Set<String> witnessKeys = new HashSet<>();
    private final Map<String, WitnessPolicy.Group> groups = new LinkedHashMap<>();
    private final Set<String> members = new HashSet<>();
    private @Nullable String quorum;
    private Charset charset = StandardCharsets.UTF_8;

    private WitnessPolicyParser() {}

    /// Parses a policy file.
    /// @throws MalformedException naming the line
    public static WitnessPolicy parse(byte[] file) throws MalformedException {
        return new WitnessPolicyParser().policy(file);
    }

    private WitnessPolicy policy(byte[] file) throws MalformedException {
        if (file.length > WitnessPolicy.MAX_SIZE) {
            throw new MalformedException("a policy of " + file.length + " bytes is beyond " + WitnessPolicy.MAX_SIZE);
        }
        String text = decode(file);
        if (!text.endsWith("\n")) {
            throw new MalformedException("a policy's last line does not end in LF");
        }
        int number = 0;
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            number++;
            try {
                read(line);
            } catch (MalformedException e) {
                throw new MalformedException("policy line " + number + ": " + e.getMessage());
            }
        }
        if (quorum == null) {
            throw new MalformedException("a policy without a quorum line");
        }
        return new WitnessPolicy(
                List.copyOf(logs.values()), List.copyOf(witnesses.values()), List.copyOf(groups.values()), quorum);
    }

    private String decode(byte[] file) throws MalformedException {
        for (byte octet : file) {
            if ((octet >= 0 && octet < 0x20 && octet != '\t' && octet != '\n') || octet == 0x7f) {
                throw new MalformedException("control character 0x%02x in a policy".formatted(octet));
            }
        }
        try {
            return Text.utf8(file);
        } catch (MalformedException notUtf8) {
            charset = StandardCharsets.ISO_8859_1;
            return new String(file, charset);
        }
    }

    private void read(String line) throws MalformedException {
        List<String> words = Arrays.stream(line.split("[ \t]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty() || words.getFirst().startsWith("#")) {
            return;
        }
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "log" -> log(rest);
            case "witness" -> witness(rest);
            case "group" -> group(rest);
            case "quorum" -> quorum(rest);
            default -> throw new MalformedException("not a policy line: " + Text.quote(line));
        }
    }

    private void log(List<String> words) throws MalformedException {
        require(words.size() == 1 || words.size() == 2, "a log line is: log <vkey> [<url>]");
        require(logs.size() < WitnessPolicy.MAX_LINES, "more than " + WitnessPolicy.MAX_LINES + " logs");
        VerifierKey key = key(words.getFirst());
        require(key.type().signsLogs(), "a key of type " + key.type() + " signs no log's checkpoints");
        WitnessPolicy.Log log = new WitnessPolicy.Log(key, words.size() == 2 ? words.get(1) : null);
        require(logs.putIfAbsent(publicKey(key), log) == null, "the key of log " + key.name() + " is listed twice");
    }

    private void witness(List<String> words) throws MalformedException {
        require(words.size() == 2 || words.size() == 3, "a witness line is: witness <name> <vkey> [<url>]");
        require(witnesses.size() < WitnessPolicy.MAX_LINES, "more than " + WitnessPolicy.MAX_LINES + " witnesses");
        String name = newName(words.getFirst());
        VerifierKey key = key(words.get(1));
        require(key.type().cosigns(), "a key of type " + key.type() + " makes no cosignatures");
        require(witnessKeys.add(publicKey(key)), "the key of witness " + Text.quote(name) + " is listed twice");
        witnesses.put(name, new WitnessPolicy.Witness(name, key, words.size() == 3 ? words.get(2) : null));
    }

    private void group(List<String> words) throws MalformedException {
        require(words.size() >= 3, "a group line is: group <name> all|any|<k> <name>...");
        require(groups.size() < WitnessPolicy.MAX_LINES, "more than " + WitnessPolicy.MAX_LINES + " groups");
        String name = newName(words.getFirst());
        List<String> named = new ArrayList<>(words.subList(2, words.size()));
        for (String member : named) {
            require(isDefined(member), "group member " + Text.quote(member) + " is not defined above");
            require(members.add(member), Text.quote(member) + " is a group member already");
        }
        long threshold = switch (words.get(1)) {
            case "any" -> 1;
            case "all" -> named.size();
            default -> Text.decimal(words.get(1), "threshold");
        };
        require(
                threshold >= 1 && threshold <= named.size(),
                "a threshold of " + threshold + " with " + named.size() + " members");
        groups.put(name, new WitnessPolicy.Group(name, (int) threshold, named));
    }

    private void quorum(List<String> words) throws MalformedException {
        require(words.size() == 1, "a quorum line is: quorum <name>");
        require(quorum == null, "a second quorum line");
        String name = words.getFirst();
        require(
                name.equals(WitnessPolicy.NONE) || isDefined(name),
                "quorum " + Text.quote(name) + " is not defined above");
        quorum = name;
    }

    private String newName(String name) throws MalformedException {
        require(!name.equals(WitnessPolicy.NONE), "the name none is taken");
        require(!isDefined(name), "the name " + Text.quote(name) + " is defined twice");
        return name;
    }

    private boolean isDefined(String name) {
        return witnesses.containsKey(name) || groups.containsKey(name);
    }

    private VerifierKey key(String vkey) throws MalformedException {
        return VerifierKey.parse(Text.utf8(vkey.getBytes(charset)));
    }

    /// What two spellings of one key have in common, whatever name they give it.
    private static String publicKey(VerifierKey key) {
        return Text.base64(key.key());
    }

    private static void require(boolean holds, String message) throws MalformedException {
        if (!holds) {
            throw new MalformedException(message);
        }
    }
}

package io.chirograph.faults;

import com.github.luben.zstd.Zstd;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.VerificationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published events of one log, read with the auditor's rights. Segments never change, so each is read once.
final class SealedTrail implements AutoCloseable {
    private static final int MOST = 1 << 26;
    private static final int PAGE = 1000;
    private static final Pattern SEGMENT = Pattern.compile("(\\d{16})-(\\d+)\\.jsonl\\.zst$");

    private final Archive archive;
    private final VerifierKey key;
    private final Map<Long, List<JsonNode>> segments = new TreeMap<>();
    private final Map<Long, List<Hash>> leaves = new TreeMap<>();
    private final Map<Long, Set<String>> roots = new TreeMap<>();
    private final Set<ObjectVersion> read = new HashSet<>();
    private final Set<String> packs = new HashSet<>();
    private final HeldContents contents = new HeldContents();

    SealedTrail(Archive archive, VerifierKey key) {
        this.archive = archive;
        this.key = key;
    }

    private List<String> keys(String what) throws ArchiveUnavailableException {
        List<String> all = new ArrayList<>();
        String prefix = key.logId() + "/" + what;
        List<String> page = archive.list(prefix, "", 1000);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = archive.list(prefix, page.getLast(), 1000);
        }
        return all;
    }

    boolean isPublished() throws ArchiveUnavailableException {
        return !keys("checkpoints/").isEmpty();
    }

    int checkpoints() throws ArchiveUnavailableException {
        return keys("checkpoints/").size();
    }

    /// Every event in the order of its position; what is wrong with the positions goes to `findings`.
    List<JsonNode> events(List<Comparison.Finding> findings) throws ArchiveUnavailableException {
        for (String name : keys("events/")) {
            Matcher segment = SEGMENT.matcher(name);
            if (!segment.find()) {
                findings.add(new Comparison.Finding(Comparison.Kind.GAP, "no segment: " + name));
                continue;
            }
            long first = Long.parseLong(segment.group(1));
            if (!segments.containsKey(first)) {
                List<String> text = lines(name);
                List<JsonNode> lines = text.stream()
                        .map(line -> JsonMapper.shared().readTree(line))
                        .toList();
                segments.put(first, lines);
                leaves.put(
                        first,
                        text.stream()
                                .map(line -> TreeHasher.leaf(line.getBytes(StandardCharsets.UTF_8)))
                                .toList());
                if (lines.size() != Integer.parseInt(segment.group(2))) {
                    findings.add(new Comparison.Finding(Comparison.Kind.GAP, lines.size() + " lines in " + name));
                }
            }
        }
        List<JsonNode> all = new ArrayList<>();
        segments.forEach((first, lines) -> {
            if (first != all.size()) {
                findings.add(new Comparison.Finding(
                        Comparison.Kind.GAP, "a segment begins at " + first + " behind " + all.size() + " events"));
            }
            all.addAll(lines);
        });
        return all;
    }

    private List<String> lines(String name) throws ArchiveUnavailableException {
        byte[] bytes = archive.get(name, MOST).orElseThrow();
        byte[] text = Zstd.decompress(bytes, Math.toIntExact(Zstd.getFrameContentSize(bytes)));
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    /// The leaf hashes of the events that were read so far, in their order.
    List<Hash> leaves() {
        return leaves.values().stream().flatMap(List::stream).toList();
    }

    VerifierKey key() {
        return key;
    }

    /// Everything that the packs hold, whoever names it; each pack is read once.
    HeldContents contents() throws Exception {
        Layout layout = new Layout(key.logId());
        for (String name : keys("payloads/")) {
            Optional<PackName> pack = PackName.of(layout, name);
            if (pack.isPresent() && packs.add(name)) {
                List<PackRecord> large = new ArrayList<>();
                new PackCodec(layout, pack.get()).read(archive.get(name, MOST).orElseThrow(), line -> {
                    byte[] content = line.content();
                    if (content == null) {
                        large.add(line);
                    } else {
                        contents.add(line.head().callId(), line.head().part(), content);
                    }
                });
                for (PackRecord line : large) {
                    byte[] content = archive.get(pack.get().directory(layout) + line.object(), MOST)
                            .orElse(new byte[0]);
                    contents.add(line.head().callId(), line.head().part(), content);
                }
            }
        }
        return contents;
    }

    /// What the verifier says of the archive as it is now.
    VerificationReport verify() throws Exception {
        return new ArchiveVerifier(archive, Progress.NONE, VerificationOptions.NONE.withPayloads())
                .verify(List.of(key), Map.of());
    }

    /// Every root that was signed for a size, in whichever version of a checkpoint; each version is read once.
    Map<Long, Set<String>> signedRoots() throws Exception {
        String prefix = key.logId() + "/checkpoints/";
        List<ObjectVersion> page = archive.versions(prefix, "", PAGE);
        while (!page.isEmpty()) {
            for (ObjectVersion version : page) {
                if (read.add(version)) {
                    byte[] note = archive.get(version.key(), version.version(), 1 << 20)
                            .orElseThrow();
                    Checkpoint signed = SignedNote.open(note, key.name(), List.of(key));
                    roots.computeIfAbsent(signed.size(), size -> new TreeSet<>())
                            .add(signed.root().toString());
                }
            }
            page = page.size() < PAGE
                    ? List.of()
                    : archive.versions(prefix, page.getLast().key(), PAGE);
        }
        return roots;
    }

    /// All of it, as files.
    void copyTo(Path directory) throws IOException, ArchiveUnavailableException {
        for (String name : keys("")) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, archive.get(name, MOST).orElseThrow());
        }
    }

    @Override
    public void close() {
        archive.close();
    }
}

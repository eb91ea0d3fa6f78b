package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What one export sends: the objects in their order, as exact bytes. Once staged it never changes, whatever
/// crashes or is upgraded in between.
///
/// As a file it is text lines and then the objects' bytes:
///
/// ```text
/// chirograph batch 3
/// <log id> <position of the first event> <size of the tree behind it> <date> <root, hex> <codes, with commas>
/// large <length> <key> <SHA-256, hex>             for each content of more than 1 MiB; its bytes lie beside the batch
/// pack <length> <key>                             for each pack
/// log <length> <key>                              for each other object: segment, full tiles, checkpoint
///                                                 an empty line, then the bytes of packs and others in that order
/// <SHA-256 of everything before, 32 bytes>
/// ```
///
/// A batch of version 2, from before there was content, has `<length> <key>` for each object. One of version 1, from
/// before there were classes, has no codes either: all its events are of class 0.
/// @param to size of the tree with it
/// @param root the tree's root with it
/// @param codes of the retention classes of its events, so that a later try holds its segment no less
/// @param content that its events name
/// @param objects segment, full tiles (lower levels first), checkpoint
record SealedBatch(
        String logId,
        long from,
        long to,
        LocalDate date,
        Hash root,
        SortedSet<Byte> codes,
        Content content,
        List<SealedObject> objects) {
    private static final String FIRST_LINE = "chirograph batch 3";
    private static final String WITHOUT_CONTENT = "chirograph batch 2";
    private static final String WITHOUT_CODES = "chirograph batch 1";
    private static final String LARGE = "large ";
    private static final String PACK = "pack ";
    private static final String OF_LOG = "log ";
    private static final int DIGEST = 32;

    /// What must be in the archive before the segment may be, in this order.
    record Content(List<LargeObject> large, List<SealedObject> packs) {
        static final Content NONE = new Content(List.of(), List.of());

        Content {
            large = List.copyOf(large);
            packs = List.copyOf(packs);
        }
    }

    SealedBatch {
        objects = List.copyOf(objects);
        codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
        if (from < 0 || to <= from || objects.size() < 2 || codes.isEmpty()) {
            throw new IllegalArgumentException(
                    "no batch: from " + from + " to " + to + ", " + objects.size() + " objects, classes " + codes);
        }
    }

    SealedObject segment() {
        return objects.getFirst();
    }

    List<Hash> leaves() throws DamagedObjectException {
        return new SegmentCodec(new Layout(logId), new SegmentName(date, from, to - from))
                .leaves(segment().bytes());
    }

    SealedObject checkpoint() {
        return objects.getLast();
    }

    /// What must be in the archive, as the segment must, before the checkpoint may be.
    List<SealedObject> tiles() {
        return objects.subList(1, objects.size() - 1);
    }

    /// How many objects it is in an archive.
    int size() {
        return content.large().size() + content.packs().size() + objects.size();
    }

    byte[] encode() {
        StringBuilder head = new StringBuilder(FIRST_LINE + "\n");
        String classes = codes.stream().map(String::valueOf).collect(Collectors.joining(","));
        head.append("%s %d %d %s %s %s\n".formatted(logId, from, to, date, root.hex(), classes));
        content.large().forEach(one -> head.append(LARGE + one.length() + " " + one.key() + " " + one.sha256() + "\n"));
        content.packs().forEach(pack -> head.append(PACK + pack.bytes().length + " " + pack.key() + "\n"));
        objects.forEach(object -> head.append(OF_LOG + object.bytes().length + " " + object.key() + "\n"));
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(head.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        content.packs().forEach(pack -> pieces.add(pack.bytes()));
        objects.forEach(object -> pieces.add(object.bytes()));
        MessageDigest digest = Sha256.create();
        pieces.forEach(digest::update);
        pieces.add(digest.digest());
        ByteBuffer out = ByteBuffer.allocate(
                pieces.stream().mapToInt(piece -> piece.length).sum());
        pieces.forEach(out::put);
        return out.array();
    }

    /// Reads what [#encode()] gave.
    /// @throws ExportStoppedException the bytes are not what was staged
    static SealedBatch decode(byte[] file) throws ExportStoppedException {
        try {
            return parse(file);
        } catch (MalformedException | RuntimeException e) {
            throw new ExportStoppedException("the staged batch is damaged: " + e.getMessage());
        }
    }

    private static SealedBatch parse(byte[] file) throws MalformedException {
        int end = file.length - DIGEST;
        byte[] body = Arrays.copyOf(file, Math.max(0, end));
        if (!Arrays.equals(Sha256.of(body), Arrays.copyOfRange(file, Math.max(0, end), file.length))) {
            throw new MalformedException("its digest does not hold");
        }
        int head = headOf(body);
        String[] lines = new String(body, 0, head, StandardCharsets.ISO_8859_1).split("\n", -1);
        boolean isWithContent = lines[0].equals(FIRST_LINE);
        if (!isWithContent && !lines[0].equals(WITHOUT_CONTENT) && !lines[0].equals(WITHOUT_CODES)) {
            throw new MalformedException("it begins with \"" + lines[0] + "\", another version wrote it");
        }
        String[] facts = lines[1].split(" ", -1);
        List<LargeObject> large = new ArrayList<>();
        List<SealedObject> packs = new ArrayList<>();
        List<SealedObject> objects = new ArrayList<>();
        int at = head + 2;
        for (String line : Arrays.asList(lines).subList(2, lines.length)) {
            String[] parts = (isWithContent ? line : OF_LOG + line).split(" ", -1);
            int length = Integer.parseInt(parts[1]);
            switch (parts[0] + " ") {
                case LARGE -> large.add(new LargeObject(parts[2], length, parts[3]));
                case PACK -> packs.add(new SealedObject(parts[2], Arrays.copyOfRange(body, at, at += length)));
                case OF_LOG -> objects.add(new SealedObject(parts[2], Arrays.copyOfRange(body, at, at += length)));
                default -> throw new MalformedException("it holds a " + parts[0]);
            }
        }
        return new SealedBatch(
                facts[0],
                Long.parseLong(facts[1]),
                Long.parseLong(facts[2]),
                LocalDate.parse(facts[3]),
                Hash.of(HexFormat.of().parseHex(facts[4])),
                codes(lines[0].equals(WITHOUT_CODES) ? "0" : facts[5]),
                new Content(large, packs),
                objects);
    }

    /// Where the empty line is.
    private static int headOf(byte[] body) throws MalformedException {
        for (int i = 1; i < body.length; i++) {
            if (body[i] == '\n' && body[i - 1] == '\n') {
                return i - 1;
            }
        }
        throw new MalformedException("its head has no end");
    }

    private static SortedSet<Byte> codes(String text) {
        return Arrays.stream(text.split(",", -1)).map(Byte::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }
}

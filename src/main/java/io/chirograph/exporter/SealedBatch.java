package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
/// chirograph batch 2
/// <log id> <position of the first event> <size of the tree behind it> <date> <root, hex> <codes, with commas>
/// <length> <key>                                  for each object: segment, full tiles, checkpoint
///                                                 an empty line, then their bytes in that order
/// <SHA-256 of everything before, 32 bytes>
/// ```
///
/// A batch of version 1, from before there were classes, has no codes: all its events are of class 0.
/// @param to size of the tree with it
/// @param root the tree's root with it
/// @param codes of the retention classes of its events, so that a later try holds its segment no less
/// @param objects segment, full tiles (lower levels first), checkpoint
record SealedBatch(
        String logId,
        long from,
        long to,
        LocalDate date,
        Hash root,
        SortedSet<Byte> codes,
        List<SealedObject> objects) {
    private static final String FIRST_LINE = "chirograph batch 2";
    private static final String WITHOUT_CODES = "chirograph batch 1";
    private static final int DIGEST = 32;

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

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(FIRST_LINE + "\n");
        head.append("%s %d %d %s %s %s\n"
                .formatted(
                        logId,
                        from,
                        to,
                        date,
                        root.hex(),
                        codes.stream().map(String::valueOf).collect(Collectors.joining(","))));
        objects.forEach(object -> head.append(object.bytes().length)
                .append(' ')
                .append(object.key())
                .append('\n'));
        out.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        objects.forEach(object -> out.writeBytes(object.bytes()));
        out.writeBytes(Sha256.of(out.toByteArray()));
        return out.toByteArray();
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
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\n\n");
        String[] lines = text.substring(0, head).split("\n", -1);
        if (!lines[0].equals(FIRST_LINE) && !lines[0].equals(WITHOUT_CODES)) {
            throw new MalformedException("it begins with \"" + lines[0] + "\", another version wrote it");
        }
        String[] facts = lines[1].split(" ", -1);
        List<SealedObject> objects = new ArrayList<>();
        int at = head + 2;
        for (String line : Arrays.asList(lines).subList(2, lines.length)) {
            String[] parts = line.split(" ", -1);
            int length = Integer.parseInt(parts[0]);
            objects.add(new SealedObject(parts[1], Arrays.copyOfRange(body, at, at + length)));
            at += length;
        }
        return new SealedBatch(
                facts[0],
                Long.parseLong(facts[1]),
                Long.parseLong(facts[2]),
                LocalDate.parse(facts[3]),
                Hash.of(HexFormat.of().parseHex(facts[4])),
                codes(lines[0].equals(WITHOUT_CODES) ? "0" : facts[5]),
                objects);
    }

    private static SortedSet<Byte> codes(String text) {
        SortedSet<Byte> codes = new TreeSet<>();
        for (String code : text.split(",", -1)) {
            codes.add(Byte.valueOf(code));
        }
        return codes;
    }
}

package io.chirograph.verifier.bundle;

import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The entries of a bundle, by name; nothing about them is verified yet.
/// @param entries names have one of the forms that the package comment lists, or any other of the same
///     letters
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
public record Bundle(SortedMap<String, byte[]> entries) {
    /// The largest bundle that is read, in bytes.
    public static final long MAX_SIZE = 64L << 20;

    /// How many entries one has at most.
    public static final int MAX_ENTRIES = 20_000;

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_=-][A-Za-z0-9._=-]*(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*){0,5}");
    private static final int MAX_NAME = 300;

    public Bundle {
        entries = Collections.unmodifiableSortedMap(entries);
    }

    /// Reads a file.
    /// @throws IOException it cannot be read, or is no whole zip file, so that there is nothing to judge
    /// @throws MalformedBundleException it is no bundle, or too large
    public static Bundle read(Path file) throws IOException, MalformedBundleException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no evidence: it is no regular file");
        }
        if (Files.size(file) > MAX_SIZE) {
            throw new MalformedBundleException(Files.size(file) + " bytes are more than " + MAX_SIZE);
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!isAt(bytes, 0, PlainZip.LOCAL)) {
            throw new IOException(
                    file + " is no evidence: it does not begin as a zip file does (is it an error that was"
                            + " saved in its place?)");
        }
        if (!isAt(bytes, bytes.length - PlainZip.END_SIZE, PlainZip.END)) {
            throw new IOException(file + " is no evidence: it is broken off after " + bytes.length
                    + " bytes, without the end of a zip file");
        }
        return parse(bytes);
    }

    private static boolean isAt(byte[] bytes, int at, int signature) {
        return at >= 0
                && at + Integer.BYTES <= bytes.length
                && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at) == signature;
    }

    /// Takes a zip file apart that has exactly the form in which [PlainZip] writes; any other is refused.
    public static Bundle parse(byte[] file) throws MalformedBundleException {
        if (file.length > MAX_SIZE) {
            throw new MalformedBundleException(file.length + " bytes are more than " + MAX_SIZE);
        }
        TreeMap<String, byte[]> entries = new TreeMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at + PlainZip.LOCAL_SIZE <= file.length && bytes.getInt(at) == PlainZip.LOCAL) {
            int length = bytes.getInt(at + 18);
            int nameLength = Short.toUnsignedInt(bytes.getShort(at + 26));
            long end = (long) at + PlainZip.LOCAL_SIZE + nameLength + length;
            if (length < 0 || end > file.length || nameLength > MAX_NAME || entries.size() == MAX_ENTRIES) {
                throw new MalformedBundleException("entry " + entries.size() + " is beyond what a bundle can hold");
            }
            int nameAt = at + PlainZip.LOCAL_SIZE;
            String name = new String(file, nameAt, nameLength, StandardCharsets.ISO_8859_1);
            if (!NAME.matcher(name).matches()) {
                throw new MalformedBundleException("entry " + entries.size() + " has no name of a bundle's entry");
            }
            if (!entries.isEmpty() && entries.lastKey().compareTo(name) >= 0) {
                throw new MalformedBundleException("entry " + name + " stands twice or out of order");
            }
            entries.put(name, Arrays.copyOfRange(file, nameAt + nameLength, (int) end));
            at = (int) end;
        }
        requireForm(entries, file);
        return new Bundle(entries);
    }

    private static void requireForm(SortedMap<String, byte[]> entries, byte[] file) throws MalformedBundleException {
        ByteArrayOutputStream same = new ByteArrayOutputStream(file.length);
        try {
            PlainZip.write(entries, same);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (entries.isEmpty() || !Arrays.equals(same.toByteArray(), file)) {
            throw new MalformedBundleException("not a zip file in the form of a bundle, or damaged (unpacked and packed"
                    + " again it is none any more: keep the file that you got)");
        }
    }

    /// Writes the file; the same entries give the same bytes.
    public void write(OutputStream out) throws IOException {
        PlainZip.write(entries, out);
    }

    /// `SHA256SUMS`: the digests of all other entries, for `sha256sum -c`.
    static byte[] digests(Map<String, byte[]> entries) {
        StringBuilder lines = new StringBuilder();
        entries.forEach((name, content) -> {
            if (!name.equals(EntryNames.SUMS)) {
                lines.append(Sha256.hex(content) + "  " + name + "\n");
            }
        });
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    public long size() {
        return PlainZip.size(entries);
    }

    public Set<String> names() {
        return entries.keySet();
    }

    /// The bytes of an entry; empty when there is none of that name.
    public java.util.Optional<byte[]> get(String name) {
        return java.util.Optional.ofNullable(entries.get(name));
    }
}

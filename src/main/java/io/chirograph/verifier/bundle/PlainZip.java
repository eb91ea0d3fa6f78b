package io.chirograph.verifier.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32;

/// Writes a zip file in the one form that evidence has: stored entries in byte order of their names, dated
/// 1980-01-01, readable by all, and nothing else. The same entries always give the same bytes.
final class PlainZip {
    static final int LOCAL = 0x04034b50;
    static final int CENTRAL = 0x02014b50;
    static final int END = 0x06054b50;
    static final int LOCAL_SIZE = 30;
    static final int CENTRAL_SIZE = 46;
    static final int END_SIZE = 22;
    private static final int VERSION = 10;
    private static final int DATE = 0x21;
    private static final int UNIX = 3 << 8;
    private static final int READABLE = 0100644 << 16;

    private PlainZip() {}

    static long size(Map<String, byte[]> entries) {
        long size = END_SIZE;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            size += size(entry.getKey(), entry.getValue().length);
        }
        return size;
    }

    static long size(String name, long length) {
        return LOCAL_SIZE + CENTRAL_SIZE + 2L * name.length() + length;
    }

    /// Writes a whole file; at most 65,535 entries and less than 2 GiB.
    static void write(SortedMap<String, byte[]> entries, OutputStream out) throws IOException {
        int at = 0;
        ByteArrayOutputStream central = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.US_ASCII);
            byte[] content = entry.getValue();
            byte[] common = common(name.length, content);
            ByteArrayOutputStream local = new ByteArrayOutputStream();
            numbers(local, 4, LOCAL);
            local.writeBytes(common);
            local.writeBytes(name);
            local.writeTo(out);
            out.write(content);
            numbers(central, 4, CENTRAL);
            numbers(central, 2, UNIX | VERSION);
            central.writeBytes(common);
            numbers(central, 2, 0, 0, 0);
            numbers(central, 4, READABLE, at);
            central.writeBytes(name);
            at += local.size() + content.length;
        }
        int directory = central.size();
        numbers(central, 4, END);
        numbers(central, 2, 0, 0, entries.size(), entries.size());
        numbers(central, 4, directory, at);
        numbers(central, 2, 0);
        central.writeTo(out);
    }

    /// What the two headers of an entry have in common.
    private static byte[] common(int nameLength, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        numbers(header, 2, VERSION, 0, 0, 0, DATE);
        numbers(header, 4, (int) crc.getValue(), content.length, content.length);
        numbers(header, 2, nameLength, 0);
        return header.toByteArray();
    }

    private static void numbers(ByteArrayOutputStream out, int size, int... values) {
        for (int value : values) {
            for (int i = 0; i < size; i++) {
                out.write(value >>> (8 * i));
            }
        }
    }
}

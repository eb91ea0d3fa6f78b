package io.chirograph.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/// Content for tests.
public final class Contents {
    public static final String CLASS = "confidential";

    private Contents() {}

    /// The same for the same arguments.
    public static byte[] bytes(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static byte[] head(byte part) {
        return ("head of part " + part).getBytes(StandardCharsets.UTF_8);
    }

    /// Stages `all` up to what is left for the record to bring, in steps of these lengths.
    public static NamedContent staged(Journal journal, UUID key, int part, byte[] all, int... steps)
            throws JournalFullException, JournalFailedException {
        StagedContent staged = StagedContent.NONE;
        int from = 0;
        for (int step : steps) {
            staged = journal.stage(key, (byte) part, staged, Arrays.copyOfRange(all, from, from + step));
            from += step;
            assertThat(staged.length()).isEqualTo(from);
        }
        return named(part, staged, Arrays.copyOfRange(all, from, all.length));
    }

    public static NamedContent inline(int part, byte[] all) {
        return named(part, StagedContent.NONE, all);
    }

    public static NamedContent named(int part, StagedContent staged, byte[] rest) {
        return new NamedContent((byte) part, CLASS, head((byte) part), staged, rest);
    }

    /// The bytes of each part.
    public static Map<Byte, byte[]> of(Journal journal, StoredRecord stored)
            throws IOException, JournalCorruptException {
        Map<Byte, byte[]> all = new TreeMap<>();
        for (StoredContent content : stored.content()) {
            assertThat(content.head()).isEqualTo(head(content.part()));
            assertThat(content.retentionClass()).isEqualTo(CLASS);
            byte[] bytes = bytes(journal, stored, content);
            assertThat((long) bytes.length).isEqualTo(content.length());
            assertThat(all.put(content.part(), bytes)).isNull();
        }
        return all;
    }

    public static byte[] bytes(Journal journal, StoredRecord stored, StoredContent content)
            throws IOException, JournalCorruptException {
        try (InputStream in = journal.content(stored, content)) {
            return in.readAllBytes();
        }
    }
}

package io.chirograph.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Content in memory, for journals of tests; polices what is staged. Safe for many threads.
public final class MemoryContent {
    private record Staged(UUID key, byte part) {}

    private final Map<Staged, ByteArrayOutputStream> staged = new HashMap<>();
    private final Map<Staged, byte[]> named = new HashMap<>();
    private long groups;

    public synchronized StagedContent stage(UUID key, byte part, StagedContent before, byte[] bytes) {
        check(bytes.length >= 1 && bytes.length <= Journal.MAX_INLINE, "staged " + bytes.length + " bytes");
        ByteArrayOutputStream all = staged.computeIfAbsent(new Staged(key, part), k -> new ByteArrayOutputStream());
        check(all.size() == before.length(), "staged behind " + before + ", and " + all.size() + " bytes are there");
        all.writeBytes(bytes);
        groups++;
        return new StagedContent(
                before.pieces() == 0 ? groups : before.group(), before.pieces() + 1, before.length() + bytes.length);
    }

    /// What a record names, and what of it nobody named.
    public synchronized List<StoredContent> name(UUID key, List<NamedContent> content) {
        List<StoredContent> stored = new ArrayList<>();
        for (NamedContent one : content) {
            check(one.rest().length <= Journal.MAX_INLINE, "inline " + one.rest().length);
            check(one.head().length <= Journal.MAX_HEAD, "head " + one.head().length);
            Staged place = new Staged(key, one.part());
            ByteArrayOutputStream all = Objects.requireNonNullElseGet(staged.remove(place), ByteArrayOutputStream::new);
            check(all.size() == one.staged().length(), "named " + one.staged() + ", staged " + all.size());
            boolean isInline = all.size() == 0;
            all.writeBytes(one.rest());
            named.put(place, all.toByteArray());
            stored.add(new StoredContent(
                    one.part(),
                    one.retentionClass(),
                    one.head(),
                    all.size(),
                    isInline ? one.rest() : null,
                    one.staged().group()));
        }
        return stored;
    }

    /// How many parts were staged and not named.
    public synchronized long unnamed() {
        return staged.size();
    }

    public synchronized InputStream open(UUID key, StoredContent content) {
        return new ByteArrayInputStream(Objects.requireNonNull(named.get(new Staged(key, content.part()))));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

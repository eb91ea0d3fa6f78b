package io.chirograph.exporter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// What a data directory keeps over a crash, without the disk, and with a place for a fault around each write.
final class MemoryStaging extends Staging {
    final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private @Nullable Faults faults;

    MemoryStaging() {
        super(Path.of("never-used"));
    }

    void fault(@Nullable Faults next) {
        faults = next;
    }

    private void around(String what, Runnable write) throws IOException {
        Faults now = faults;
        if (now != null) {
            now.beforeWrite(what);
        }
        write.run();
        if (now != null) {
            now.afterWrite(what);
        }
    }

    @Override
    Map<String, Long> files() {
        Map<String, Long> lengths = new TreeMap<>();
        files.forEach((name, content) -> lengths.put(name, (long) content.length));
        return lengths;
    }

    @Override
    byte @Nullable [] read(String name) {
        return files.get(name);
    }

    @Override
    void delete(String name) throws IOException {
        if (files.containsKey(name)) {
            around("delete " + name, () -> files.remove(name));
        }
    }

    @Override
    void replace(String name, byte[] content) throws IOException {
        around("write " + name, () -> files.put(name, content.clone()));
    }
}

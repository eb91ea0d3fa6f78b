package io.chirograph.standin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;

/// What a process saw, one JSON object a line, each forced to disk before [#add] returns.
public final class Notes {
    private final FileChannel file;
    private final ReentrantLock lock = new ReentrantLock();

    public Notes(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    public void add(Map<String, ?> note) throws IOException {
        byte[] line = (JsonMapper.shared().writeValueAsString(note) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            var buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(false);
        } finally {
            lock.unlock();
        }
    }
}

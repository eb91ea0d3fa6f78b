package io.chirograph.retention.requests;

import io.chirograph.event.value.ObjectScope;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/// What was asked for, oldest first, in `retention/requests.json` of a data directory: one small file that is
/// written anew and forced at each request. The log is the evidence; this is what the program goes by.
///
/// At most [#MOST] requests; beyond them those of matters that are over make room. Safe for many threads of one
/// process.
public final class RetentionRequestStore {
    static final int MOST = 10_000;

    private final Path file;
    private final ReentrantLock changing = new ReentrantLock();
    private List<RetentionRequest> requests;

    private RetentionRequestStore(Path file, List<RetentionRequest> requests) {
        this.file = file;
        this.requests = List.copyOf(requests);
    }

    /// @throws IOException the file is there and cannot be read
    public static RetentionRequestStore open(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("retention").resolve("requests.json");
        return new RetentionRequestStore(file, Files.exists(file) ? read(file) : List.of());
    }

    private record Whole(List<RetentionRequest> requests) {}

    private static List<RetentionRequest> read(Path file) throws IOException {
        try {
            return StrictJson.read(Files.readAllBytes(file), Whole.class).requests;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no register of requests: " + e.getMessage(), e);
        }
    }

    /// Held while a request is recorded and remembered, and while something is done that no hold may be on.
    public ReentrantLock changing() {
        return changing;
    }

    /// All of them, oldest first.
    public synchronized List<RetentionRequest> requests() {
        return requests;
    }

    /// The scopes that a request is about: its own, or for a release without one all that its matter ever held.
    public List<ObjectScope> meant(RetentionRequest request) {
        ObjectScope scope = request.scope();
        return scope != null
                ? List.of(scope)
                : RetentionRequest.scopes(requests().stream().filter(place -> place.isPlaceOf(request.matter())));
    }

    /// On return the request is durable.
    /// @throws IllegalStateException there is no room, for every matter in it is running
    public synchronized void add(RetentionRequest request) throws IOException {
        List<RetentionRequest> all = new ArrayList<>(requests);
        all.add(request);
        if (all.size() > MOST) {
            Map<String, List<RetentionRequest>> running = running(all);
            all.removeIf(one -> !one.equals(request) && !running.containsKey(String.valueOf(one.matter())));
        }
        if (all.size() > MOST) {
            throw new IllegalStateException(file + " holds " + MOST + " requests of running matters");
        }
        DurableFiles.replace(file, StrictJson.bytes(new Whole(all)));
        requests = List.copyOf(all);
    }

    /// The holds that run, by matter: the requests since its last release.
    synchronized SequencedMap<String, List<RetentionRequest>> running() {
        return running(requests);
    }

    public static SequencedMap<String, List<RetentionRequest>> running(List<RetentionRequest> requests) {
        SequencedMap<String, List<RetentionRequest>> running = new LinkedHashMap<>();
        for (RetentionRequest request : requests) {
            String matter = String.valueOf(request.matter());
            switch (request.kind()) {
                case PLACE ->
                    running.computeIfAbsent(matter, name -> new ArrayList<>()).add(request);
                case RELEASE -> release(running, matter, request);
                case EXTEND -> {}
            }
        }
        return running;
    }

    private static void release(Map<String, List<RetentionRequest>> running, String matter, RetentionRequest request) {
        ObjectScope scope = request.scope();
        if (scope == null) {
            running.remove(matter);
            return;
        }
        List<RetentionRequest> left = new ArrayList<>(running.getOrDefault(matter, List.of()));
        left.removeIf(place -> scope.equals(place.scope()));
        if (left.isEmpty()) {
            running.remove(matter);
        } else {
            running.put(matter, left);
        }
    }
}

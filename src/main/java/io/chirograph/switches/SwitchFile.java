package io.chirograph.switches;

import io.chirograph.support.disk.SecretFile;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is thrown, in `switches.json` of the data directory. Whoever uses it does so one change after another.
final class SwitchFile implements SwitchStore {
    private static final int VERSION = 1;

    private final SecretFile file;
    private List<ActiveSwitch> kept = List.of();

    SwitchFile(Path dataDirectory) {
        this.file = new SecretFile(dataDirectory.resolve("switches.json"));
    }

    private record Whole(int version, List<ActiveSwitch> thrown) {}

    /// @throws IllegalStateException it does not say what is thrown
    @Override
    public List<ActiveSwitch> read() {
        kept = file.read().map(this::parsed).orElse(List.of());
        return kept;
    }

    private List<ActiveSwitch> parsed(String text) {
        try {
            Whole whole = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Whole.class);
            if (whole.version != VERSION) {
                throw new IllegalArgumentException("version must be " + VERSION + ", was " + whole.version);
            }
            return whole.thrown;
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    file.path() + " does not say which switches are thrown: " + e.getMessage()
                            + "; mend it, or delete it to start with none thrown",
                    e);
        }
    }

    /// What a disk does not take is written with the next change.
    @Override
    public void put(ActiveSwitch thrown) throws IOException {
        List<ActiveSwitch> after = without(thrown.scope());
        after.add(thrown);
        kept = after;
        write(after);
    }

    @Override
    public void remove(SwitchScope scope) throws IOException {
        List<ActiveSwitch> after = without(scope);
        write(after);
        kept = after;
    }

    private void write(List<ActiveSwitch> thrown) throws IOException {
        try {
            file.write(StrictJson.text(new Whole(VERSION, thrown)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<ActiveSwitch> without(SwitchScope scope) {
        List<ActiveSwitch> rest = new ArrayList<>(kept);
        rest.removeIf(each -> each.scope().equals(scope));
        return rest;
    }

    @Override
    public boolean isShared() {
        return false;
    }
}

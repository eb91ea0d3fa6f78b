package io.chirograph.switches;

import io.chirograph.support.disk.SecretFile;
import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// The switches that are thrown, as they lie in `switches.json` of the data directory: whole or not at all, and
/// forced. A file that cannot be read is not taken for one without switches.
final class SwitchFile {
    private static final int VERSION = 1;
    private final SecretFile file;

    SwitchFile(Path dataDirectory) {
        file = new SecretFile(dataDirectory.resolve("switches.json"));
    }

    /// @throws IllegalStateException the file is damaged
    List<ActiveSwitch> read() {
        return file.read().map(this::parsed).orElse(List.of());
    }

    void write(List<ActiveSwitch> thrown) {
        file.write(StrictJson.text(new Whole(
                VERSION,
                thrown.stream()
                        .map(each -> new Line(each.scope().toString(), each.since(), each.reason(), each.endsOpen()))
                        .toList())));
    }

    private record Whole(int version, List<Line> thrown) {}

    private record Line(String scope, Instant since, String reason, boolean endOpen) {
        ActiveSwitch thrown() {
            return new ActiveSwitch(SwitchScope.parse(scope), StrictJson.required("since", since), reason, endOpen);
        }
    }

    private List<ActiveSwitch> parsed(String text) {
        try {
            Whole whole = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Whole.class);
            if (whole.version != VERSION) {
                throw new IllegalArgumentException("version must be " + VERSION + ", was " + whole.version);
            }
            return whole.thrown.stream().map(Line::thrown).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    file.path() + " does not say which switches are thrown: " + e.getMessage()
                            + "; mend it, or delete it to start with none thrown",
                    e);
        }
    }
}

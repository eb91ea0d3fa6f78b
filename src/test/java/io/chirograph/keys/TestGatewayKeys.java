package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.recording.FactSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// The register of keys of a process, for tests of those who change some.
public final class TestGatewayKeys {
    private TestGatewayKeys() {}

    public static GatewayKeyRegister register(Path data, FactSink log, Clock clock) throws IOException {
        return new GatewayKeyRegister(GatewayKeyDatabase.open(data), new GatewayKeys(List.of()), log, clock);
    }
}

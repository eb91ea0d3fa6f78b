package io.chirograph.keys;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.Grants;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.Hearing;
import io.chirograph.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The register of keys of a process, for tests of those who change some.
public final class TestGatewayKeys {
    private static final Actor ANN = new Actor(new TreeMap<>(Map.of("subject", "ann")), new TreeMap<>());

    private TestGatewayKeys() {}

    public static GatewayKeyRegister register(Path data, FactSink log, Clock clock) throws IOException {
        return new GatewayKeyRegister(GatewayKeyDatabase.open(data), new GatewayKeys(List.of()), log, clock);
    }

    /// That of a process that shares its state, as the program has it.
    public static GatewayKeyRegister register(State state, Hearing hearing, GatewayKeys keys, FactSink log, Clock clock)
            throws IOException {
        var register = new GatewayKeyRegister(GatewayKeyDatabase.open(state), keys, log, clock);
        hearing.onChange(register::inForce);
        return register;
    }

    /// A key that an operator makes.
    public static String make(GatewayKeyRegister register, String id, String tenant)
            throws IOException, RecordingUnavailable {
        return register.create(new GatewayKeyRequest(id, "shop", tenant, "web", Grants.UNLIMITED, "a test"), ANN)
                .text();
    }

    public static void disable(GatewayKeyRegister register, String id) throws IOException, RecordingUnavailable {
        register.disable(id, "a test", ANN);
    }
}

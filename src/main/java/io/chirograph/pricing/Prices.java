package io.chirograph.pricing;

import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.recording.Reloadable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The table of prices in force. Replaced as a whole, after the change is recorded: one call is charged by one table.
/// Thread-safe; asking takes no lock.
public final class Prices implements Reloadable {
    static final String NAME = "prices";

    private final PriceSource source;
    private final FactSink trail;
    private volatile InForce inForce;
    private volatile @Nullable String refused;

    private record InForce(PriceTable table, PriceSource.Bytes bytes) {}

    /// Reads the table; a bad one is not begun with.
    /// @throws IllegalArgumentException naming the file, the place in it and the reason
    Prices(PriceSource source, FactSink trail) {
        this.source = source;
        this.trail = trail;
        try {
            PriceSource.Bytes bytes = source.read();
            inForce = made(bytes);
        } catch (IOException | InvalidPrices e) {
            throw new IllegalArgumentException("chirograph.pricing.file " + e.getMessage());
        }
    }

    private static InForce made(PriceSource.Bytes bytes) throws InvalidPrices {
        try {
            return new InForce(bytes.table(), bytes);
        } catch (InvalidPrices e) {
            throw new InvalidPrices(bytes.name() + ", " + e.getMessage());
        }
    }

    public PriceTable table() {
        return inForce.table;
    }

    /// As [PriceTable#ceiling], by the table in force.
    public @Nullable BigDecimal ceiling(
            String provider,
            String model,
            @Nullable String region,
            Instant at,
            long inputTokensAtMost,
            long outputTokensAtMost) {
        return table().ceiling(provider, model, region, at, inputTokensAtMost, outputTokensAtMost);
    }

    @Override
    public String name() {
        return NAME;
    }

    /// The file that the table was read from, or `built-in`.
    String file() {
        return inForce.bytes.name();
    }

    /// Why the file as it is now is not in force; null where it is.
    @Nullable
    String refused() {
        return refused;
    }

    @Override
    public boolean reload(Actor operator, String reason) throws ReloadRefused, RecordingUnavailable {
        PriceSource.Bytes bytes;
        try {
            bytes = source.read();
        } catch (IOException e) {
            throw refuse(String.valueOf(e.getMessage()));
        }
        return take(bytes, operator, reason);
    }

    /// Takes bytes that are or were in the file.
    synchronized boolean take(PriceSource.Bytes bytes, Actor operator, String reason)
            throws ReloadRefused, RecordingUnavailable {
        InForce now = inForce;
        if (Arrays.equals(bytes.yaml(), now.bytes.yaml())) {
            refused = null;
            return false;
        }
        InForce next;
        try {
            next = made(bytes);
        } catch (InvalidPrices e) {
            throw refuse(String.valueOf(e.getMessage()));
        }
        trail.record(change(now.table.digest(), now, next, reason, operator));
        inForce = next;
        refused = null;
        return true;
    }

    /// Records that this process began with another table than the one before it ended with.
    void begunAfter(String digest, Actor operator) throws RecordingUnavailable {
        InForce now = inForce;
        if (!digest.equals(now.table.digest())) {
            trail.record(change(digest, null, now, "changed while the process was stopped", operator));
        }
    }

    private static ConfigChanged change(
            String digest, @Nullable InForce before, InForce next, String reason, Actor operator) {
        SortedMap<String, Object> was = new TreeMap<>();
        was.put("digest", digest);
        if (before != null) {
            was.put("source", before.bytes.name());
            was.put("version", before.table.version());
        }
        SortedMap<String, Object> becomes = new TreeMap<>();
        becomes.put("digest", next.table.digest());
        becomes.put("source", next.bytes.name());
        becomes.put("version", next.table.version());
        return new ConfigChanged(NAME, was, becomes, reason, operator);
    }

    private ReloadRefused refuse(String message) {
        refused = message;
        return new ReloadRefused(message);
    }
}

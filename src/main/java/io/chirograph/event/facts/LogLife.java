package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.LogSizes;
import io.chirograph.event.value.LogSuccession;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A fact about the life of the log itself, which the gateway records of its own accord.
public sealed interface LogLife extends Fact {
    /// The facts of a `log.started` event.
    /// @param created this is the log's first event
    /// @param heartbeat silence longer than this, with no `log.stopped` before it, is a gap in the evidence
    /// @param receiptKey the key that receipts of this process are signed with (a C2SP vkey); null where it
    ///     gives none
    /// @param durability what it means that an event is recorded, in words; null for the disk of one machine
    /// @param succeeds the log that this one, which begins here, goes on from; null for none
    /// @param clockSteppedBackMillis how far the clock has gone back behind the last event; null when it has not
    @Fact.Of(EventType.LOG_STARTED)
    record Started(
            String version,
            String origin,
            boolean created,
            Duration heartbeat,
            LogSizes sizes,
            @Nullable String receiptKey,
            @Nullable String durability,
            @Nullable LogSuccession succeeds,
            @Nullable Long clockSteppedBackMillis)
            implements LogLife {
        @Override
        public void writeTo(Fields data) {
            data.word("version", version)
                    .text("origin", origin, 512)
                    .flag("created", created)
                    .number("heartbeatMillis", heartbeat.toMillis())
                    .text("receiptKey", receiptKey, 512)
                    .text("durability", durability, 512)
                    .object("succeeds", succeeds)
                    .object("sizes", sizes)
                    .number("clockSteppedBackMillis", clockSteppedBackMillis);
        }
    }

    /// The facts of a `log.heartbeat` event, which makes silence provable.
    /// @param heartbeat when the next one is due
    /// @param clockSteppedBackMillis how far the clock went back since the log's last own event; null if it did not
    @Fact.Of(EventType.LOG_HEARTBEAT)
    record Heartbeat(
            Duration heartbeat, LogSizes sizes, @Nullable Long clockSteppedBackMillis) implements LogLife {
        @Override
        public void writeTo(Fields data) {
            data.number("heartbeatMillis", heartbeat.toMillis())
                    .object("sizes", sizes)
                    .number("clockSteppedBackMillis", clockSteppedBackMillis);
        }
    }

    /// The facts of a `log.stopped` event, the last one before a clean stop.
    /// @param reason why: `shutdown`, or `sealed` where an operator ended the log of a dead process
    /// @param clockSteppedBackMillis how far the clock has gone back behind the last event; null when it has not
    @Fact.Of(EventType.LOG_STOPPED)
    record Stopped(String reason, LogSizes sizes, @Nullable Long clockSteppedBackMillis) implements LogLife {
        @Override
        public void writeTo(Fields data) {
            data.word("reason", reason).object("sizes", sizes).number("clockSteppedBackMillis", clockSteppedBackMillis);
        }
    }

    /// The facts of a `log.recovered` event: the last stop was unclean, so the count of lapsed refusals is unknown.
    /// @param tornBytes how many bytes of an unfinished last group were cut
    /// @param tornDigest `sha256:<hex>` of those bytes; null when there were none
    /// @param openCalls how many calls were found open; an `interrupted` event of each follows
    /// @param unnamedContent how many parts of calls had content that no event names; null for none
    /// @param clockSteppedBackMillis how far the clock has gone back behind the last event; null when it has not
    @Fact.Of(EventType.LOG_RECOVERED)
    record Recovered(
            long tornBytes,
            @Nullable String tornDigest,
            long openCalls,
            LogSizes sizes,
            @Nullable Long unnamedContent,
            @Nullable Long clockSteppedBackMillis)
            implements LogLife {
        @Override
        public void writeTo(Fields data) {
            data.number("tornBytes", tornBytes)
                    .word("tornDigest", tornDigest)
                    .number("openCalls", openCalls)
                    .constant("lapsedRefusals", "unknown")
                    .object("sizes", sizes)
                    .number("unnamedContent", unnamedContent)
                    .number("clockSteppedBackMillis", clockSteppedBackMillis);
        }
    }

    /// The facts of a `log.covered` event, an entry of a meta log: a checkpoint that another log published.
    /// @param log the other log's id
    /// @param checkpoint its signed note as its archive holds it; whoever makes this has bounded it
    /// @param heartbeat when the meta log's next entries are due
    @Fact.Of(EventType.LOG_COVERED)
    record Covered(String log, String checkpoint, Duration heartbeat) implements LogLife {
        @Override
        public void writeTo(Fields data) {
            data.constant("log", log)
                    .constant("checkpoint", checkpoint)
                    .number("heartbeatMillis", heartbeat.toMillis());
        }
    }

    /// The facts of a `recording.lapsed` event: for a while nothing could be recorded, and every call was refused.
    /// @param from when the first refusal that could not be recorded happened
    @Fact.Of(EventType.RECORDING_LAPSED)
    record Lapsed(Instant from, Instant to, long refused) implements LogLife {
        @Override
        public void writeTo(Fields data) {
            data.time("from", from).time("to", to).number("refused", refused);
        }
    }
}

package io.chirograph.query.lookup;

import io.chirograph.event.EventType;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.receipts.CallLocator;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells from the index where calls stand. Thread-safe.
public record IndexedPlaces(IndexReader index) implements CallLocator {
    private static final Logger LOG = LoggerFactory.getLogger(IndexedPlaces.class);

    @Override
    public Optional<Place> find(String logId, UUID callId) {
        try {
            List<IndexedEvent> events = index.call(callId)
                    .map(call -> call.events().stream()
                            .filter(event -> event.log().equals(logId))
                            .toList())
                    .orElse(List.of());
            Long started = position(events, EventType.CALL_STARTED);
            return Optional.ofNullable(started)
                    .map(begin -> new Place(Objects.requireNonNull(begin), position(events, EventType.CALL_COMPLETED)));
        } catch (SQLException e) {
            LOG.warn("The index could not be asked for a call's place", e);
            throw new ApiException(ErrorCode.INDEX_UNAVAILABLE, "The index cannot be read now.");
        }
    }

    private static @Nullable Long position(List<IndexedEvent> events, EventType type) {
        return events.stream()
                .filter(event -> event.type().equals(type.wire()))
                .map(IndexedEvent::position)
                .findFirst()
                .orElse(null);
    }
}

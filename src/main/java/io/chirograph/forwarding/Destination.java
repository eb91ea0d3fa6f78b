package io.chirograph.forwarding;

import io.chirograph.forwarding.Sender.Delivery;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events as one destination reads them and brings them there. One thread.
final class Destination implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

    /// So many events refused one after the other are no fault of theirs.
    static final int MOST_IN_A_ROW = 20;

    private final EventForm form;
    private final Sender sender;
    private final Predicate<String> types;
    private final int mostEvents;
    private final long mostBytes;
    private final DestinationStatus status;
    private final Clock clock;
    private int refusedInARow;

    /// @param types which event types are sent
    /// @param mostBytes of a body; a larger record goes alone
    Destination(
            EventForm form,
            Sender sender,
            Predicate<String> types,
            int mostEvents,
            long mostBytes,
            DestinationStatus status,
            Clock clock) {
        this.form = form;
        this.sender = sender;
        this.types = types;
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
        this.status = status;
        this.clock = clock;
    }

    /// A record on its way.
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Entry(long position, byte[] record) {}

    /// Learns, in the order of positions, what became of events. What it was told is durable on return.
    interface Progress {
        /// @param to the position behind the last event
        void taken(long to, long events);

        void parked(ForwardCursor.Note note);
    }

    boolean wants(ForwardedEvent event) {
        return types.test(event.view().type());
    }

    Entry entry(ForwardedEvent event) {
        return new Entry(event.position(), form.record(event));
    }

    /// Whether one more entry would be too much for a batch.
    boolean isFull(List<Entry> batch, long bytes, Entry more) {
        return !batch.isEmpty() && (batch.size() >= mostEvents || bytes + more.record().length > mostBytes);
    }

    /// Brings a batch there, in as many parts as it takes.
    /// @throws DestinationAwayException the part of it that `progress` was not told of is to be sent later
    void deliver(List<Entry> batch, Progress progress) {
        Delivery delivery =
                sender.send(form.body(batch.stream().map(Entry::record).toList()), batch.size());
        switch (delivery) {
            case Delivery.Taken taken -> {
                refusedInARow = 0;
                status.delivered();
                taken(batch, taken.dropped(), progress);
            }
            case Delivery.Refused refused -> {
                if (batch.size() > 1) {
                    int half = batch.size() / 2;
                    deliver(batch.subList(0, half), progress);
                    deliver(batch.subList(half, batch.size()), progress);
                } else if (refusedInARow >= MOST_IN_A_ROW) {
                    throw new DestinationAwayException(refused.why() + " for every event");
                } else {
                    refusedInARow++;
                    park(batch, 1, refused.why(), progress);
                }
            }
        }
    }

    private void taken(List<Entry> batch, long dropped, Progress progress) {
        progress.taken(batch.getLast().position() + 1, batch.size() - dropped);
        if (dropped > 0) {
            park(batch, dropped, "taken with the rest and not kept", progress);
        }
    }

    /// Notes events that are passed over. They stay in the archive.
    void park(List<Entry> batch, long events, String why, Progress progress) {
        long first = batch.getFirst().position();
        long to = batch.getLast().position() + 1;
        LOG.error("{} does not take {} of the events {} to {}: {}", status.name(), events, first, to - 1, why);
        progress.parked(new ForwardCursor.Note(first, to, events, why, clock.instant()));
    }

    @Override
    public void close() {
        sender.close();
    }
}

package io.chirograph.gateway.exchange;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The open exchanges: watches their callers for hang-ups and ends the remaining ones at a stop. Thread-safe.
/// Stops after the web server's drain and before the server closes its connections.
public final class OpenExchanges extends LifecyclePart implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OpenExchanges.class);
    private static final Duration END_WITHIN = Duration.ofSeconds(20);

    private final Set<OpenExchange> open = ConcurrentHashMap.newKeySet();
    private final Semaphore left = new Semaphore(0);
    private final Duration poll;
    private final Runnable eachRound;
    private volatile boolean ending;

    /// @param poll how often callers are checked
    /// @param eachRound runs after each check
    public OpenExchanges(Duration poll, Runnable eachRound) {
        super(Phase.CALLS);
        this.poll = poll;
        this.eachRound = eachRound;
    }

    public void enter(OpenExchange exchange) {
        open.add(exchange);
        if (ending) {
            exchange.interrupt();
        }
    }

    public void leave(OpenExchange exchange) {
        open.remove(exchange);
        if (ending) {
            left.release();
        }
    }

    /// Ends those that match, as switched off.
    void endIf(Predicate<OpenExchange> meant) {
        open.stream().filter(meant).forEach(OpenExchange::switchOff);
    }

    /// The process is about to stop: ends what would stay open by itself.
    public void drain() {
        open.forEach(OpenExchange::drain);
    }

    public int count() {
        return open.size();
    }

    /// The age of the oldest open exchange; zero when there is none.
    public Duration oldest() {
        return open.stream()
                .map(OpenExchange::age)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @Override
    protected Runnable begin() {
        Worker watch = Worker.start("hang-up-watch", Worker.Serves.CALLS, this::watch);
        return () -> {
            endAll();
            watch.stop();
        };
    }

    private void watch(Worker.Stop stop) throws InterruptedException {
        while (!stop.within(poll)) {
            for (OpenExchange exchange : open) {
                look(exchange);
            }
            eachRound.run();
        }
    }

    private void look(OpenExchange exchange) {
        try {
            exchange.look(poll.toNanos() / 2);
        } catch (RuntimeException e) {
            log.warn("the watch could not look at a caller's connection", e);
        }
    }

    /// Interrupts what is still open and waits until each exchange has been recorded.
    private void endAll() {
        ending = true;
        int count = open.size();
        if (count > 0) {
            log.warn("{} calls are still open after the drain; they are ended and recorded as interrupted", count);
        }
        open.forEach(OpenExchange::interrupt);
        long until = System.nanoTime() + END_WITHIN.toNanos();
        try {
            boolean inTime = true;
            while (inTime && !open.isEmpty()) {
                inTime = left.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!open.isEmpty()) {
            log.error("{} calls did not end; recovery records them at the next start", open.size());
        }
    }
}

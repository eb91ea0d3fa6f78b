package io.chirograph.exporter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Lets one of several threads go on at a time, up to its next request; which one is drawn by lot, so that a seed
/// gives the same interleaving again.
public final class Turns {
    private final Random lots;
    private final List<Thread> waiting = new ArrayList<>();
    private int live;
    private @Nullable Thread next;

    Turns(long seed, int threads) {
        this.lots = new Random(seed);
        this.live = threads;
    }

    /// Waits for its turn.
    public synchronized void take() {
        Thread me = Thread.currentThread();
        waiting.add(me);
        draw();
        while (next != me) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        next = null;
    }

    /// Says that the calling thread takes no more turns.
    synchronized void leave() {
        live--;
        draw();
    }

    private void draw() {
        if (!waiting.isEmpty() && waiting.size() == live) {
            waiting.sort(Comparator.comparing(Thread::getName));
            next = waiting.remove(lots.nextInt(waiting.size()));
            notifyAll();
        }
    }
}

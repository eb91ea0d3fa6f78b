package io.chirograph.gateway.cache;

import io.chirograph.event.facts.CallAttempted.Before;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.gateway.upstream.UpstreamException;
import io.chirograph.gateway.upstream.UpstreamRequest;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One call at the cache, in the place of its provider: it answers from memory, or waits for the same question that
/// is under way, or asks the provider and keeps what comes. One thread.
public final class CachedCall implements Upstream {
    /// What a provider says of a call and its limits, and not of its answer.
    private static final Set<String> NOT_KEPT =
            Set.of(("retry-after retry-after-ms x-ms-retry-after-ms openai-processing-ms age date set-cookie"
                            + " set-cookie2 connection keep-alive")
                    .split(" "));

    private final ResponseCache cache;
    private final Call call;
    private final Upstream provider;
    private final String key;
    private final Duration ttl;
    private final Reservation memory;
    private final BiConsumer<String, String> status;
    private @Nullable CompletableFuture<CachedResponse.@Nullable Kept> flight;
    private @Nullable Collecting collected;
    private boolean told;

    CachedCall(
            ResponseCache cache,
            Call call,
            String key,
            Duration ttl,
            Reservation memory,
            BiConsumer<String, String> status) {
        this.cache = cache;
        this.call = call;
        this.provider = call.provider().upstream();
        this.key = key;
        this.ttl = ttl;
        this.memory = memory;
        this.status = status;
    }

    @Override
    public UpstreamResponse send(UpstreamRequest request) throws UpstreamException {
        CachedResponse.Kept kept = cache.find(key, ttl);
        if (kept == null && flight == null) {
            var mine = new CompletableFuture<CachedResponse.@Nullable Kept>();
            CompletableFuture<CachedResponse.@Nullable Kept> others = cache.flights.putIfAbsent(key, mine);
            if (others == null) {
                flight = mine;
            } else {
                kept = await(others, request);
            }
        }
        if (kept != null) {
            tell("hit", "HIT");
            return new CachedResponse(kept, cache.age(kept).toSeconds());
        }
        tell("miss", "MISS");
        UpstreamResponse response = provider.send(request);
        collected = flight == null || !isFit(response) ? null : new Collecting(response);
        return collected == null ? response : collected;
    }

    private void tell(String chirographs, String cloudflares) {
        if (!told) {
            told = true;
            status.accept(chirographs, cloudflares);
        }
    }

    /// What the other call got; null where it got nothing that can be kept, or takes too long.
    private CachedResponse.@Nullable Kept await(
            CompletableFuture<CachedResponse.@Nullable Kept> others, UpstreamRequest request) throws UpstreamException {
        CompletableFuture<CachedResponse.@Nullable Kept> wait = others.thenApply(kept -> kept);
        request.cancel().accept(() -> wait.cancel(false));
        long most = Math.min(
                cache.properties().patience().toNanos(),
                request.firstByteTimeout().toNanos());
        try {
            return wait.get(most, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (CancellationException | ExecutionException e) {
            throw new UpstreamException(
                    ErrorCode.CONNECTION_BROKEN, "the wait for the same question was ended", e, Before.NOTHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamException(
                    ErrorCode.CONNECTION_BROKEN, "the wait for the same question was ended", e, Before.NOTHING);
        }
    }

    /// Whether what comes may be kept: a whole success whose end its framing tells.
    private static boolean isFit(UpstreamResponse response) {
        return response.status() == 200
                && response.hasBody()
                && (response.length() >= 0 || response.headers().first("transfer-encoding") != null)
                && response.headers().first("vary") == null
                && !response.headers().mentions("cache-control", "no-store");
    }

    /// The call ended: what it got is kept if that was whole and is recorded so, and whoever waits goes on.
    public void ended(boolean isOk) {
        CompletableFuture<CachedResponse.@Nullable Kept> mine = flight;
        if (mine == null) {
            return;
        }
        Collecting whole = collected;
        CachedResponse.Kept kept = isOk && whole != null ? whole.kept() : null;
        if (kept != null) {
            cache.keep(key, kept);
        }
        cache.flights.remove(key, mine);
        mine.complete(kept);
    }

    /// The provider's response as it passes, with a copy of its body.
    private final class Collecting extends UpstreamResponse {
        private final UpstreamResponse from;
        private @Nullable ByteArrayOutputStream copy = new ByteArrayOutputStream();
        private boolean whole;
        private boolean surplus;

        Collecting(UpstreamResponse from) {
            super(from.status(), from.headers(), from.hasBody(), from.length());
            this.from = from;
        }

        CachedResponse.@Nullable Kept kept() {
            ByteArrayOutputStream body = copy;
            if (!whole || body == null || surplus) {
                return null;
            }
            var headers = new Headers();
            for (int i = 0; i < headers().size(); i++) {
                String name = headers().name(i);
                if (!NOT_KEPT.contains(name) && !name.contains("ratelimit")) {
                    headers.add(name, headers().value(i));
                }
            }
            return new CachedResponse.Kept(status(), headers, body.toByteArray(), length(), call.id(), cache.now());
        }

        @Override
        public boolean ready() throws IOException {
            return from.ready();
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            int n = from.read(buffer);
            ByteArrayOutputStream body = copy;
            whole = n < 0;
            if (n > 0 && body != null) {
                // The stream's own array can be twice as long as what it holds, and is copied at the end.
                if (body.size() + n > cache.properties().maxEntry().toBytes() || !memory.grow(3L * n)) {
                    copy = null;
                } else {
                    body.write(buffer, 0, n);
                }
            }
            return n;
        }

        @Override
        public boolean surplus() {
            surplus = from.surplus();
            return surplus;
        }

        @Override
        public void endWithin(Duration time) {
            from.endWithin(time);
        }

        @Override
        public void close() {
            from.close();
        }
    }
}

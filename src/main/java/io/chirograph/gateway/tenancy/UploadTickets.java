package io.chirograph.gateway.tenancy;

import io.chirograph.event.value.Actor;
import io.chirograph.event.value.SentCredential;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.call.InboundRequest;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.http.UploadTicket;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.identity.callers.PresentedKey;
import io.chirograph.web.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tickets that stand for a gateway key where a client sends the content of an upload without one, as Google's SDKs do.
///
/// A ticket is in the URL that the start of the upload is answered with, and is good for that URL alone, until the
/// upload has ended, an hour has passed without a request, or a day since its start. Its key has to be in force at each
/// use. Tickets are in memory, by their digest, and bounded in number. Thread-safe.
public final class UploadTickets {
    private static final Logger log = LoggerFactory.getLogger(UploadTickets.class);
    private static final String COMMAND = "x-goog-upload-command";
    private static final String STATUS = "x-goog-upload-status";
    private static final Set<String> CONTENT = Set.of("upload", "finalize", "query", "cancel");
    private static final Set<String> METHODS = Set.of("POST", "PUT");
    private static final long IDLE = Duration.ofHours(1).toNanos();
    private static final long LONGEST = Duration.ofDays(1).toNanos();
    private static final int MOST = 10_000;
    private static final int MOST_OF_ONE_KEY = 1_000;
    private static final int MOST_INHERITED = 8 * 1024;

    private final LongSupplier nanos;
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    public UploadTickets(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// @param actor who started the upload
    /// @param headers what the starter said of it to the gateway
    /// @param end when it is good no more, whatever happens
    /// @param until when it is good no more without another request
    private record Ticket(String keyId, Actor actor, Target target, Headers headers, long end, long until) {
        boolean isGood(long now) {
            return until - now > 0 && end - now > 0;
        }

        Ticket used(long now) {
            return new Ticket(keyId, actor, target, headers, end, now + IDLE);
        }
    }

    /// A request for which a ticket stands, as its starter's.
    public record Redeemed(InboundRequest request, Caller caller) {}

    /// The query of an upload's URL with a ticket for whoever started it; the same where no ticket can be given: the
    /// caller has no gateway key, brought the provider's credential itself, or says too much of the call.
    /// @param path of the URL below the provider
    @Nullable
    String issue(Call call, String path, @Nullable String query) {
        InboundRequest request = call.request();
        String keyId = call.verified("keyId");
        Headers headers = ours(request.headers());
        boolean isStart =
                request.ticket() == null && commands(request.headers()).contains("start");
        if (!isStart
                || keyId.isEmpty()
                || headers == null
                || call.credential().whose() == SentCredential.Whose.CALLER) {
            return query;
        }
        var verified = new TreeMap<>(call.context().actor().verified());
        verified.put("uploadCall", call.id().toString());
        Actor actor =
                new Actor(verified, new TreeMap<>(), call.context().actor().acts());
        return issue(keyId, actor, new Target(call.provider().name(), path, query), headers);
    }

    @Nullable
    String issue(String keyId, Actor actor, Target target, Headers headers) {
        UploadTicket text = UploadTicket.generate();
        long now = nanos.getAsLong();
        return keep(text.digest(), new Ticket(keyId, actor, target, headers, now + LONGEST, now + IDLE), now)
                ? text.in(target.query())
                : target.query();
    }

    private synchronized boolean keep(String digest, Ticket ticket, long now) {
        tickets.values().removeIf(each -> !each.isGood(now));
        long own = tickets.values().stream()
                .filter(each -> each.keyId.equals(ticket.keyId))
                .count();
        if (own >= MOST_OF_ONE_KEY) {
            Iterator<Ticket> all = tickets.values().iterator();
            while (all.hasNext()) {
                if (all.next().keyId.equals(ticket.keyId)) {
                    all.remove();
                    break;
                }
            }
        } else if (tickets.size() >= MOST) {
            log.warn("{} uploads are under way; key {} gets no ticket for another one", MOST, ticket.keyId);
            return false;
        }
        tickets.put(digest, ticket);
        return true;
    }

    /// Whether a ticket has to stand for whoever asks: there is one, and no other credential for the gateway.
    public static boolean isAlone(InboundRequest request) {
        return request.ticket() != null && PresentedKey.in(request.headers()) instanceof PresentedKey.Missing;
    }

    /// The request as its starter's. What the starter said of the upload to the gateway holds for its content.
    /// @throws Refusal the ticket is unknown, spent or expired, or of another URL, or its key is in force no more
    public Redeemed redeem(InboundRequest request, Authenticator authenticator) throws Refusal {
        String digest = request.ticket();
        Ticket ticket = digest == null ? null : used(digest, request);
        if (ticket == null) {
            throw refusal();
        }
        Caller caller = authenticator.holder(ticket.keyId, ticket.actor, request.source());
        var headers = new Headers();
        add(request.headers(), false, headers);
        add(ticket.headers, true, headers);
        return new Redeemed(request.with(headers), caller);
    }

    private synchronized @Nullable Ticket used(String digest, InboundRequest request) {
        Ticket ticket = tickets.get(digest);
        long now = nanos.getAsLong();
        Set<String> commands = commands(request.headers());
        boolean isContent = METHODS.contains(request.method()) && !commands.isEmpty() && CONTENT.containsAll(commands);
        if (ticket == null || !ticket.isGood(now) || !ticket.target.equals(request.target()) || !isContent) {
            return null;
        }
        tickets.put(digest, ticket.used(now));
        return ticket;
    }

    /// A ticket beside a key has to be that key's; one that is not known says nothing.
    /// @throws Refusal it is another's
    public void check(InboundRequest request, Caller caller) throws Refusal {
        String digest = request.ticket();
        Ticket ticket;
        synchronized (this) {
            ticket = digest == null ? null : tickets.get(digest);
        }
        if (ticket != null && !ticket.keyId.equals(caller.keyId())) {
            throw refusal();
        }
    }

    private static Refusal refusal() {
        return new Refusal(
                ErrorCode.TICKET_INVALID,
                "The ticket in the URL of this upload is unknown, used up, expired or not for this request; start the"
                        + " upload again, or send a gateway key.",
                UploadTicket.PARAMETER);
    }

    /// The upload that a request was about may have ended with this answer.
    void answered(Call call, UpstreamResponse response) {
        String digest = call.request().ticket();
        String status = response.headers().first(STATUS);
        Set<String> commands = commands(call.request().headers());
        boolean isOver = status == null
                ? commands.contains("finalize") || commands.contains("cancel")
                : !status.strip().equalsIgnoreCase("active");
        if (digest != null && isOver && response.status() / 100 == 2) {
            synchronized (this) {
                tickets.remove(digest);
            }
        }
    }

    synchronized int size() {
        return tickets.size();
    }

    private static Set<String> commands(Headers headers) {
        String list = headers.list(COMMAND);
        return list == null
                ? Set.of()
                : Set.copyOf(Arrays.asList(list.toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1)));
    }

    /// What a request says to the gateway beside its credentials; null where that is too much to keep.
    private static @Nullable Headers ours(Headers all) {
        var ours = new Headers();
        add(all, true, ours);
        int size = 0;
        for (int i = 0; i < ours.size(); i++) {
            size += ours.name(i).length() + ours.value(i).length();
        }
        return size <= MOST_INHERITED ? ours : null;
    }

    private static void add(Headers from, boolean isOurs, Headers to) {
        for (int i = 0; i < from.size(); i++) {
            if (isOurs(from.name(i)) == isOurs) {
                to.add(from.name(i), from.value(i));
            }
        }
    }

    private static boolean isOurs(String name) {
        boolean isSaid = name.startsWith("chirograph-")
                || name.startsWith("cf-aig-")
                || name.startsWith("helicone-")
                || name.startsWith("x-portkey-");
        return isSaid && !PresentedKey.OWN_PLACES.contains(name) && !name.equals("chirograph-user-token");
    }
}

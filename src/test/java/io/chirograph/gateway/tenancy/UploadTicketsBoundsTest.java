package io.chirograph.gateway.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.Actor;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.InboundRequest;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.http.UploadTicket;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.Callers;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.web.clientaddress.ClientAddress;
import io.chirograph.web.clientaddress.TrustedProxies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long tickets are good, and how many there are.
class UploadTicketsBoundsTest {
    private static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());
    private static final Target TARGET = new Target("g", "/upload/v1beta/files", "upload_id=1");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final UploadTickets tickets = new UploadTickets(nanos::get);
    private final GatewayKeys keys = new GatewayKeys(List.of());
    private final Authenticator authenticator = new Authenticator(new Callers(keys, Clock.systemUTC()));

    @BeforeEach
    void begin() {
        keys.stored(
                Stream.of("a", "b")
                        .map(id -> StoredKey.make(id, "shop", "t", "web", Grants.UNLIMITED, Instant.now())
                                .key())
                        .toList(),
                List.of());
    }

    private String issue(String keyId) {
        return String.valueOf(tickets.issue(keyId, NOBODY, TARGET, new Headers()));
    }

    private boolean isGood(String query) {
        UploadTicket.Split split = UploadTicket.split(query);
        var headers = new Headers();
        headers.add("x-goog-upload-command", "upload");
        ClientAddress source = new TrustedProxies(List.of()).source("127.0.0.1", headers);
        var request = new InboundRequest(
                UUID.randomUUID(),
                0,
                "POST",
                new Target(TARGET.provider(), TARGET.path(), split.query()),
                split.ticket(),
                headers,
                1,
                source);
        try {
            return tickets.redeem(request, authenticator).caller().keyId().length() == 1;
        } catch (Refusal refused) {
            assertThat(refused.code()).hasToString("ticket-invalid");
            return false;
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void anHourWithoutARequestEndsATicket() {
        String ticket = issue("a");
        pass(Duration.ofMinutes(59));
        assertThat(isGood(ticket)).isTrue();
        pass(Duration.ofMinutes(59));
        assertThat(isGood(ticket)).isTrue();
        pass(Duration.ofHours(1));
        assertThat(isGood(ticket)).isFalse();
    }

    @Test
    void aDayEndsATicketHoweverBusyTheUpload() {
        String ticket = issue("a");
        for (int i = 0; i < 47; i++) {
            pass(Duration.ofMinutes(30));
            assertThat(isGood(ticket)).isTrue();
        }
        pass(Duration.ofMinutes(30));
        assertThat(isGood(ticket)).isFalse();
        issue("b");
        assertThat(tickets.size()).isEqualTo(1);
    }

    @Test
    void oneKeysTicketsPushOutItsOwnAlone() {
        String others = issue("b");
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            own.add(issue("a"));
        }
        assertThat(tickets.size()).isEqualTo(1001);
        assertThat(isGood(own.getFirst())).isFalse();
        assertThat(isGood(own.get(1))).isTrue();
        assertThat(isGood(own.getLast())).isTrue();
        assertThat(isGood(others)).isTrue();
    }

    @Test
    void beyondAllBoundsThereAreNoMoreTickets() {
        for (int i = 0; i < 10_000; i++) {
            issue("k" + i / 1000);
        }
        assertThat(issue("a")).isEqualTo("upload_id=1");
        assertThat(tickets.size()).isEqualTo(10_000);
    }

    @Test
    void aKeyThatIsGoneTakesItsTicketsWithIt() {
        String ticket = issue("a");
        keys.stored(List.of(), List.of());
        assertThatThrownBy(() -> isGood(ticket)).hasMessageContaining("key-unknown");
    }

    @Test
    void twoTicketsAreNeverTheSame() {
        assertThat(issue("a")).isNotEqualTo(issue("a"));
        assertThat(UploadTicket.generate()).hasToString("UploadTicket");
    }

    @Test
    void aTicketIsTakenOutOfAQueryWhereverItStands() {
        String text = UploadTicket.generate().in(null).replaceFirst(".*=", "");
        for (String query : List.of("chirograph_ticket=" + text + "&a=1", "a=1&chirograph%5fticket=" + text)) {
            UploadTicket.Split split = UploadTicket.split(query);
            assertThat(split.query()).isEqualTo("a=1");
            assertThat(split.ticket()).isNotNull();
        }
        assertThat(UploadTicket.split("chirograph_ticket=" + text).query()).isNull();
        assertThat(UploadTicket.split("a=%zz&chirograph_tickets=1"))
                .isEqualTo(new UploadTicket.Split("a=%zz&chirograph_tickets=1", null));
        assertThat(UploadTicket.split(null)).isEqualTo(new UploadTicket.Split(null, null));
    }
}

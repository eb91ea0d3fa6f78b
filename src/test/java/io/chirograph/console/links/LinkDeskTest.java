package io.chirograph.console.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.console.desk.DeskStore;
import io.chirograph.event.facts.AuditorDesk.LinkCreated;
import io.chirograph.event.value.Actor;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Guest;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.GuestLinks;
import io.chirograph.identity.tokens.AuthenticationContext;
import io.chirograph.query.RecordedReads;
import io.chirograph.web.ApiException;
import io.chirograph.web.clientaddress.ClientAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkDeskTest {
    private static final UUID CALL = new UUID(1, 2);

    @TempDir
    Path data;

    private final RecordedReads recorded = new RecordedReads();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));

    private static Operator auditor(String subject, @Nullable Set<String> tenants) {
        return new Operator(
                new Actor(new TreeMap<>(Map.of("subject", subject, "issuer", "i")), new TreeMap<>()),
                Set.of(Role.AUDITOR),
                new AuditScope(tenants == null ? null : new TreeSet<>(tenants), null),
                null,
                new AuthenticationContext(List.of(), null, false),
                ClientAddress.direct("192.0.2.1"));
    }

    private static LinkDesk.Order order() {
        return new LinkDesk.Order("counsel", CALL, Map.of(), Duration.ofDays(1));
    }

    @Test
    void aLinkHasItsMakersLimitsAcrossARestart() throws Exception {
        String code;
        try (DeskStore store = new DeskStore(data)) {
            code = new LinkDesk(store, recorded, clock)
                    .make(order(), auditor("a", Set.of("acme")))
                    .code();
        }
        assertThat(((LinkCreated) recorded.desk.getFirst()).scope()).isEqualTo(Map.of("tenants", List.of("acme")));
        try (DeskStore store = new DeskStore(data)) {
            LinkDesk desk = new LinkDesk(store, recorded, clock);
            GuestLinks.Opened opened = desk.open(code, guest -> {}).orElseThrow();
            assertThat(opened.guest().scope().facts()).isEqualTo(Map.of("tenants", List.of("acme")));
            assertThat(opened.until()).isEqualTo(Instant.parse("2026-11-22T10:00:00Z"));
            assertThat(desk.open(code, guest -> {})).isEmpty();

            String nothing = desk.make(order(), auditor("b", Set.of())).code();
            Guest seesNone = desk.open(nothing, guest -> {}).orElseThrow().guest();
            assertThat(seesNone.scope().tenants()).isEmpty();
            String all = desk.make(order(), auditor("c", null)).code();
            assertThat(desk.open(all, guest -> {}).orElseThrow().guest().scope())
                    .isEqualTo(AuditScope.ALL);
        }
    }

    @Test
    void othersLinksAreSeenByWhoSeesEverything() throws Exception {
        try (DeskStore store = new DeskStore(data)) {
            LinkDesk desk = new LinkDesk(store, recorded, clock);
            String id = desk.make(order(), auditor("a", Set.of("acme"))).link().key();
            assertThat(desk.seenBy(auditor("a", Set.of("acme")))).hasSize(1);
            assertThat(desk.seenBy(auditor("all", null))).hasSize(1);
            for (Set<String> tenants : List.of(Set.of("acme"), Set.of("acme", "beta"), Set.<String>of())) {
                Operator other = auditor("other", tenants);
                assertThat(desk.seenBy(other)).isEmpty();
                assertThatThrownBy(() -> desk.revoke(id, other))
                        .isInstanceOf(ApiException.class)
                        .hasMessage("There is no such link.");
            }
            desk.revoke(id, auditor("all", null));
            assertThat(desk.seenBy(auditor("all", null)).getFirst().state(clock.instant()))
                    .isEqualTo("taken back");
        }
    }

    @Test
    void oneOfManyWhoOpenAtOnceGetsIn() throws Exception {
        try (DeskStore store = new DeskStore(data);
                ExecutorService many = Executors.newFixedThreadPool(8)) {
            LinkDesk desk = new LinkDesk(store, recorded, clock);
            String code = desk.make(order(), auditor("a", null)).code();
            Callable<Optional<GuestLinks.Opened>> opening = () -> desk.open(code, guest -> {});
            int opened = 0;
            for (Future<Optional<GuestLinks.Opened>> one :
                    many.invokeAll(IntStream.range(0, 32).mapToObj(i -> opening).toList())) {
                opened += one.get().isPresent() ? 1 : 0;
            }
            assertThat(opened).isEqualTo(1);
        }
    }

    @Test
    void whoCannotEnterLeavesTheCodeAsItWas() throws Exception {
        try (DeskStore store = new DeskStore(data)) {
            LinkDesk desk = new LinkDesk(store, recorded, clock);
            String code = desk.make(order(), auditor("a", null)).code();
            assertThatThrownBy(() -> desk.open(code, guest -> {
                        throw new IllegalStateException("refused");
                    }))
                    .hasMessage("refused");
            assertThat(desk.open(code, guest -> {})).isPresent();
        }
    }
}

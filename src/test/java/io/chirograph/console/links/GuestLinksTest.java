package io.chirograph.console.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ShiftedClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.AuditorDesk.LinkCreated;
import io.chirograph.event.facts.AuditorDesk.LinkRevoked;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.DevelopmentLinks;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.standin.Browser;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Links for guests: what they show and what they never do, opened once, over, taken back.
class GuestLinksTest {
    private static final Pattern URL = Pattern.compile("value=\"[^\"]*/console/link#([A-Za-z0-9_-]+)\"");

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static UUID acme;
    private static UUID beta;
    private static String root;
    private Browser auditor;
    private Browser guest;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        acme = log.ok(Map.of("tenant", "acme", "model", "m-1"));
        for (int i = 0; i < 60; i++) {
            log.ok(Map.of("tenant", "acme", "model", "m-2"));
        }
        beta = log.ok(Map.of("tenant", "beta", "model", "m-1"));
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
        root = "http://127.0.0.1:" + server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        server.part(ShiftedClock.class).ahead(Duration.ZERO);
        server.recorded().unavailable = false;
        server.recorded().takeReads();
        server.recorded().desk.clear();
        server.recorded().granted.clear();
        auditor = new Browser();
        guest = new Browser();
        assertThat(auditor.open(root
                                + server.part(DevelopmentLinks.class).link(Set.of(Role.AUDITOR, Role.PAYLOAD_READER)))
                        .statusCode())
                .isEqualTo(302);
    }

    @AfterEach
    void close() {
        auditor.close();
        guest.close();
    }

    private HttpResponse<String> order(Map<String, String> fields) throws Exception {
        return auditor.submit(
                root + "/console/links", auditor.open(root + "/console/links").body(), fields);
    }

    private String code(Map<String, String> fields) throws Exception {
        HttpResponse<String> made = order(fields);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        Matcher found = URL.matcher(made.body());
        assertThat(found.find()).as(made.body()).isTrue();
        return found.group(1);
    }

    private String linkToCall(UUID call) throws Exception {
        return code(Map.of("note", "counsel", "call", call.toString()));
    }

    private HttpResponse<String> enter(Browser who, String code) throws Exception {
        return who.submit(root + "/console/link", "", Map.of("code", code));
    }

    private void enters(String code) throws Exception {
        HttpResponse<String> entered = enter(guest, code);
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(303);
        assertThat(entered.headers().firstValue("Location").orElse("")).endsWith("/console/shared");
    }

    private int status(Browser who, String path) throws Exception {
        return who.open(root + path).statusCode();
    }

    @Test
    void aLinkShowsItsCallToAGuestAndNothingElse() throws Exception {
        String code = linkToCall(acme);
        LinkCreated made = (LinkCreated) server.recorded().desk.getFirst();
        assertThat(made.call()).isEqualTo(acme);
        assertThat(made.note()).isEqualTo("counsel");
        assertThat(made.operator().verified()).containsEntry("subject", "dev-auditor");
        assertThat(made.toString()).doesNotContain(code.substring(24));

        HttpResponse<String> form = guest.open(root + "/console/link");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body()).contains("name=\"code\"").doesNotContain("/console/calls", "/console/session");
        enters(code);
        assertThat(server.recorded().granted.getLast()).satisfies(access -> {
            assertThat(access.means().method()).isEqualTo("link");
            assertThat(access.role()).isEqualTo("link-holder");
            assertThat(access.principal().verified())
                    .isEqualTo(Map.of(
                            "issuer", "chirograph-link", "subject", made.link().toString()));
        });

        HttpResponse<String> page = guest.open(root + "/console/shared");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Call " + acme, "/console/shared/calls/" + acme + "/evidence")
                .doesNotContain("/console/events", "/console/logs", "/console/links", "/content/", "/audit/v1");
        assertThat(server.recorded().takeReads()).singleElement().satisfies(read -> {
            assertThat(read.role()).isEqualTo("link-holder");
            assertThat(read.reader().verified())
                    .containsEntry("subject", made.link().toString());
            assertThat(read.results()).isEqualTo(1);
        });
        assertThat(status(guest, "/console/shared/calls/" + acme)).isEqualTo(200);
        assertThat(guest.fetch("GET", root + "/console/shared/calls/" + acme + "/evidence")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("application/zip");
        for (String path : List.of("/console/shared/calls/" + beta, "/console/shared/calls/" + new UUID(1, 2))) {
            assertThat(status(guest, path)).as(path).isEqualTo(404);
        }
        for (String path : List.of(
                "/console/calls",
                "/console/calls/" + acme,
                "/console/calls/" + acme + "/content/request",
                "/console/overview",
                "/console/links",
                "/console/reads",
                "/console/questions",
                "/console/requests",
                "/console/admin",
                "/audit/v1/calls",
                "/audit/v1/calls/" + acme + "/evidence",
                "/admin/v1/switches")) {
            assertThat(status(guest, path)).as(path).isIn(401, 403);
        }
        assertThat(guest.open(root + "/console")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .endsWith("/console/shared");
        assertThat(status(guest, "/console/session")).isEqualTo(200);
    }

    @Test
    void aLinkOpensOnceAndWhatOpensNothingSaysNothing() throws Exception {
        String spent = linkToCall(acme);
        enters(spent);
        String over = code(Map.of("note", "counsel", "call", acme.toString(), "days", "1"));
        String taken = linkToCall(acme);
        String id = ((LinkCreated) server.recorded().desk.getLast()).link().toString();
        String page = auditor.open(root + "/console/links").body();
        assertThat(page).contains("counsel", "opened", "not opened yet").doesNotContain(taken.substring(24));
        assertThat(auditor.submit(root + "/console/links/" + id + "/revoke", page, Map.of())
                        .statusCode())
                .isEqualTo(303);
        assertThat(server.recorded().desk.getLast()).isInstanceOf(LinkRevoked.class);
        assertThat(auditor.submit(root + "/console/links/" + id + "/revoke", page, Map.of())
                        .statusCode())
                .isEqualTo(303);
        assertThat(server.recorded().desk.stream().filter(LinkRevoked.class::isInstance))
                .hasSize(1);
        server.part(ShiftedClock.class).ahead(Duration.ofDays(1));
        String altered = taken.substring(0, 63) + (taken.endsWith("A") ? "B" : "A");
        String answer = null;
        for (String code : List.of(spent, over, taken, altered, "A".repeat(64), "", "x", "\u0000", "a b")) {
            try (Browser other = new Browser()) {
                HttpResponse<String> refused = enter(other, code);
                assertThat(refused.statusCode()).as(code).isEqualTo(410);
                assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
                assertThat(answer == null ? refused.body() : answer).isEqualTo(refused.body());
                answer = refused.body();
                assertThat(status(other, "/console/shared")).isEqualTo(410);
            }
        }
    }

    @Test
    void aSessionEndsWithItsLink() throws Exception {
        enters(linkToCall(acme));
        String id = ((LinkCreated) server.recorded().desk.getLast()).link().toString();
        assertThat(status(guest, "/console/shared")).isEqualTo(200);
        auditor.submit(
                root + "/console/links/" + id + "/revoke",
                auditor.open(root + "/console/links").body(),
                Map.of());
        assertThat(status(guest, "/console/shared")).isEqualTo(410);
        assertThat(status(guest, "/console/shared/calls/" + acme)).isEqualTo(410);
        assertThat(status(guest, "/console/shared/calls/" + acme + "/evidence")).isEqualTo(410);

        enters(code(Map.of("note", "counsel", "call", acme.toString(), "days", "1")));
        server.part(ShiftedClock.class).ahead(Duration.ofDays(1));
        assertThat(status(guest, "/console/shared")).isEqualTo(410);
    }

    @Test
    void aLinkToAQuestionShowsWhatItFoundThen() throws Exception {
        enters(code(Map.of("note", "counsel", "query", "tenant=acme&order=asc&limit=3")));
        LinkCreated made = (LinkCreated) server.recorded().desk.getLast();
        assertThat(made.query()).containsKeys("tenant", "order", "asOf").doesNotContainKey("limit");
        HttpResponse<String> page = guest.open(root + "/console/shared");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("/console/shared/calls/" + acme).doesNotContain(beta.toString());
        assertThat(page.body().split("/console/shared/calls/", -1)).hasSize(51);
        AuditRead read = server.recorded().takeReads().getLast();
        assertThat(read.query()).containsEntry("tenant", "acme");
        String next = page.body()
                .replaceAll("(?s).*href=\"(/console/shared\\?cursor=[^\"]*)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(guest.open(root + next).body().split("/console/shared/calls/", -1))
                .hasSize(12);
        assertThat(status(guest, "/console/shared/calls/" + acme)).isEqualTo(200);
        assertThat(status(guest, "/console/shared/calls/" + beta)).isEqualTo(404);
        assertThat(status(guest, "/console/shared?tenant=beta")).isEqualTo(400);
        assertThat(status(guest, "/console/shared?cursor=zzz")).isEqualTo(400);
    }

    @Test
    void aQuestionWithAPeriodOrWordsBoundsItsCallsToo() throws Exception {
        enters(code(Map.of("note", "n", "query", "model=m-1&to=2000-01-01T00%3A00%3A00Z")));
        assertThat(status(guest, "/console/shared/calls/" + acme)).isEqualTo(404);
        enters(code(Map.of("note", "n", "query", "q=m-1")));
        assertThat(status(guest, "/console/shared/calls/" + acme)).isEqualTo(200);
        enters(code(Map.of("note", "n", "query", "q=elsewhere")));
        assertThat(status(guest, "/console/shared/calls/" + acme)).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "note=&call=ACME",
                "note=x&call=none",
                "note=x&query=nonsense%3D1",
                "note=x&query=tenant",
                "note=x&query=tenant%3Da%26tenant%3Db",
                "note=x&query=tenant%3D%25zz",
                "note=x&call=ACME&days=0",
                "note=x&call=ACME&days=31",
                "note=x&call=ACME&days=many",
                "note=a%0Ab&call=ACME"
            })
    void whatIsNoOrderMakesNoLink(String form) throws Exception {
        Map<String, String> fields = new TreeMap<>();
        for (String field : form.split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(
                    parts[0],
                    URLDecoder.decode(parts[1], StandardCharsets.UTF_8).replace("ACME", acme.toString()));
        }
        HttpResponse<String> answer = order(fields);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
        assertThat(server.recorded().desk).isEmpty();
    }

    @Test
    void whatCannotBeRecordedHappensToNothing() throws Exception {
        String page = auditor.open(root + "/console/links").body();
        String code = linkToCall(acme);
        String id = ((LinkCreated) server.recorded().desk.getLast()).link().toString();
        server.recorded().unavailable = true;
        assertThat(auditor.submit(root + "/console/links", page, Map.of("note", "n", "call", acme.toString()))
                        .statusCode())
                .isEqualTo(503);
        assertThat(auditor.submit(root + "/console/links/" + id + "/revoke", page, Map.of())
                        .statusCode())
                .isEqualTo(503);
        assertThat(enter(guest, code).statusCode()).isEqualTo(503);
        server.recorded().unavailable = false;
        enters(code); // it is not spent
        server.recorded().unavailable = true;
        HttpResponse<String> unread = guest.open(root + "/console/shared");
        assertThat(unread.statusCode()).isEqualTo(503);
        assertThat(unread.body()).doesNotContain(acme.toString());
    }

    @Test
    void noFormOfAnotherSiteAndNoAddressOpensALink() throws Exception {
        String code = linkToCall(acme);
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String site : List.of("cross-site", "same-site")) {
                HttpRequest forged = HttpRequest.newBuilder(URI.create(root + "/console/link"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", site)
                        .POST(HttpRequest.BodyPublishers.ofString("code=" + code))
                        .build();
                assertThat(client.send(forged, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(403);
            }
        }
        String encoded = URLEncoder.encode(code, StandardCharsets.UTF_8);
        assertThat(guest.submit(root + "/console/link?code=" + encoded, "", Map.of())
                        .statusCode())
                .isEqualTo(410);
        assertThat(guest.open(root + "/console/link?code=" + encoded).body()).doesNotContain(code);
        assertThat(status(guest, "/console/shared")).isEqualTo(410);
        enters(code);
        String forged =
                "/console/links/" + ((LinkCreated) server.recorded().desk.getLast()).link() + "/revoke";
        assertThat(auditor.submit(root + forged, "", Map.of()).statusCode()).isEqualTo(403);
        assertThat(auditor.submit(root + "/console/links", "", Map.of("note", "n", "call", acme.toString()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theFileHasNoSecretAndNobodyElseReadsIt() throws Exception {
        String code = linkToCall(acme);
        Path file = data.resolve("auditors-desk.db");
        byte[] secret = Arrays.copyOfRange(Base64.getUrlDecoder().decode(code), 16, 48);
        for (String form : List.of(
                code.substring(22),
                new String(secret, StandardCharsets.ISO_8859_1),
                HexFormat.of().formatHex(secret))) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(form);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}

package io.chirograph.console.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditorDesk.QuestionChanged;
import io.chirograph.event.facts.AuditorDesk.RequestChanged;
import io.chirograph.event.facts.AuditorDesk.RequestChanged.Action;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.DevelopmentLinks;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.standin.Browser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and questions of auditors: each step an event first, hostile words are text, what is wrong changes nothing.
class DeskPagesTest {
    private static final String EVIL = "<img src=x onerror=alert(1)>\u202e";
    private static final String SHOWN = "&lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static UUID call;
    private static String root;
    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        call = log.ok(Map.of("tenant", "acme", "model", "m-1"));
        log.publish();
        server = AuditServer.start(
                data,
                log.followed(),
                log.events.size(),
                "--chirograph.query.questions.configured.ask=calls?model=m-1",
                "--chirograph.query.questions.configured.expect=none",
                "--chirograph.query.questions.configured.says=" + EVIL);
        root = "http://127.0.0.1:" + server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        server.recorded().unavailable = false;
        server.recorded().takeReads();
        server.recorded().desk.clear();
        browser = new Browser();
        assertThat(browser.open(root + server.part(DevelopmentLinks.class).link(Set.of(Role.AUDITOR)))
                        .statusCode())
                .isEqualTo(302);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private String page(String path) throws Exception {
        HttpResponse<String> page = browser.open(root + path);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page.body();
    }

    private HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
        return browser.submit(root + path, page("/console/session"), fields);
    }

    private String posted(String path, Map<String, String> fields) throws Exception {
        HttpResponse<String> answer = post(path, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return Browser.target(answer);
    }

    private RequestChanged last() {
        return (RequestChanged) server.recorded().desk.getLast();
    }

    @Test
    void aRequestGoesFromOpenToAnsweredToClosedAndBack() throws Exception {
        String at = posted("/console/requests", Map.of("title", EVIL, "text", "all\nof it", "due", "2026-12-15"));
        assertThat(last().action()).isEqualTo(Action.OPENED);
        assertThat(last().due()).isEqualTo(LocalDate.of(2026, 12, 15));
        assertThat(last().operator().verified()).containsEntry("subject", "dev-auditor");
        assertThat(page("/console/requests"))
                .contains(SHOWN, "open", "2026-12-15")
                .doesNotContain("<img");

        posted(
                at + "/answers",
                Map.of(
                        "text",
                        EVIL,
                        "query",
                        "https://audit.example.com/console/calls?tenant=acme&cursor=x",
                        "calls",
                        call + ",\n" + call,
                        "events",
                        "sha256:" + "0".repeat(64)));
        assertThat(last().query()).isEqualTo("/console/calls?tenant=acme");
        assertThat(last().evidence()).hasSize(3).contains(call.toString());
        assertThat(page(at))
                .contains(SHOWN, "/console/calls?tenant=acme", "/console/calls/" + call, "answered")
                .doesNotContain("<img");
        assertThat(status(post(at + "/state", Map.of("action", "reopen")))).isEqualTo(400);
        posted(at + "/state", Map.of("action", "close", "text", "done"));
        assertThat(page(at)).contains("closed", "Open it again").doesNotContain("Ids of calls");
        assertThat(status(post(at + "/answers", Map.of("text", "late")))).isEqualTo(400);
        posted(at + "/state", Map.of("action", "reopen"));
        assertThat(server.recorded().desk.stream().map(one -> ((RequestChanged) one).action()))
                .containsExactly(Action.OPENED, Action.ANSWERED, Action.CLOSED, Action.REOPENED);
        assertThat(page("/console/requests")).contains("open");
        String id = at.substring(at.lastIndexOf('/') + 1);
        assertThat(new String(server.get("requests").body(), UTF_8))
                .as("it is another's, and who sees all sees it")
                .contains("\"link\":\"/audit/v1/requests/" + id + "\"", "\"state\":\"open\"");
        assertThat(new String(server.get("requests/" + id).body(), UTF_8))
                .contains("\"action\":\"reopened\"", "\"query\":\"/console/calls?tenant=acme\"", call.toString());
        assertThat(server.get("requests/" + call).statusCode()).isEqualTo(404);
    }

    private static int status(HttpResponse<String> answer) {
        return answer.statusCode();
    }

    @Test
    void whatIsNoRequestChangesNothing() throws Exception {
        String at = posted("/console/requests", Map.of("title", "t"));
        server.recorded().desk.clear();
        String ids = (call + " ").repeat(17);
        for (Map.Entry<String, Map<String, String>> bad : List.of(
                Map.entry("/console/requests", Map.of("title", " ")),
                Map.entry("/console/requests", Map.of("title", "t".repeat(201))),
                Map.entry("/console/requests", Map.of("title", "t", "due", "soon")),
                Map.entry("/console/requests", Map.of("title", "t", "text", "x".repeat(4001))),
                Map.entry(at + "/answers", Map.<String, String>of()),
                Map.entry(at + "/answers", Map.of("query", "https://example.com/")),
                Map.entry(at + "/answers", Map.of("query", "/console/calls?nonsense=1")),
                Map.entry(at + "/answers", Map.of("query", "/console/callsx")),
                Map.entry(at + "/answers", Map.of("calls", "one")),
                Map.entry(at + "/answers", Map.of("calls", ids)),
                Map.entry(at + "/answers", Map.of("events", "sha256:0")),
                Map.entry(at + "/state", Map.of("action", "burn")),
                Map.entry("/console/requests/none/state", Map.of("action", "close")))) {
            HttpResponse<String> answer = post(bad.getKey(), bad.getValue());
            assertThat(answer.statusCode()).as(bad.toString()).isBetween(400, 404);
            assertThat(answer.body()).contains("<code>");
        }
        assertThat(server.recorded().desk).isEmpty();
        String form = page("/console/session");
        server.recorded().unavailable = true;
        assertThat(status(browser.submit(root + at + "/state", form, Map.of("action", "close"))))
                .isEqualTo(503);
        server.recorded().unavailable = false;
        assertThat(page(at)).contains("<span class=\"tag\">open</span>");
        assertThat(status(browser.submit(root + at + "/state", "", Map.of("action", "close"))))
                .isEqualTo(403);
    }

    @Test
    void aQuestionIsKeptAskedAndDeleted() throws Exception {
        assertThat(page("/console/calls?tenant=acme&from=2026-01-01T00:00:00Z&order=asc"))
                .contains("value=\"calls?tenant=acme\"");
        String at = posted(
                "/console/kept-questions",
                Map.of("name", "of-acme", "ask", "calls?tenant=acme", "expect", "none", "last", ""));
        QuestionChanged kept = (QuestionChanged) server.recorded().desk.getLast();
        assertThat(kept.kept()).isTrue();
        assertThat(kept.ask()).isEqualTo("calls?tenant=acme");
        assertThat(page("/console/questions")).contains("of-acme", "configured", SHOWN, "yours");
        assertThat(page(at)).contains("no usual period");

        server.recorded().takeReads();
        String found = page(at + "?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z");
        assertThat(found).contains("Holds: no", "/console/calls/" + call);
        assertThat(server.recorded().takeReads()).singleElement().satisfies(read -> {
            assertThat(read.http().path()).isEqualTo("/console/questions/of-acme");
            assertThat(read.results()).isEqualTo(1);
        });
        assertThat(page("/console/questions/configured?from=2020-11-01T00:00:00Z&to=2020-12-01T00:00:00Z"))
                .contains("Holds: unknown", "Why more may have been", "not-covered");
        for (String path : List.of(
                "/console/questions/none",
                at + "?from=x&to=y",
                at + "?from=2026-11-01T00:00:00Z",
                at + "?nonsense=1")) {
            assertThat(status(browser.open(root + path))).as(path).isBetween(400, 404);
        }

        server.recorded().desk.clear();
        for (Map<String, String> bad : List.of(
                Map.of("name", "A b", "ask", "calls", "expect", "none"),
                Map.of("name", "configured", "ask", "calls", "expect", "none"),
                Map.of("name", "x", "ask", "calls?nonsense=1", "expect", "none"),
                Map.of("name", "x", "ask", "calls?from=2026-01-01T00:00:00Z", "expect", "none"),
                Map.of("name", "x", "ask", "reads", "expect", "none"),
                Map.of("name", "x", "ask", "calls", "expect", "some"),
                Map.of("name", "x", "ask", "calls", "expect", "none", "last", "long"))) {
            assertThat(status(post("/console/kept-questions", bad)))
                    .as(bad.toString())
                    .isEqualTo(400);
        }
        assertThat(status(post("/console/kept-questions/configured/delete", Map.of())))
                .isEqualTo(404);
        assertThat(server.recorded().desk).isEmpty();
        posted("/console/kept-questions/of-acme/delete", Map.of());
        assertThat(((QuestionChanged) server.recorded().desk.getLast()).kept()).isFalse();
        assertThat(page("/console/questions")).doesNotContain("of-acme");
    }

    @Test
    void aFullShelfForgetsWhatIsOverAndNothingElse() throws Exception {
        record Kept(String key, boolean done) implements Shelf.Item {
            @Override
            public boolean over(Instant now) {
                return done;
            }
        }
        try (DeskStore store = new DeskStore(data.resolve("other"))) {
            Shelf<Kept> shelf = store.shelf("kept", Kept.class, 2);
            shelf.put(new Kept("a", false));
            assertThat(shelf.makeRoom(Instant.EPOCH)).isTrue();
            shelf.put(new Kept("b", true));
            assertThat(shelf.makeRoom(Instant.EPOCH)).isTrue();
            assertThat(shelf.all()).containsExactly(new Kept("a", false));
            shelf.put(new Kept("c", false));
            assertThat(shelf.makeRoom(Instant.EPOCH)).isFalse();
            assertThat(store.shelf("other", Kept.class, 2).all()).isEmpty();
        }
        try (DeskStore again = new DeskStore(data.resolve("other"))) {
            assertThat(again.shelf("kept", Kept.class, 2).get("c")).isPresent();
        }
    }
}

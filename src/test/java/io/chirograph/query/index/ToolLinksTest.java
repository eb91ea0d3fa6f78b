package io.chirograph.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.query.api.AuditServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The calls that belong to a call's tool calls, over real HTTP.
class ToolLinksTest {
    private static final String PARIS = "\"canonical\":{\"alg\":\"sha256\",\"length\":16,\"value\":\"aa\"}";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID early;
    private static UUID asked;
    private static UUID ran;
    private static UUID keyed;
    private static UUID other;
    private static UUID carries;
    private static UUID again;
    private static UUID late;

    private static UUID call(String key, String started, String completed) {
        UUID id = UUID.randomUUID();
        log.event(
                "ai.call.started",
                "{\"callId\":\"" + id + "\",\"actor\":{\"verified\":{\"tenant\":\"acme\",\"keyId\":\"" + key + "\"}}"
                        + started + "}");
        log.after(Duration.ofSeconds(1));
        log.event("ai.call.completed", "{\"callId\":\"" + id + "\",\"outcome\":\"ok\"" + completed + "}");
        log.after(Duration.ofSeconds(1));
        return id;
    }

    private static String run(String name, String digest) {
        return ",\"parameters\":{\"mcp.method\":\"tools/call\",\"mcp.name\":\"" + name
                + "\",\"mcp.arguments.canonical\":" + digest + "}";
    }

    @BeforeAll
    static void aLog() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        String digest = PARIS.replace("\"canonical\":", "");
        early = call("k1", run("weather", digest), "");
        asked = call(
                "k1", "", ",\"toolCalls\":[{\"id\":\"t-1\",\"name\":\"weather\"," + PARIS + "},{\"name\":\"mail\"}]");
        call("k2", run("weather", digest), "");
        call("k1", run("mail", digest), "");
        keyed = call("k1", run("weather", digest.replace("\"sha256\"", "\"hmac-sha256\",\"keyId\":\"x\"")), "");
        ran = call("k1", run("weather", digest), "");
        call("k2", ",\"toolResults\":[\"t-1\"]", "");
        carries = call("k1", ",\"toolResults\":[\"t-0\",\"t-1\"]", "");
        again = call("k1", ",\"toolResults\":[\"t-0\",\"t-1\"]", "");
        other = call("k1", "", "");
        log.after(Duration.ofMinutes(61));
        late = call("k1", run("weather", digest), "");
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static List<String> links(UUID call) throws Exception {
        HttpResponse<byte[]> answer = server.get("calls/" + call + "/tools");
        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> links = new ArrayList<>();
        for (JsonNode link : JsonMapper.shared().readTree(answer.body()).get("items")) {
            links.add(link.get("relation").asString() + " by "
                    + link.get("matched").asString() + ' '
                    + link.path("toolCall").asString("") + ' '
                    + link.path("tool").asString("") + ' '
                    + link.get("callId").asString());
        }
        return links;
    }

    @Test
    void anAnswersToolCallsLeadToWhoRanThemAndToTheNextRequestWithTheResult() throws Exception {
        assertThat(links(asked))
                .containsExactly("ran by arguments t-1 weather " + ran, "carries by id t-1 weather " + carries);
        assertThat(links(ran)).containsExactly("asked by arguments  weather " + asked);
        assertThat(links(carries)).containsExactly("asked by id t-1  " + asked);
        assertThat(links(again)).containsExactly("asked by id t-1  " + asked);
    }

    @Test
    void anotherKeyAnotherDigestAnotherTimeAndNoToolsLinkNothing() throws Exception {
        for (UUID none : List.of(early, keyed, other, late)) {
            assertThat(links(none)).isEmpty();
        }
    }

    @Test
    void toolsAreFoundByNameAndByArguments() throws Exception {
        JsonNode found = JsonMapper.shared()
                .readTree(
                        server.get("calls?tool=weather&toolArguments=aa&key=k1").body());
        assertThat(found.get("items")
                        .valueStream()
                        .map(call -> call.get("callId").asString()))
                .containsExactly(late.toString(), ran.toString(), keyed.toString(), asked.toString(), early.toString());
        assertThat(server.get("calls/" + UUID.randomUUID() + "/tools").statusCode())
                .isEqualTo(404);
        assertThat(server.get("calls/" + asked + "/tools?x=1").statusCode()).isEqualTo(400);
    }
}

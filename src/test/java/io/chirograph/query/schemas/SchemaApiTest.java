package io.chirograph.query.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Schemas;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.support.digest.Sha256;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The schemas over real HTTP, behind the real doors.
class SchemaApiTest {
    @TempDir
    private static Path data;

    private static AuditServer server;

    @BeforeAll
    static void start() throws Exception {
        TestLog log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        log.ok(Map.of("tenant", "acme"));
        log.publish();
        server = AuditServer.start(data, log.followed(), 2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theListNamesEveryFileAndLeadsToItsBytes() throws Exception {
        JsonNode list = JsonMapper.shared().readTree(server.get("schemas").body());
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode item : list.get("items")) {
            String name = item.get("name").asString();
            names.add(name);
            HttpResponse<byte[]> schema = server.get("schemas/" + name);
            assertThat(schema.statusCode()).isEqualTo(200);
            assertThat(schema.headers().firstValue("Content-Type")).hasValue("application/schema+json");
            assertThat(schema.body()).isEqualTo(Files.readAllBytes(Schemas.DIRECTORY.resolve(name + ".json")));
            assertThat(item.get("link").asString()).isEqualTo("/audit/v1/schemas/" + name);
            assertThat(item.get("digest").asString()).isEqualTo("sha256:" + Sha256.hex(schema.body()));
        }
        try (Stream<Path> files = Files.list(Schemas.DIRECTORY)) {
            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString().replace(".json", ""))
                                    .toList());
        }
    }

    @Test
    void whoHasItAlreadyIsToldSoAndTheReadIsRecorded() throws Exception {
        HttpResponse<byte[]> first = server.get("schemas/ai.call.started");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-cache", "private"));
        server.recorded().takeReads();

        HttpResponse<byte[]> again = server.get("schemas/ai.call.started", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(server.recorded().takeReads()).extracting(AuditRead::status).containsExactly(304);

        assertThat(server.get("schemas/ai.call.started", "If-None-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schemas/",
                "schemas/ai.call",
                "schemas/ai.call.started.json",
                "schemas/..%2Fapplication",
                "schemas/AI.CALL.STARTED"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertThat(server.get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void aParameterThatNobodyKnowsIsRefused() throws Exception {
        assertThat(server.get("schemas?x=1").statusCode()).isEqualTo(400);
    }

    @Test
    void whoHasNoTokenGetsNothing() throws Exception {
        assertThat(server.anonymous("schemas").statusCode()).isEqualTo(401);
    }
}

package io.chirograph.gateway.batches;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.event.EventView;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.identity.callers.Grants;
import io.chirograph.recording.FakeJournal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Batches whose lines are calls, as their callers and the log see them.
///
/// Requests, batches and results have the form of the resources `messages/batches` of
/// anthropics/anthropic-sdk-python and `batches` of openai/openai-python (both Apache-2.0 or MIT).
@Timeout(300)
class BatchCallsTest {
    private static final String BATCHES = "/a/v1/messages/batches";
    private static final String SUCCEEDED = "{\"custom_id\":\"$ID\",\"result\":{\"type\":\"succeeded\",\"message\":"
            + "{\"id\":\"msg_$ID\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-haiku-4-5\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\","
            + "\"usage\":{\"input_tokens\":1000000,\"output_tokens\":0,\"service_tier\":\"batch\"}}}}\n";

    @TempDir
    Path directory;

    private GatewayHarness gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayHarness.start(
                "gateway.batches.max-lines=700",
                "gateway.providers.anthropic.base-url={provider}",
                "gateway.providers.anthropic.credential=secret-of-anthropic",
                "gateway.providers.anthropic.idle-connection=1ns");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static String request(String id, String model) {
        return "{\"custom_id\":\"" + id + "\",\"params\":{\"model\":\"" + model
                + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}}";
    }

    private static String batch(String... ids) {
        return "{\"requests\":["
                + List.of(ids).stream()
                        .map(id -> request(id, "claude-haiku-4-5"))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String results(String... ids) {
        return List.of(ids).stream().map(id -> SUCCEEDED.replace("$ID", id)).collect(Collectors.joining());
    }

    private Http.Answer submit(String... ids) throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"msgbatch_1\",\"type\":\"message_batch\"}");
        Http.Answer answer = gateway.http().post(BATCHES, batch(ids));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private Http.Answer fetch(String results) throws Exception {
        gateway.providerSays("application/x-jsonl", results);
        return gateway.http().get(BATCHES + "/msgbatch_1/results");
    }

    /// The events of lines, of one type.
    private List<JsonNode> lines(String type) {
        return gateway.journal().events().stream()
                .filter(event -> event.type().equals(type) && event.data().has("batch"))
                .<JsonNode>map(EventView::data)
                .toList();
    }

    private static List<String> places(List<JsonNode> lines) {
        return lines.stream()
                .map(line -> line.at("/batch/line").asString() + " "
                        + line.path("outcome").asString("")
                        + line.path("reason").asString(""))
                .toList();
    }

    @Test
    void eachLineStartsBeforeTheBatchLeavesAndEndsWithItsResult() throws Exception {
        Http.Answer submitted = submit("one", "two");
        List<JsonNode> started = lines("ai.call.started");
        assertThat(places(started)).containsExactly("1 ", "2 ");
        assertThat(started.get(1).at("/batch/call").asString()).isEqualTo(submitted.callId());
        assertThat(started.get(1).at("/batch/customId").asString()).isEqualTo("two");
        assertThat(started.get(1).path("gen_ai.request.model").asString()).isEqualTo("claude-haiku-4-5");
        assertThat(started.get(1).path("gen_ai.operation.name").asString()).isEqualTo("chat");
        assertThat(started.get(1).at("/request/digest/length").asInt())
                .isEqualTo(request("two", "claude-haiku-4-5").length());
        assertThat(gateway.event("ai.call.started", submitted.callId())
                        .at("/parameters/batch.lines")
                        .asInt())
                .isEqualTo(2);
        assertThat(gateway.journal().types())
                .as("the batch's call, its lines, and only then what the provider said")
                .containsSubsequence("ai.call.started", "ai.call.started", "ai.call.started", "ai.call.completed");

        Http.Answer fetched = fetch(results("two"));
        assertThat(fetched.text()).isEqualTo(results("two"));
        List<JsonNode> ended = lines("ai.call.completed");
        assertThat(places(ended)).containsExactly("2 ok");
        assertThat(ended.getFirst().path("callId").asString())
                .isEqualTo(started.get(1).path("callId").asString());
        assertThat(ended.getFirst().at("/batch/fetchedBy").asString()).isEqualTo(fetched.callId());
        assertThat(ended.getFirst().path("gen_ai.usage.input_tokens").asInt()).isEqualTo(1000000);
        assertThat(ended.getFirst().path("gen_ai.response.id").asString()).isEqualTo("msg_two");
        JsonNode end = gateway.completed(fetched);
        assertThat(end.at("/lines/ended").asInt()).isEqualTo(1);
        assertThat(gateway.bean(BatchLedger.class).openLines()).isEqualTo(1);
    }

    @Test
    void resultsThatAreFetchedAgainEndNothingTwice() throws Exception {
        submit("one", "two");
        fetch(results("one"));
        Http.Answer again = fetch(results("one", "two", "two", "three") + "no result\n");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok", "2 ok");
        JsonNode said = gateway.completed(again).path("lines");
        assertThat(said.path("ended").asInt()).isEqualTo(1);
        assertThat(said.path("before").asInt()).isEqualTo(2);
        assertThat(said.path("unknown").asInt()).isEqualTo(1);
        assertThat(said.at("/unknownIds/0").asString()).isEqualTo("three");
        assertThat(said.path("unread").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error"}}} | provider-error batch-errored
        {"type":"canceled"} | client-disconnected batch-cancelled
        {"type":"expired"}  | timeout batch-expired
        {"type":"surprise"} | provider-error batch-errored
        """)
    void aLineEndsAsItsResultSays(String result, String end) throws Exception {
        submit("one");
        fetch("{\"custom_id\":\"one\",\"result\":" + result + "}");
        JsonNode ended = lines("ai.call.completed").getFirst();
        assertThat(ended.path("outcome").asString() + " " + ended.path("reason").asString())
                .isEqualTo(end);
    }

    @Test
    void resultsThatBreakOffEndTheLinesThatCameWhole() throws Exception {
        submit("one", "two");
        String results = results("one", "two");
        gateway.providerSays("HTTP/1.1 200 OK\r\nContent-Type: application/x-jsonl\r\nContent-Length: "
                + results.length() + "\r\n\r\n" + results.substring(0, results.length() - 5));
        Http.Answer broken = gateway.http().get(BATCHES + "/msgbatch_1/results");
        assertThat(broken.clean()).isFalse();
        assertThat(gateway.completed(broken).path("outcome").asString()).isEqualTo("provider-error");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok");
        fetch(results);
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok", "2 ok");
    }

    /// Wherever the provider's bytes are cut into pieces.
    @Test
    void resultsInAnyPiecesEndTheSame() throws Exception {
        String results = results("a", "b");
        for (int cut = 1; cut < results.length(); cut += 37) {
            int at = cut;
            String first = "a" + cut;
            String second = "b" + cut;
            String own = results(first, second);
            submit(first, second);
            gateway.provider().says((connection, wire) -> {
                String ignored = wire.body();
                wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/x-jsonl\r\nContent-Length: " + own.length()
                        + "\r\n\r\n" + own.substring(0, at));
                wire.raw(own.substring(at));
            });
            Http.Answer fetched = gateway.http().get(BATCHES + "/msgbatch_1/results");
            assertThat(gateway.completed(fetched).at("/lines/ended").asInt())
                    .as("cut at %s", cut)
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"400, provider-error, http-status", "529, provider-error, http-status"})
    void linesOfABatchThatIsNotTakenEndAsItDoes(int status, String outcome, String reason) throws Exception {
        gateway.providerSays(
                "HTTP/1.1 " + status + " No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(gateway.http().post(BATCHES, batch("one", "two")).status()).isEqualTo(status);
        assertThat(places(lines("ai.call.completed")))
                .containsExactlyInAnyOrder("1 " + outcome + reason, "2 " + outcome + reason);
        assertThat(lines("ai.call.completed").getFirst().path("status").asInt()).isEqualTo(status);
        assertThat(gateway.bean(BatchLedger.class).openLines()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"requests":[{"custom_id":"x","params":{"model":"m"}},{"custom_id":"x","params":{"model":"m"}}]} | line 2
        {"requests":[{"params":{"model":"m"}}]}                                  | line 1
        {"requests":[{"custom_id":"x"}]}                                         | line 1
        {"requests":[{"custom_id":7,"params":{}}]}                               | line 1
        {"requests":[{"custom_id":"x","custom_id":"y","params":{}}]}             | line 1
        {"requests":[{"custom_id":"x","Custom_Id":"y","params":{}}]}             | line 1
        {"requests":["x"]}                                                       | body
        {"requests":[],"requests":[]}                                            | body
        {"Requests":[]}                                                          | body
        {"requests":[{"custom_id":"x","params":{}}                               | body
        """)
    void aBatchWhoseLinesCannotBeToldIsRefused(String body, String field) throws Exception {
        Http.Answer refused = gateway.http().post(BATCHES, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("code").asString()).isEqualTo("batch-line-invalid");
        assertThat(refused.json().path("field").asString()).isEqualTo(field);
        assertThat(gateway.provider().connections()).isZero();
        assertThat(lines("ai.call.started")).isEmpty();
    }

    @Test
    void aBatchWithMoreLinesThanTheBoundIsRefused() throws Exception {
        String[] ids = IntStream.range(0, 701).mapToObj(Integer::toString).toArray(String[]::new);
        Http.Answer refused = gateway.http().post(BATCHES, batch(ids));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asString()).isEqualTo("batch-too-large");
        assertThat(refused.json().path("detail").asString()).contains("700").contains("max-lines");
        assertThat(gateway.provider().connections()).isZero();
        submit(IntStream.range(0, 700).mapToObj(Integer::toString).toArray(String[]::new));
        assertThat(lines("ai.call.started")).hasSize(700);
    }

    @Test
    void policyJudgesEachLineAndNamesTheOneThatItRefuses() throws Exception {
        gateway.close();
        Path policy = directory.resolve("policy.yml");
        Files.writeString(policy, "version: 1\nallow:\n  models: ['claude-haiku*']\n");
        gateway = GatewayHarness.start("policy.file=" + policy);
        String body =
                "{\"requests\":[" + request("one", "claude-haiku-4-5") + "," + request("two", "claude-opus-5") + "]}";
        Http.Answer refused = gateway.http().post(BATCHES, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.json().path("code").asString()).isEqualTo("model-refused");
        assertThat(gateway.provider().connections()).isZero();
        submit("one", "two");
    }

    @Test
    void aJournalThatTakesNoLinesLetsNoBatchOut() throws Exception {
        gateway.journal().mood(FakeJournal.Mood.FULL);
        Http.Answer refused = gateway.http().post(BATCHES, batch("one"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(gateway.provider().connections()).isZero();
    }

    @Test
    void whatALineCostsIsTheBatchPrice() throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"msgbatch_1\"}");
        gateway.http().post("/anthropic/v1/messages/batches", batch("one"));
        gateway.providerSays("application/x-jsonl", results("one"));
        gateway.http().get("/anthropic/v1/messages/batches/msgbatch_1/results");
        JsonNode ended = lines("ai.call.completed").getFirst();
        assertThat(ended.at("/cost/amount").asString()).as(ended.toString()).isEqualTo("0.5");
        assertThat(ended.at("/cost/tier").asString()).isEqualTo("batch");
    }

    @Test
    void anotherTenantSeesNeitherBatchNorResults() throws Exception {
        gateway.add("other", "other", Grants.UNLIMITED);
        submit("one");
        gateway.providerSays("application/x-jsonl", results("one"));
        assertThat(gateway.as("other").get(BATCHES + "/msgbatch_1/results").status())
                .isEqualTo(404);
        assertThat(lines("ai.call.completed")).isEmpty();
    }

    // OpenAI: a file is uploaded, becomes a batch, and its results are files.

    private static final String OPENAI = "/o/v1";

    private static String line(String id, String model) {
        return "{\"custom_id\":\"" + id
                + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"" + model
                + "\",\"max_tokens\":7,\"user\":\"u-1\",\"messages\":[]}}";
    }

    private Http.Answer upload(String file) throws Exception {
        String form = "--q\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--q\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.jsonl\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + file + "\r\n--q--\r\n";
        gateway.providerSays("application/json", "{\"id\":\"file-in\",\"object\":\"file\",\"purpose\":\"batch\"}");
        return gateway.http()
                .send(
                        "POST",
                        OPENAI + "/files",
                        form.getBytes(StandardCharsets.UTF_8),
                        "Content-Type: multipart/form-data; boundary=q");
    }

    private Http.Answer create() throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"batch_1\",\"object\":\"batch\",\"status\":\"validating\"}");
        return gateway.http()
                .post(
                        OPENAI + "/batches",
                        "{\"input_file_id\":\"file-in\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}");
    }

    private void seen(String status, String files) throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"batch_1\",\"status\":\"" + status + "\"" + files + "}");
        assertThat(gateway.http().get(OPENAI + "/batches/batch_1").status()).isEqualTo(200);
    }

    private static String output(String id) {
        return "{\"id\":\"batch_req_" + id + "\",\"custom_id\":\"" + id
                + "\",\"response\":{\"status_code\":200,\"request_id\":\"req_" + id
                + "\",\"body\":{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"model\":\"gpt-5.5\","
                + "\"choices\":[{\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}},\"error\":null}\n";
    }

    @Test
    void linesOfAnUploadedFileStartWithTheBatchAndEndWithItsFiles() throws Exception {
        assertThat(upload(line("one", "gpt-5.5") + "\n\n" + line("two", "gpt-5.5") + "\r\n" + line("three", "gpt-5.5"))
                        .status())
                .isEqualTo(200);
        assertThat(lines("ai.call.started")).isEmpty();
        Http.Answer created = create();
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        List<JsonNode> started = lines("ai.call.started");
        assertThat(places(started)).containsExactly("1 ", "2 ", "3 ");
        assertThat(started.get(1).path("gen_ai.request.max_tokens").asInt()).isEqualTo(7);
        assertThat(started.get(1).at("/actor/asserted/bodyUser").asString()).isEqualTo("u-1");
        assertThat(started.get(1).at("/http/path").asString()).isEqualTo("/v1/chat/completions");
        assertThat(started.get(1).at("/request/digest/length").asInt())
                .isEqualTo(line("two", "gpt-5.5").length());
        seen("expired", ",\"output_file_id\":\"file-out\",\"error_file_id\":\"file-err\"");
        gateway.providerSays("application/octet-stream", output("one"));
        gateway.http().get(OPENAI + "/files/file-out/content");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok");
        JsonNode ended = lines("ai.call.completed").getFirst();
        assertThat(ended.path("providerRequestId").asString()).isEqualTo("req_one");
        assertThat(ended.path("gen_ai.usage.output_tokens").asInt()).isEqualTo(4);
        gateway.providerSays(
                "application/octet-stream",
                "{\"id\":\"batch_req_2\",\"custom_id\":\"two\",\"response\":null,\"error\":{\"code\":\"batch_expired\","
                        + "\"message\":\"late\"}}\n");
        gateway.http().get(OPENAI + "/files/file-err/content");
        assertThat(places(lines("ai.call.completed")))
                .as("the third has no result, and all were fetched of a batch that is over")
                .containsExactly("1 ok", "2 timeoutbatch-expired", "3 timeoutbatch-expired");
        assertThat(gateway.bean(BatchLedger.class).openLines()).isZero();
    }

    @Test
    void aBatchThatFailedEndsItsLines() throws Exception {
        upload(line("one", "gpt-5.5"));
        create();
        seen("failed", "");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 provider-errorbatch-failed");
        seen("failed", "");
        assertThat(lines("ai.call.completed")).hasSize(1);
    }

    @Test
    void theSameFileMayBecomeTwoBatches() throws Exception {
        upload(line("one", "gpt-5.5"));
        create();
        create();
        assertThat(lines("ai.call.started"))
                .extracting(line -> line.path("callId").asString())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void aBatchOfAFileThatNobodySawIsRefused() throws Exception {
        Http.Answer refused = create();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asString()).isEqualTo("batch-lines-unknown");
        assertThat(refused.json().path("value").asString()).isEqualTo("file-in");
        assertThat(gateway.provider().connections()).isZero();
    }

    @Test
    void aFileWhoseLinesCannotBeToldIsRefusedAtItsUpload() throws Exception {
        Http.Answer refused = upload(line("one", "m") + "\n" + line("one", "m"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("field").asString()).isEqualTo("line 2");
        assertThat(gateway.provider().connections()).isZero();
    }

    // Mistral: the batch says endpoint and model, of files or of requests in its body. The form of its resources
    // `batch/jobs`: mistralai/client-ts, src/models/components/batchjob.ts at 49bf8ae.

    private static String entry(String id) {
        return "{\"custom_id\":\"" + id + "\",\"body\":{\"max_tokens\":7,\"messages\":[]}}";
    }

    private Http.Answer job(String of) throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"job-1\",\"object\":\"batch\",\"status\":\"QUEUED\"}");
        return gateway.http()
                .post(
                        OPENAI + "/batch/jobs",
                        "{" + of + ",\"endpoint\":\"/v1/chat/completions\",\"model\":\"mistral-small-latest\"}");
    }

    @Test
    void linesOfAJobAreForItsEndpointAndItsModel() throws Exception {
        assertThat(upload(entry("0") + "\n" + entry("1")).status()).isEqualTo(200);
        Http.Answer created = job("\"input_files\":[\"file-in\"]");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        List<JsonNode> started = lines("ai.call.started");
        assertThat(places(started)).containsExactly("1 ", "2 ");
        assertThat(started.getFirst().at("/http/path").asString()).isEqualTo("/v1/chat/completions");
        assertThat(started.getFirst().path("gen_ai.request.model").asString()).isEqualTo("mistral-small-latest");
        assertThat(started.getFirst().path("gen_ai.operation.name").asString()).isEqualTo("chat");
        gateway.providerSays(
                "application/json",
                "{\"data\":[{\"id\":\"job-1\",\"status\":\"TIMEOUT_EXCEEDED\",\"output_file\":\"file-out\"}]}");
        assertThat(gateway.http().get(OPENAI + "/batch/jobs").status()).isEqualTo(200);
        gateway.providerSays("application/octet-stream", output("0"));
        gateway.http().get(OPENAI + "/files/file-out/content");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok", "2 timeoutbatch-expired");
    }

    @Test
    void aLineThatNamesNoEndpointNeedsOneOfItsBatch() throws Exception {
        upload(entry("0"));
        Http.Answer refused = gateway.http().post(OPENAI + "/batch/jobs", "{\"input_files\":[\"file-in\"]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("code").asString()).isEqualTo("batch-line-invalid");
        assertThat(refused.json().path("field").asString()).isEqualTo("line 1");
        refused = job("\"input_files\":[\"file-in\",\"file-else\"]");
        assertThat(refused.json().path("code").asString()).isEqualTo("batch-lines-unknown");
        assertThat(refused.json().path("value").asString()).isEqualTo("file-else");
        assertThat(lines("ai.call.started")).isEmpty();
    }

    @Test
    void resultsThatStandInAJobEndItsLines() throws Exception {
        Http.Answer created = job("\"requests\":[" + entry("a") + "," + entry("b") + "," + entry("c") + "]");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        assertThat(places(lines("ai.call.started"))).containsExactly("1 ", "2 ", "3 ");
        assertThat(lines("ai.call.started")
                        .getFirst()
                        .path("gen_ai.request.model")
                        .asString())
                .isEqualTo("mistral-small-latest");
        String outputs = output("b").strip() + "," + output("else").strip() + ","
                + output("a").strip();
        gateway.providerSays(
                "application/json",
                "{\"id\":\"job-1\",\"status\":\"RUNNING\",\"outputs\":[" + outputs + "],\"output_file\":null}");
        Http.Answer fetched = gateway.http().get(OPENAI + "/batch/jobs/job-1?inline=true");
        assertThat(places(lines("ai.call.completed"))).containsExactly("2 ok", "1 ok");
        assertThat(lines("ai.call.completed")
                        .getFirst()
                        .path("gen_ai.usage.output_tokens")
                        .asInt())
                .isEqualTo(4);
        assertThat(gateway.completed(fetched).at("/lines/unknown").asInt()).isEqualTo(1);
        gateway.providerSays(
                "application/json", "{\"id\":\"job-1\",\"status\":\"CANCELLED\",\"outputs\":[" + outputs + "]}");
        gateway.http().get(OPENAI + "/batch/jobs/job-1?inline=true");
        assertThat(places(lines("ai.call.completed")))
                .containsExactly("2 ok", "1 ok", "3 client-disconnectedbatch-cancelled");
    }

    // Google: requests in the body, results in the operation. The form of batches.create and batches.get:
    // googleapis/js-genai, src/converters/_batches_converters.ts at fe7b2ad.

    private static final String GOOGLE = "/g/v1beta/models/gemini-2.5-flash:batchGenerateContent";

    private static String asked(String metadata) {
        return "{\"request\":{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],\"generationConfig\":{\"maxOutputTokens\":7}}"
                + metadata + "}";
    }

    private static String answered(String metadata) {
        return "{\"response\":{\"responseId\":\"r1\",\"modelVersion\":\"gemini-2.5-flash\",\"candidates\":[{\"finishReason\":"
                + "\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4,\"totalTokenCount\":7}}"
                + metadata + "}";
    }

    @ParameterizedTest
    @CsvSource({"inputConfig, response", "input_config, metadata"})
    void requestsOfGooglesBatchesAreCalls(String config, String place) throws Exception {
        gateway.providerSays(
                "application/json", "{\"name\":\"batches/b1\",\"metadata\":{\"state\":\"BATCH_STATE_PENDING\"}}");
        String key = ",\"metadata\":{\"key\":\"mine\"}";
        Http.Answer created = gateway.http()
                .post(
                        GOOGLE,
                        "{\"batch\":{\"displayName\":\"d\",\"" + config + "\":{\"requests\":{\"requests\":[" + asked("")
                                + "," + asked(key) + "," + asked("") + "]}}}}");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        List<JsonNode> started = lines("ai.call.started");
        assertThat(places(started)).containsExactly("1 ", "2 ", "3 ");
        assertThat(started.get(1).at("/batch/customId").asString()).isEqualTo("mine");
        assertThat(started.get(1).at("/http/path").asString())
                .isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        assertThat(started.get(1).path("gen_ai.request.model").asString()).isEqualTo("gemini-2.5-flash");
        assertThat(started.get(1).path("gen_ai.request.max_tokens").asInt()).isEqualTo(7);
        String list = "{\"inlinedResponses\":{\"inlinedResponses\":[" + answered("") + "," + answered(key)
                + ",{\"error\":{\"code\":13,\"message\":\"no\"}}]}}";
        String output = place.equals("response") ? ",\"response\":" + list : "";
        gateway.providerSays(
                "application/json",
                "{\"name\":\"batches/b1\",\"metadata\":{\"state\":\"BATCH_STATE_SUCCEEDED\",\"output\":" + list
                        + "},\"done\":true" + output + "}");
        Http.Answer fetched = gateway.http().get("/g/v1beta/batches/b1");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok", "2 ok", "3 provider-errorbatch-errored");
        assertThat(lines("ai.call.completed")
                        .getFirst()
                        .path("gen_ai.usage.output_tokens")
                        .asInt())
                .isEqualTo(4);
        assertThat(gateway.completed(fetched).at("/lines/before").asInt()).isEqualTo(output.isEmpty() ? 0 : 3);
        assertThat(gateway.bean(BatchLedger.class).openLines()).isZero();
    }

    private Http.Answer uploadToGoogle(String command, String content) throws Exception {
        gateway.providerSays("application/json", "{\"file\":{\"name\":\"files/in\",\"state\":\"ACTIVE\"}}");
        return gateway.http()
                .send(
                        "POST",
                        "/g/upload/v1beta/files?upload_id=u1",
                        content.getBytes(StandardCharsets.UTF_8),
                        "X-Goog-Upload-Command: " + command,
                        "X-Goog-Upload-Offset: 0");
    }

    private Http.Answer batchOfFile() throws Exception {
        gateway.providerSays("application/json", "{\"name\":\"batches/b1\"}");
        return gateway.http().post(GOOGLE, "{\"batch\":{\"input_config\":{\"file_name\":\"files/in\"}}}");
    }

    @Test
    void linesOfAFileOfGooglesAreCalls() throws Exception {
        String one = "{\"key\":\"a\"," + asked("").substring(1);
        assertThat(uploadToGoogle("upload, finalize", one + "\n" + one.replace("\"a\"", "\"b\"") + "\n")
                        .status())
                .isEqualTo(200);
        assertThat(batchOfFile().status()).isEqualTo(200);
        List<JsonNode> started = lines("ai.call.started");
        assertThat(places(started)).containsExactly("1 ", "2 ");
        assertThat(started.getFirst().path("gen_ai.request.model").asString()).isEqualTo("gemini-2.5-flash");
        assertThat(started.getFirst().at("/http/path").asString())
                .isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        gateway.providerSays(
                "application/json",
                "{\"name\":\"batches/b1\",\"metadata\":{\"state\":\"BATCH_STATE_EXPIRED\"},\"done\":true,"
                        + "\"response\":{\"responsesFile\":\"files/batch-b1\"}}");
        gateway.http().get("/g/v1beta/batches/b1");
        assertThat(lines("ai.call.completed")).isEmpty();
        gateway.providerSays(
                "application/octet-stream", "{\"key\":\"b\"," + answered("").substring(1) + "\n");
        gateway.http().get("/g/download/v1beta/files/batch-b1:download?alt=media");
        assertThat(places(lines("ai.call.completed"))).containsExactly("2 ok", "1 timeoutbatch-expired");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        upload           | {"key":"a","request":{"contents":[]}}
        upload, finalize | {"key":"a","request":{"contents":[]}} no
        upload, finalize | {"some":"json"}
        upload, finalize | no json
        """)
    void whatIsNoFileOfRequestsIsUploadedAndNoBatchOfLines(String command, String content) throws Exception {
        assertThat(uploadToGoogle(command, content).status()).isEqualTo(200);
        assertThat(batchOfFile().status()).isEqualTo(200);
        assertThat(lines("ai.call.started")).isEmpty();
    }

    @Test
    void aBatchOfGooglesThatExpiresEndsItsLines() throws Exception {
        gateway.providerSays("application/json", "{\"name\":\"batches/b1\"}");
        gateway.http().post(GOOGLE, "{\"batch\":{\"inputConfig\":{\"requests\":{\"requests\":[" + asked("") + "]}}}}");
        gateway.providerSays(
                "application/json", "{\"name\":\"batches/b1\",\"metadata\":{\"state\":\"BATCH_STATE_EXPIRED\"}}");
        gateway.http().get("/g/v1beta/batches/b1");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 timeoutbatch-expired");
    }

    @Test
    void aPartOfResultsIsNotAskedFor() throws Exception {
        submit("one");
        gateway.provider().says((connection, wire) -> {
            String head = String.valueOf(wire.received());
            String body = results("one");
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nX-Ranged: "
                    + head.toLowerCase(Locale.ROOT).contains("range") + "\r\n\r\n" + body);
        });
        Http.Answer fetched = gateway.http().get(BATCHES + "/msgbatch_1/results", "Range: bytes=5-");
        assertThat(fetched.header("x-ranged")).hasValue("false");
        assertThat(places(lines("ai.call.completed"))).containsExactly("1 ok");
    }
}

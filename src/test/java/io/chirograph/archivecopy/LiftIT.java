package io.chirograph.archivecopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.e2e.ChildProcess;
import io.chirograph.e2e.Commands;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.Http;
import io.chirograph.e2e.StandinProcess;
import io.chirograph.rgw.RgwServer;
import io.chirograph.standin.StandinIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import tools.jackson.databind.JsonNode;

/// The same steps at two sites with a store and an issuer of their own, told apart by two configuration files alone.
/// Then the first one's log is carried to the second one's store. docs/lift.md has the steps for people.
@Tag("slow")
class LiftIT {
    private static final String PREFIX = "audit";
    private static final String MODEL_CALL =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @TempDir
    private Path directory;

    /// A place where the system runs.
    /// @param home with `config/application.yml` and `config/policy.yml`; nothing else tells it from another
    private record Site(
            String name, Path home, RgwServer store, String bucket, StandinIssuer issuer, int port, int opsPort) {
        String token(String role) throws IOException {
            return issuer.token(
                    Map.of("sub", role + "-of-" + name, "roles", List.of(role), "aud", List.of("chirograph-" + name)));
        }

        String archive() {
            return "s3://" + bucket + "/" + PREFIX;
        }

        /// How a command reaches the store as this identity.
        Map<String, String> as(String identity) {
            return Map.of(
                    "CHIROGRAPH_ARCHIVE_S3_ENDPOINT",
                    store.endpoint(),
                    "AWS_ACCESS_KEY_ID",
                    store.accessKey(identity),
                    "AWS_SECRET_ACCESS_KEY",
                    store.secretKey(identity));
        }

        Http.Answer get(String path, String token) throws IOException {
            return new Http(port, "none").get(path, "Authorization: Bearer " + token);
        }
    }

    @Test
    void theSameStepsHoldAtTwoSitesAndTheLogIsCarriedFromOneToTheOther() throws Exception {
        try (RgwServer second = RgwServer.another();
                StandinIssuer issuer = StandinIssuer.start();
                StandinIssuer otherIssuer = StandinIssuer.start();
                StandinProcess provider = StandinProcess.start(directory)) {
            Site old = site("old", RgwServer.shared(), issuer, provider.baseUrl());
            Site taken = site("new", second, otherIssuer, provider.baseUrl());
            String oldKey = walk(old, taken);
            String newKey = walk(taken, old);

            Commands.Result trial = copy(old, taken, oldKey, "--dry-run");
            assertThat(trial.exit()).as(trial.output()).isZero();
            assertThat(keys(taken)).noneMatch(key -> key.contains("/old-"));
            Commands.Result copied = copy(old, taken, oldKey);
            assertThat(copied.exit()).as(copied.output()).isZero();
            assertThat(copied.output()).contains("The archive holds.", "locks read back");
            assertLockedAsLong(old, taken);
            Commands.Result again = copy(old, taken, oldKey);
            assertThat(again.exit()).as(again.output()).isZero();
            assertThat(again.output()).contains("put 0 objects");

            Commands.Result both = Commands.process(
                    taken.home(),
                    taken.as("AUDITOR"),
                    "verify",
                    taken.archive(),
                    "--key=" + oldKey,
                    "--key=" + newKey,
                    "--require-lock=COMPLIANCE");
            assertThat(both.exit()).as(both.output()).isZero();
            assertThat(both.output()).contains("old-", "new-");
            try (Archive store = Archives.s3(new S3Settings(
                    taken.bucket(),
                    PREFIX,
                    second.endpoint(),
                    null,
                    true,
                    second.accessKey("AUDITOR"),
                    second.secretKey("AUDITOR"),
                    null,
                    null,
                    null))) {
                assertThat(store.region().orElse("default"))
                        .as("where the bucket is, or nothing")
                        .isNotBlank();
            }
        }
    }

    private Site site(String name, RgwServer store, StandinIssuer issuer, String provider) throws Exception {
        String bucket = store.createBucket(true);
        store.allowWriter(bucket, PREFIX + "/");
        Path home = Files.createDirectories(directory.resolve(name));
        Site site = new Site(name, home, store, bucket, issuer, GatewayProcess.freePort(), GatewayProcess.freePort());
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/policy.yml"), "version: 1\npayload: clear\n");
        Files.writeString(home.resolve("config/application.yml"), """
            chirograph:
              environment: production
              log:
                origin: lift.example/NAME
                signing-key: signing-key.pem
              policy: {file: config/policy.yml}
              identity:
                operators:
                  issuer-uri: ISSUER
                  jwk-set-uri: ISSUER/oauth2/jwks
                  audiences: [chirograph-NAME]
              archive:
                type: s3
                retention: P2D
                require-tier: COMPLIANCE
                s3: {bucket: BUCKET, prefix: PREFIX, endpoint: ENDPOINT, credentials-file: store-credential}
              exporter: {max-age: 100ms}
              query: {poll: 100ms}
              gateway:
                providers:
                  models: {base-url: PROVIDER, dialect: openai, auth: none}
            server: {address: 127.0.0.1, port: PORT}
            management: {server: {port: OPSPORT}}
            """.replace("NAME", name)
                .replace("ISSUER", issuer.uri())
                .replace("BUCKET", bucket)
                .replace("PREFIX", PREFIX)
                .replace("ENDPOINT", store.endpoint())
                .replace("PROVIDER", provider.replaceAll("/$", ""))
                .replace("OPSPORT", "" + site.opsPort())
                .replace("PORT", "" + site.port()));
        Files.writeString(
                home.resolve("store-credential"),
                "aws_access_key_id=" + store.accessKey("WRITER") + "\naws_secret_access_key="
                        + store.secretKey("WRITER") + "\n");
        return site;
    }

    /// A gateway is started, called, read by an auditor of its issuer and verified; answers the log's key.
    private String walk(Site site, Site other) throws Exception {
        Commands.Result made = Commands.run(
                site.home(),
                Map.of(),
                "signing-key",
                "generate",
                "--file=" + site.home().resolve("signing-key.pem"),
                "--origin=lift.example/" + site.name());
        assertThat(made.exit()).as(made.output()).isZero();
        String key = made.line();
        try (ChildProcess gateway = start(site)) {
            Http.Answer answer = new Http(site.port(), "none")
                    .post(
                            "/admin/v1/gateway-keys",
                            "{\"id\":\"app-1\",\"application\":\"app\",\"tenant\":\"acme\",\"team\":\"t\"}",
                            "Authorization: Bearer " + site.token("administrator"));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            String application = answer.json().path("key").stringValue();
            Http.Answer call = new Http(site.port(), application).post("/models/v1/chat/completions", MODEL_CALL);
            assertThat(call.status()).as(call.text()).isEqualTo(200);
            String auditor = site.token("auditor");
            gateway.await(
                    "an auditor of " + site.name() + " finds the call",
                    () -> site.get("/audit/v1/calls/" + call.callId(), auditor).status() == 200);
            assertThat(site.get("/audit/v1/calls", other.token("auditor")).status())
                    .as("an auditor of the other issuer")
                    .isEqualTo(401);
            JsonNode read =
                    site.get("/audit/v1/calls/" + call.callId(), auditor).json();
            assertThat(String.valueOf(read)).contains("\"acme\"");
            gateway.stop();
        }
        Commands.Result verified = Commands.process(
                site.home(),
                site.as("AUDITOR"),
                "verify",
                site.archive(),
                "--key=" + key,
                "--payloads",
                "--require-lock=COMPLIANCE");
        assertThat(verified.exit()).as(verified.output()).isZero();
        return key;
    }

    private ChildProcess start(Site site) throws IOException {
        ChildProcess process = GatewayProcess.plain(site.home());
        process.await("ready", () -> {
            try {
                return new Http(site.opsPort(), "none")
                                .get("/actuator/health/readiness")
                                .status()
                        == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
        return process;
    }

    /// With the configuration of the site that it goes to; the other store is named beside it.
    private static Commands.Result copy(Site old, Site taken, String key, String... more) throws IOException {
        String source = "--chirograph.query.source.";
        String[] arguments = {
            "archive",
            "copy",
            "--from=source",
            "--to=main",
            "--key=" + key,
            source + "type=s3",
            source + "s3.bucket=" + old.bucket(),
            source + "s3.prefix=" + PREFIX,
            source + "s3.endpoint=" + old.store().endpoint(),
            source + "s3.access-key-id=" + old.store().accessKey("AUDITOR"),
            source + "s3.secret-access-key=" + old.store().secretKey("AUDITOR"),
            // as the bucket's owner there: a writer may not read content, and a second run compares
            "--chirograph.archive.s3.credentials-file=",
            "--chirograph.archive.s3.access-key-id=" + taken.store().accessKey("ADMIN"),
            "--chirograph.archive.s3.secret-access-key=" + taken.store().secretKey("ADMIN"),
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Commands.run(taken.home(), Map.of(), all);
    }

    private static List<String> keys(Site site) {
        try (S3Client admin = site.store().admin()) {
            return admin
                    .listObjectsV2Paginator(
                            request -> request.bucket(site.bucket()).prefix(PREFIX + "/"))
                    .contents()
                    .stream()
                    .map(object -> object.key())
                    .toList();
        }
    }

    /// Each object of the log is in both stores, with the same bytes, and as long locked where it went.
    private static void assertLockedAsLong(Site old, Site taken) {
        List<String> carried =
                keys(old).stream().filter(key -> key.contains("/old-")).toList();
        assertThat(carried)
                .anyMatch(key -> key.contains("/payloads/"))
                .anyMatch(key -> key.contains("/events/"))
                .isEqualTo(keys(taken).stream()
                        .filter(key -> key.contains("/old-"))
                        .toList());
        try (S3Client there = old.store().admin();
                S3Client here = taken.store().admin()) {
            for (String key : carried) {
                HeadObjectResponse was =
                        there.headObject(request -> request.bucket(old.bucket()).key(key));
                HeadObjectResponse is = here.headObject(
                        request -> request.bucket(taken.bucket()).key(key));
                assertThat(is.objectLockModeAsString()).as(key).isEqualTo("COMPLIANCE");
                assertThat(is.objectLockRetainUntilDate())
                        .as(key)
                        .isAfterOrEqualTo(was.objectLockRetainUntilDate())
                        .isAfter(Instant.now());
                assertThat(here.getObjectAsBytes(request ->
                                        request.bucket(taken.bucket()).key(key))
                                .asByteArray())
                        .as(key)
                        .isEqualTo(there.getObjectAsBytes(
                                        request -> request.bucket(old.bucket()).key(key))
                                .asByteArray());
            }
        }
    }
}

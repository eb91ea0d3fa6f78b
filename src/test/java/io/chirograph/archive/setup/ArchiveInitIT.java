package io.chirograph.archive.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.e2e.Commands;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.Http;
import io.chirograph.e2e.Trail;
import io.chirograph.rgw.RgwServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.S3Object;

/// `chirograph archive init` on a real store.
class ArchiveInitIT {
    private static final String[] PRINCIPALS = {
        "--writer=arn:aws:iam:::user/writer",
        "--auditor=arn:aws:iam:::user/auditor",
        "--retention-manager=arn:aws:iam:::user/retention",
        "--administrator=arn:aws:iam:::user/admin"
    };

    @TempDir
    private Path directory;

    private RgwServer server;
    private final String bucket = "b-" + UUID.randomUUID();
    private final MockEnvironment settings = new MockEnvironment();
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void configuration() throws Exception {
        server = RgwServer.shared();
        Files.writeString(
                directory.resolve("admin"),
                "aws_access_key_id=" + server.accessKey("ADMIN") + "\naws_secret_access_key="
                        + server.secretKey("ADMIN") + "\n");
        settings.withProperty("chirograph.archive.type", "s3")
                .withProperty("chirograph.archive.retention", "P3D")
                .withProperty("chirograph.archive.s3.bucket", bucket)
                .withProperty("chirograph.archive.s3.prefix", "prod/gw-1")
                .withProperty("chirograph.archive.s3.endpoint", server.endpoint());
    }

    private int init(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("--credentials-file=" + directory.resolve("admin"));
        output.getBuffer().setLength(0);
        return new CommandLine(new ArchiveInitCommand(() -> settings))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
    }

    private DefaultRetention defaultRetention() {
        try (S3Client admin = server.admin()) {
            return admin.getObjectLockConfiguration(request -> request.bucket(bucket))
                    .objectLockConfiguration()
                    .rule()
                    .defaultRetention();
        }
    }

    @Test
    void aBucketIsMadeWithWhichTheGatewayFindsComplianceAndASecondRunChangesNothing() throws Exception {
        assertThat(init(PRINCIPALS)).as(output + "" + errors).isZero();
        assertThat(output.toString()).contains("created with Object Lock", "COMPLIANCE, 3 days");
        assertThat(defaultRetention().days()).isEqualTo(3);
        S3Settings writer = new S3Settings(
                bucket,
                "prod/gw-1",
                server.endpoint(),
                null,
                true,
                server.accessKey("WRITER"),
                server.secretKey("WRITER"),
                null,
                null,
                null);
        try (Archive archive = Archives.s3(writer)) {
            PreflightReport report = archive.preflight(LockMode.COMPLIANCE, Instant.now());
            assertThat(report.tier()).isEqualTo("COMPLIANCE");
            assertThat(report.findings()).isEmpty();
        }
        assertThat(init(PRINCIPALS)).as(output + "" + errors).isZero();
        assertThat(output.toString()).contains("found").doesNotContain("changed");
    }

    @Test
    void thePackagedProgramSetsABucketUpRecordsIntoItAndFindsWhatItsOwnerHides() throws Exception {
        assertThat(command("init", "--credentials-file=" + directory.resolve("admin")))
                .satisfies(made -> assertThat(made.exit()).as(made.output()).isZero());
        try (var gateway = GatewayProcess.start(directory, configuration("--chirograph.exporter.max-age=300ms"));
                var trail = new Trail(gateway)) {
            new Http(gateway.port(), gateway.key())
                    .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
            Awaitility.await("the call is in the archive")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> trail.calls().size() == 1);
            gateway.stop();
        }
        Commands.Result good = command("check");
        assertThat(good.exit()).as(good.output()).isZero();
        assertThat(good.output())
                .contains("tier COMPLIANCE, required COMPLIANCE", "of 1 logs: 0 findings against them")
                .doesNotContain("not known");
        server.allowWriter(bucket, "prod/gw-1");
        try (S3Client owner = server.admin()) {
            String segment =
                    owner.listObjectsV2(request -> request.bucket(bucket).prefix("prod/gw-1/")).contents().stream()
                            .map(S3Object::key)
                            .filter(key -> key.contains("/events/"))
                            .findFirst()
                            .orElseThrow();
            owner.deleteObject(request -> request.bucket(bucket).key(segment));
        }
        Commands.Result bad = command("check");
        assertThat(bad.exit()).as(bad.output()).isEqualTo(1);
        assertThat(bad.output()).contains("tier COMPLIANCE", "FAILURE shadowed", "1 delete markers");
    }

    /// An `archive` command of the packaged program; `init` with the administrator's credential, else the writer's.
    private Commands.Result command(String name, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("archive", name));
        if (name.equals("init")) {
            arguments.addAll(List.of(PRINCIPALS));
        }
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(configuration("--chirograph.data-dir=" + directory.resolve("data"))));
        return Commands.run(directory, Map.of(), arguments.toArray(String[]::new));
    }

    private String[] configuration(String more) {
        return new String[] {
            "--chirograph.archive.type=s3",
            "--chirograph.archive.retention=P3D",
            "--chirograph.archive.require-tier=COMPLIANCE",
            "--chirograph.archive.s3.bucket=" + bucket,
            "--chirograph.archive.s3.prefix=prod/gw-1",
            "--chirograph.archive.s3.endpoint=" + server.endpoint(),
            "--chirograph.archive.s3.access-key-id=" + server.accessKey("WRITER"),
            "--chirograph.archive.s3.secret-access-key=" + server.secretKey("WRITER"),
            more
        };
    }

    @Test
    void whatIsStricterStaysAndWhatIsWeakerIsStrengthened() {
        settings.setProperty("chirograph.archive.lock-mode", "GOVERNANCE");
        assertThat(init()).isZero();
        assertThat(defaultRetention().modeAsString()).isEqualTo("GOVERNANCE");
        settings.setProperty("chirograph.archive.lock-mode", "COMPLIANCE");
        settings.setProperty("chirograph.archive.retention", "P5D");
        assertThat(init()).isZero();
        settings.setProperty("chirograph.archive.lock-mode", "GOVERNANCE");
        settings.setProperty("chirograph.archive.retention", "P1D");
        assertThat(init()).isZero();
        assertThat(defaultRetention().modeAsString()).isEqualTo("COMPLIANCE");
        assertThat(defaultRetention().days()).isEqualTo(5);
    }

    @Test
    void aBucketWithoutObjectLockIsRefusedAndAnotherPolicyIsLeftAlone() {
        try (S3Client admin = server.admin()) {
            admin.createBucket(request -> request.bucket(bucket));
        }
        assertThat(init(PRINCIPALS)).isEqualTo(1);
        assertThat(output.toString()).contains("refused", "has none");
        String locked = server.createBucket(true);
        server.allow(locked, "admin");
        settings.setProperty("chirograph.archive.s3.bucket", locked);
        assertThat(init(PRINCIPALS)).isEqualTo(1);
        assertThat(output.toString()).contains("--replace-policy");
        List<String> replace = new ArrayList<>(List.of(PRINCIPALS));
        replace.add("--replace-policy");
        assertThat(init(replace.toArray(String[]::new))).isZero();
    }

    @Test
    void aTrialChangesNothingAndPoliciesArePrintedWithoutAStore() {
        assertThat(init("--dry-run")).isZero();
        assertThat(output.toString()).contains("would change");
        try (S3Client admin = server.admin()) {
            assertThat(admin.listBuckets().buckets()).noneMatch(found -> bucket.equals(found.name()));
        }
        settings.setProperty("chirograph.archive.s3.endpoint", "http://127.0.0.1:1");
        List<String> print = new ArrayList<>(List.of(PRINCIPALS));
        print.add("--print-policies");
        assertThat(init(print.toArray(String[]::new))).isZero();
        assertThat(output.toString()).contains("# writer.json", "prod/gw-1/*").doesNotContain("${");
    }

    @Test
    void theStoreIsToldToDeleteCanariesAndSegmentsThatRanOut() {
        assertThat(init("--lifecycle", "--log=gw-1-0a0b0c0d"))
                .as(output + "" + errors)
                .isZero();
        try (S3Client admin = server.admin()) {
            assertThat(admin.getBucketLifecycleConfiguration(request -> request.bucket(bucket))
                            .rules())
                    .anySatisfy(rule -> {
                        assertThat(rule.filter().prefix()).isEqualTo("prod/gw-1/preflight/");
                        assertThat(rule.expiration().days()).isEqualTo(2);
                    })
                    .anySatisfy(rule -> {
                        assertThat(rule.filter().prefix()).isEqualTo("prod/gw-1/gw-1-0a0b0c0d/events/");
                        assertThat(rule.expiration().days()).isGreaterThan(3);
                    });
        }
        assertThat(init("--lifecycle", "--log=gw-1-0a0b0c0d")).isZero();
        assertThat(output.toString()).doesNotContain("changed");
    }
}

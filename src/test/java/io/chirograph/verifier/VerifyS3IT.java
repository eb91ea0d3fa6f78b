package io.chirograph.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.rgw.RgwServer;
import io.chirograph.verifier.command.VerifyCommand;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Verifying a lock bucket on a real store, with the auditor's identity, which may only read.
class VerifyS3IT {
    private static final String PREFIX = "audit/prod";

    private final SealedLog log = new SealedLog();
    private RgwServer server;
    private String bucket;

    VerifyS3IT() throws Exception {
        // the log's key is the same in every test
    }

    @BeforeEach
    void export() throws Exception {
        server = RgwServer.shared();
        bucket = server.createBucket(true);
        server.allowWriter(bucket, PREFIX);
        log.start().calls(130).seal();
        log.calls(10).stop().seal();
        Retention retention = new Retention(
                LockMode.COMPLIANCE, Instant.now().plus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.SECONDS));
        try (Archive archive = as("WRITER")) {
            for (String key : log.archive.keys("")) {
                archive.put(key, log.archive.bytes(key), retention);
            }
        }
    }

    private Archive as(String user) {
        return Archives.s3(new S3Settings(
                bucket,
                PREFIX,
                server.endpoint(),
                null,
                true,
                server.accessKey(user),
                server.secretKey(user),
                null,
                null,
                null));
    }

    /// With credentials where whoever runs the command has them; nobody else looks there meanwhile.
    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void theCommandReadsABucket() {
        StringWriter out = new StringWriter();
        System.setProperty("aws.accessKeyId", server.accessKey("AUDITOR"));
        System.setProperty("aws.secretAccessKey", server.secretKey("AUDITOR"));
        int exitCode;
        try {
            exitCode = new CommandLine(new VerifyCommand())
                    .setOut(new PrintWriter(out))
                    .execute("s3://" + bucket + "/" + PREFIX, "--endpoint", server.endpoint(), "--key", log.key());
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }

        assertThat(out.toString()).contains("complete up to size 282").endsWith("The archive holds.\n");
        assertThat(exitCode).isZero();
    }

    @Test
    void aVersionOnTopAndADeleteMarkerAreToldAndHideNothing() throws Exception {
        String segment = log.segments.getFirst();
        String checkpoint = log.layout.checkpoint(log.size());
        try (S3Client admin = server.admin()) {
            admin.putObject(
                    request -> request.bucket(bucket).key(PREFIX + "/" + segment), RequestBody.fromString("other"));
            admin.deleteObject(request -> request.bucket(bucket).key(PREFIX + "/" + checkpoint));
        }

        LogReport report;
        try (Archive archive = as("AUDITOR")) {
            report = new ArchiveVerifier(archive, Progress.NONE, VerificationOptions.NONE)
                    .verify(List.of(log.signer.verifierKey()), Map.of())
                    .logs()
                    .getFirst();
        }

        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
        assertThat(report.size()).isEqualTo(282);
        assertThat(report.findings()).extracting(Finding::kind).containsOnly(FindingKind.SHADOWED);
        assertThat(report.findings()).extracting(Finding::object).containsExactlyInAnyOrder(segment, checkpoint);
    }
}

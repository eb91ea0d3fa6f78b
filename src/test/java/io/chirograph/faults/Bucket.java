package io.chirograph.faults;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.e2e.Commands;
import io.chirograph.rgw.RgwServer;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A bucket with Object Lock on a real store, as its writer and its auditors see it.
record Bucket(RgwServer rgw, String name) {
    private static final String PREFIX = "trail";

    static Bucket make() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String name = rgw.createBucket(true);
        rgw.allowWriter(name, PREFIX + "/");
        return new Bucket(rgw, name);
    }

    /// The settings of a gateway.
    List<String> forWriter(String endpoint) {
        return rgw.archive(name, PREFIX, endpoint);
    }

    /// The settings of an auditors' process.
    List<String> forAuditor(String endpoint) {
        return List.of(
                "--chirograph.query.source.type=s3",
                "--chirograph.query.source.retention=P1D",
                "--chirograph.query.source.s3.bucket=" + name,
                "--chirograph.query.source.s3.prefix=" + PREFIX,
                "--chirograph.query.source.s3.endpoint=" + endpoint,
                "--chirograph.query.source.s3.path-style=true",
                "--chirograph.query.source.s3.access-key-id=" + rgw.accessKey("AUDITOR"),
                "--chirograph.query.source.s3.secret-access-key=" + rgw.secretKey("AUDITOR"));
    }

    Archive asAuditor() {
        return Archives.s3(new S3Settings(
                name,
                PREFIX,
                rgw.endpoint(),
                null,
                true,
                rgw.accessKey("AUDITOR"),
                rgw.secretKey("AUDITOR"),
                null,
                null,
                null));
    }

    /// What `./chirograph verify --payloads` says of the archive under these keys.
    Commands.Result verify(Path directory, List<VerifierKey> keys) throws IOException {
        List<String> words = new ArrayList<>(List.of("verify", "s3://" + name + "/" + PREFIX, "--payloads"));
        for (VerifierKey key : keys) {
            words.addAll(List.of("--key", key.toString()));
        }
        return Commands.run(directory, rgw.environment("AUDITOR"), words.toArray(String[]::new));
    }
}

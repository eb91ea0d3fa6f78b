package io.chirograph.archive.configured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {
    private static final ArchiveOptions OPTIONS = ArchiveOptions.from(Map.of(
            "CHIROGRAPH_ARCHIVE_S3_ENDPOINT", "http://127.0.0.1:1", "CHIROGRAPH_ARCHIVE_S3_REGION", "eu-west-1"));

    @Test
    void aBucketWithOrWithoutPrefixIsOpened() throws Exception {
        for (String location : new String[] {"s3://bucket", "s3://bucket/a/b"}) {
            try (Archive archive = Archives.open(location, OPTIONS)) {
                assertThat(archive.describe()).isEqualTo(new ArchiveDescription("s3", location, "unknown"));
            }
        }
        try (Archive archive = Archives.open("s3://bucket/a/", OPTIONS)) {
            assertThat(archive.describe().location()).isEqualTo("s3://bucket/a");
        }
    }

    @Test
    void aDirectoryMustBeThere(@TempDir Path directory) throws Exception {
        assertThat(Archives.open(directory.toString(), new ArchiveOptions(null, null, null))
                        .describe()
                        .kind())
                .isEqualTo("directory");
        assertThatThrownBy(() -> Archives.open(directory + "/absent", new ArchiveOptions(null, null, null)))
                .isInstanceOf(ArchiveUnavailableException.class)
                .hasMessageContaining("/absent");
    }

    @Test
    void givenOptionsComeBeforeTheEnvironments() {
        ArchiveOptions given = new ArchiveOptions("http://other", null, false);
        assertThat(given.or(OPTIONS)).isEqualTo(new ArchiveOptions("http://other", "eu-west-1", false));
    }
}

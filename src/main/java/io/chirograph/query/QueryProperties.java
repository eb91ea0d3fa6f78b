package io.chirograph.query;

import io.chirograph.query.index.IndexFile;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.postgres.IndexDatabase;
import io.chirograph.query.index.postgres.IndexSettings;
import io.chirograph.query.questions.SavedQuestion;
import io.chirograph.query.questions.SavedQuestions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// Settings of the index and its follower.
/// @param directory where the index lives; `${chirograph.data-dir}/index` when not given
/// @param poll how often the archive is asked for something new
/// @param share which part of the time the follower may work while it is behind, so that a catch-up leaves the
///     processor to the calls; 1 means without pause. While the processors are busy it takes a fifth of that
/// @param questions that auditors ask again and again, by name
/// @param keys verifier keys of further logs to follow beside the one that this process writes
/// @param index what the index lives in
@ConfigurationProperties("chirograph.query")
record QueryProperties(
        @Nullable Path directory,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("0.25") double share,
        @DefaultValue Map<String, SavedQuestion.Settings> questions,
        @DefaultValue List<String> keys,
        @DefaultValue IndexSettings index) {
    QueryProperties {
        Assert.isTrue(poll.isPositive(), "chirograph.query.poll is " + poll + "; it must be positive");
        Assert.isTrue(
                share > 0 && share <= 1,
                "chirograph.query.share is " + share + "; it must be more than 0 and at most 1");
        SavedQuestions unused = SavedQuestions.of(questions);
    }

    IndexStore open(Path dataDir) throws IOException, SQLException {
        return index.isShared() ? IndexDatabase.open(index) : IndexFile.open(directoryIn(dataDir));
    }

    Path directoryIn(Path dataDir) {
        return directory == null ? dataDir.resolve("index") : directory;
    }
}

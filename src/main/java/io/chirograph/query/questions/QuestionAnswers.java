package io.chirograph.query.questions;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ConditionalOnRole;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Answers questions for a period, wherever they are saved. Thread-safe.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
public record QuestionAnswers(IndexReader index, FollowedLogs logs, ConfiguredArchives archives, Clock clock) {
    /// A time that is asked about: `from` and `to`, or `last`, each as it was given; null where it was not.
    public record Given(
            @Nullable String from,
            @Nullable String to,
            @Nullable String last) {}

    QuestionReader.Answer answer(SavedQuestion question, Given given, AuditedRead read) throws SQLException {
        AskedPeriod period =
                AskedPeriod.asked(given.from(), given.to(), given.last(), question.last(), clock.instant());
        return new QuestionReader(
                        index.within(read.scope()), logs, archives.audited().archive(), question)
                .answer(period, read);
    }

    /// The answer, as the API has it.
    public JsonNode json(SavedQuestion question, Given given, AuditedRead read) throws SQLException {
        return StrictJson.MAPPER.valueToTree(answer(question, given, read));
    }
}

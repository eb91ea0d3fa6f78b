package io.chirograph.console.questions;

import io.chirograph.console.desk.DeskStore;
import io.chirograph.console.desk.Shelf;
import io.chirograph.event.facts.AuditorDesk.QuestionChanged;
import io.chirograph.identity.operators.Operator;
import io.chirograph.query.questions.SavedQuestion;
import io.chirograph.query.questions.SavedQuestions;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The questions of this process. Keeping and deleting one is an event, durable before it. Thread-safe.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
final class QuestionDesk {
    /// So many there may be, of all auditors together.
    static final int MOST = 1000;

    private final Shelf<KeptQuestion> kept;
    private final SavedQuestions configured;
    private final Recorder recorder;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();

    QuestionDesk(DeskStore store, SavedQuestions configured, Recorder recorder, Clock clock) {
        this.kept = store.shelf("question", KeptQuestion.class, MOST);
        this.configured = configured;
        this.recorder = recorder;
        this.clock = clock;
    }

    /// A question that an auditor may ask.
    /// @param own whether it is the auditor's own, and not one of the configuration
    record Named(SavedQuestion question, boolean own) {}

    /// Those of the configuration, then the auditor's own, each by name.
    List<Named> seenBy(Operator auditor) {
        List<Named> all = new ArrayList<>();
        configured.byName().values().forEach(one -> all.add(new Named(one, false)));
        kept.all().stream()
                .filter(one -> isOf(auditor, one))
                .map(one -> new Named(one.question(), true))
                .sorted(Comparator.comparing(one -> one.question().name()))
                .forEach(all::add);
        return all;
    }

    /// @throws ApiException there is none of that name
    Named named(String name, Operator auditor) {
        SavedQuestion one = configured.byName().get(name);
        return one != null
                ? new Named(one, false)
                : own(name, auditor)
                        .map(own -> new Named(own.question(), true))
                        .orElseThrow(() -> ApiException.notFound("There is no such question."));
    }

    /// Keeps a question, in the place of the auditor's own of that name.
    /// @throws RecordingUnavailable it is not kept
    void keep(String name, String ask, String expect, @Nullable String last, Operator auditor)
            throws RecordingUnavailable {
        if (!name.matches(SavedQuestions.NAME) || configured.byName().containsKey(name)) {
            throw ApiException.badParameter(
                    "name",
                    name,
                    "1 to 64 lower-case letters, digits and inner hyphens, and none of the configuration");
        }
        KeptQuestion question =
                new KeptQuestion(name, ask, expect, last, fact(auditor, "subject"), fact(auditor, "issuer"));
        try {
            SavedQuestion unused = question.question();
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE, String.valueOf(e.getMessage()).replace(SavedQuestion.PREFIX, ""));
        }
        changing.lock();
        try {
            if (own(name, auditor).isEmpty() && !kept.makeRoom(clock.instant())) {
                throw ApiException.badParameter("questions", Integer.toString(MOST), "fewer: delete some");
            }
            recorder.record(new QuestionChanged(name, true, ask, expect, last, auditor.actor()));
            kept.put(question);
        } finally {
            changing.unlock();
        }
    }

    /// Deletes one of the auditor's own.
    /// @throws RecordingUnavailable it is still there
    void delete(String name, Operator auditor) throws RecordingUnavailable {
        changing.lock();
        try {
            KeptQuestion question =
                    own(name, auditor).orElseThrow(() -> ApiException.notFound("You keep no question of this name."));
            recorder.record(new QuestionChanged(
                    name, false, question.ask(), question.expect(), question.last(), auditor.actor()));
            kept.remove(question.key());
        } finally {
            changing.unlock();
        }
    }

    private Optional<KeptQuestion> own(String name, Operator auditor) {
        return kept.get(KeptQuestion.key(fact(auditor, "issuer"), fact(auditor, "subject"), name));
    }

    private static boolean isOf(Operator auditor, KeptQuestion one) {
        return one.maker().equals(fact(auditor, "subject")) && one.issuer().equals(fact(auditor, "issuer"));
    }

    private static String fact(Operator operator, String name) {
        return operator.actor().verified().getOrDefault(name, "");
    }
}

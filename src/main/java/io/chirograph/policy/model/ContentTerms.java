package io.chirograph.policy.model;

import io.chirograph.event.value.PayloadLevel;
import java.util.List;

/// How the content of a call is kept.
/// @param request of the request's body
/// @param response of the response's body
/// @param retentionClass the class that keeps it
/// @param keyed whether digests are made with the tenant's key, so that nobody guesses what they are of
/// @param subjects what names the persons whom the content is about, where it can be erased: `user` for the verified
///     end user, `metadata.<name>` for an entry of the metadata; empty where it cannot
/// @param allSubjects whether every one of their keys is needed for opening, else any one
/// @param pseudonyms whether identifying fields are written as keyed pseudonyms
/// @param denied findings of the detectors for which the call is refused
public record ContentTerms(
        PayloadLevel request,
        PayloadLevel response,
        String retentionClass,
        boolean keyed,
        List<String> subjects,
        boolean allSubjects,
        boolean pseudonyms,
        List<String> denied) {
    public ContentTerms {
        subjects = List.copyOf(subjects);
        denied = List.copyOf(denied);
    }

    /// The same at other levels, with what is denied to be found.
    public ContentTerms with(PayloadLevel ofRequest, PayloadLevel ofResponse, List<String> findings) {
        return ofRequest == request && ofResponse == response && findings.equals(denied)
                ? this
                : new ContentTerms(
                        ofRequest, ofResponse, retentionClass, keyed, subjects, allSubjects, pseudonyms, findings);
    }

    /// Whether content is kept so that it can be erased: no level but `encrypted` does that.
    public boolean isErasable() {
        return !subjects.isEmpty();
    }

    /// Request and response at one level, with plain digests.
    public static ContentTerms of(PayloadLevel level, String retentionClass) {
        return new ContentTerms(level, level, retentionClass, false, List.of(), false, false, List.of());
    }
}

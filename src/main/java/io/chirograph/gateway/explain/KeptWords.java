package io.chirograph.gateway.explain;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.DataClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Says in words how a call's content would be kept.
final class KeptWords {
    private KeptWords() {}

    /// A line for each thing that there is to say.
    static List<String> of(ContentTerms terms) {
        List<String> lines = new ArrayList<>();
        lines.add("request: " + words(terms.request(), terms));
        lines.add("response: " + words(terms.response(), terms));
        boolean isEncrypted = isEncrypted(terms.request()) || isEncrypted(terms.response());
        if (terms.isErasable() && isEncrypted) {
            lines.add("erased when the key of " + persons(terms) + " is destroyed");
        }
        if (terms.pseudonyms()) {
            lines.add("identifying fields are pseudonyms");
        }
        if (!terms.denied().isEmpty()) {
            lines.add("refused where the request is found to hold " + String.join(" or ", terms.denied()));
        }
        return lines;
    }

    private static String words(PayloadLevel level, ContentTerms terms) {
        String digest = (terms.keyed() ? "keyed" : "plain") + " digest";
        String stored = ", in class " + terms.retentionClass() + "; " + digest;
        return switch (level) {
            case NOTHING -> "its size alone";
            case DIGEST -> digest;
            case REFERENCE -> "where the caller keeps it; " + digest;
            case REDACTED -> "redacted" + stored;
            case ENCRYPTED -> "encrypted to the recipients" + stored;
            case CLEAR -> "as it is" + stored;
        };
    }

    private static boolean isEncrypted(PayloadLevel level) {
        return level == PayloadLevel.ENCRYPTED;
    }

    private static String persons(ContentTerms terms) {
        return terms.subjects().stream()
                .map(subject -> subject.equals(DataClass.USER) ? "the verified end user" : "whom " + subject + " names")
                .collect(Collectors.joining(terms.allSubjects() ? " or of " : " and of "));
    }
}

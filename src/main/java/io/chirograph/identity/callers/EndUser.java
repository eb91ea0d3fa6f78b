package io.chirograph.identity.callers;

import io.chirograph.event.value.Actor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `Chirograph-User-Token` proves.
public sealed interface EndUser {
    /// For whom the application calls.
    /// @param subject the user, as the issuer calls it
    /// @param acts who acts for the user, as the token says
    record Verified(String subject, String issuer, List<SortedMap<String, String>> acts) implements EndUser {
        /// The actor with the user as its subject. What the caller's own token said of a subject is kept as
        /// `callerSubject` and `callerIssuer`, and those who act for that one come last.
        public Actor with(Actor caller) {
            TreeMap<String, String> verified = new TreeMap<>(caller.verified());
            rename(verified, "subject", "callerSubject");
            rename(verified, "issuer", "callerIssuer");
            verified.put("subject", subject);
            verified.put("issuer", issuer);
            List<SortedMap<String, String>> all = new ArrayList<>(acts);
            caller.acts().forEach(act -> all.add(Acts.ofCaller(act)));
            return new Actor(Collections.unmodifiableSortedMap(verified), caller.asserted(), all);
        }

        private static void rename(TreeMap<String, String> fields, String from, String to) {
            String value = fields.remove(from);
            if (value != null) {
                fields.put(to, value);
            }
        }
    }

    /// Nobody: the call is refused, for it says that it is somebody's.
    record Invalid(String reason) implements EndUser {}

    /// The issuer's keys cannot be had now.
    record Undecided() implements EndUser {}
}

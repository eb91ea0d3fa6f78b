package io.chirograph.policy.model;

import io.chirograph.event.value.PayloadLevel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How content is kept by class of data, as policy and classes have it together.
///
/// A class keeps no more than the classes below it, has a retention as the nearest below it where it says none, and
/// can be erased and has pseudonyms where one below it does. Its digests are keyed where it says so; where it says
/// nothing, if the policy says so, a class below it has it so, its content can be erased, or the policy says nothing
/// either and the class stands behind [#INTERNAL].
public final class TermsByClass {
    /// The class above which digests are keyed.
    public static final String INTERNAL = "internal";

    private TermsByClass() {}

    /// The terms of calls of no class, then of each class.
    public static List<ContentTerms> of(Policy policy, boolean isDevelopment) {
        PayloadLevel otherwise = isDevelopment ? PayloadLevel.CLEAR : PayloadLevel.DIGEST;
        PayloadLimit said = policy.payload();
        ContentTerms terms = new ContentTerms(
                said == null || said.request() == null ? otherwise : said.request(),
                said == null || said.response() == null ? otherwise : said.response(),
                policy.payloadRetention() == null ? policy.retention() : policy.payloadRetention(),
                policy.digests() == DigestForm.KEYED,
                List.of(),
                false,
                false,
                List.of());
        List<ContentTerms> byClass = new ArrayList<>();
        byClass.add(terms);
        int internal = policy.rank(INTERNAL);
        boolean isOfContent = policy.payloadRetention() != null;
        for (int i = 0; i < policy.dataClasses().size(); i++) {
            DataClass one = policy.dataClasses().get(i);
            boolean isAbove = policy.digests() == null && internal >= 0 && i > internal;
            isOfContent |= one.payloadRetention() != null;
            terms = above(terms, one, isAbove || policy.digests() == DigestForm.KEYED, isOfContent);
            byClass.add(terms);
        }
        return List.copyOf(byClass);
    }

    /// @param isOfContent whether a retention of content is named in this class, below it or by the policy
    private static ContentTerms above(ContentTerms below, DataClass one, boolean isKeyed, boolean isOfContent) {
        String ofRecord = isOfContent || one.retention() == null ? below.retentionClass() : one.retention();
        boolean isErasable = one.isErasable() || !below.subjects().isEmpty();
        return new ContentTerms(
                least(below.request(), one.payload(), true),
                least(below.response(), one.payload(), false),
                one.payloadRetention() == null ? ofRecord : one.payloadRetention(),
                one.digests() == null ? isKeyed || isErasable || below.keyed() : one.digests() == DigestForm.KEYED,
                one.isErasable() ? one.subjects() : below.subjects(),
                one.isErasable() ? !Boolean.FALSE.equals(one.all()) : below.allSubjects(),
                one.pseudonyms() == null ? below.pseudonyms() : one.pseudonyms(),
                List.of());
    }

    private static PayloadLevel least(PayloadLevel level, @Nullable PayloadLimit limit, boolean isRequest) {
        return limit == null ? level : PayloadLimit.least(level, isRequest ? limit.request() : limit.response());
    }

    /// @throws Misfit content of a class that can be erased would be kept where no subject's key seals it
    static void requireSealed(PayloadLimit ofPolicy, List<DataClass> classes) {
        PayloadLevel request = PayloadLimit.least(PayloadLevel.CLEAR, ofPolicy.request());
        PayloadLevel response = PayloadLimit.least(PayloadLevel.CLEAR, ofPolicy.response());
        boolean isErasable = false;
        for (int i = 0; i < classes.size(); i++) {
            DataClass one = classes.get(i);
            request = least(request, one.payload(), true);
            response = least(response, one.payload(), false);
            isErasable |= one.isErasable();
            boolean isRequest = !isSealed(request);
            if (isErasable && (isRequest || !isSealed(response))) {
                String of = request == response ? "" : isRequest ? " for the request" : " for the response";
                String said = one.isErasable() ? "needs" : "is erasable as a class below it is, and needs";
                throw new Misfit(
                        "data-classes[" + i + "]" + (one.isErasable() ? ".erasable" : ""),
                        said + " payload encrypted or less than redacted, was "
                                + (isRequest ? request : response).wire() + of);
            }
        }
    }

    private static boolean isSealed(PayloadLevel level) {
        return level == PayloadLevel.ENCRYPTED || level.compareTo(PayloadLevel.REDACTED) < 0;
    }
}

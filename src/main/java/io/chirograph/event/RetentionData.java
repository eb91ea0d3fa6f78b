package io.chirograph.event;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The data of the events about holds and retention.
final class RetentionData {
    private static final int MATTER = 256;
    private static final int TEXT = 512;
    private static final int KEY = 1024;
    private static final int KEYS = 20;

    private RetentionData() {}

    static void requested(Fields data, HoldRequested facts) {
        data.word("action", facts.action().name().toLowerCase(Locale.ROOT)).text("matter", facts.matter(), MATTER);
        scope(data, facts.scope());
        data.text("reason", facts.reason(), TEXT);
        LogData.operator(data, facts.operator());
    }

    static void requested(Fields data, RetentionRequested facts) {
        if (facts.until() != null) {
            data.word("until", Times.rfc3339(facts.until()));
        }
        if (facts.by() != null) {
            data.word("by", facts.by().toString());
        }
        scope(data, facts.scope());
        data.text("reason", facts.reason(), TEXT);
        LogData.operator(data, facts.operator());
    }

    static void observed(Fields data, HoldObserved facts) {
        objects(data, facts.archive(), facts.objects(), facts.keys());
        data.text("matter", facts.matter(), MATTER);
        request(data, facts.request());
        data.flag("matched", facts.request() != null);
    }

    static void changed(Fields data, RetentionChanged facts) {
        objects(data, facts.archive(), facts.objects(), facts.keys());
        if (facts.before() != null) {
            data.word("before", Times.rfc3339(facts.before()));
        }
        if (facts.after() != null) {
            data.word("after", Times.rfc3339(facts.after()));
        }
        data.flag("shortened", facts.shortened())
                .word("cause", facts.cause().name().toLowerCase(Locale.ROOT));
        request(data, facts.request());
        data.flag("matched", facts.cause() != RetentionChanged.Cause.UNKNOWN);
    }

    private static void objects(Fields data, String archive, long objects, List<String> keys) {
        data.text("archive", archive, MATTER).number("objects", objects).texts("keys", keys, KEYS, KEY);
    }

    private static void request(Fields data, @Nullable UUID request) {
        if (request != null) {
            data.id("request", request);
        }
    }

    private static void scope(Fields data, @Nullable ObjectScope scope) {
        if (scope == null) {
            return;
        }
        Fields fields = data.object("scope")
                .texts("logs", scope.logs(), ObjectScope.MOST_LOGS, 255)
                .texts("ids", scope.ids().stream().map(UUID::toString).toList(), ObjectScope.MOST_IDS, 36)
                .text("prefix", scope.prefix(), TEXT);
        if (scope.from() != null) {
            fields.word("from", scope.from().toString());
        }
        if (scope.to() != null) {
            fields.word("to", scope.to().toString());
        }
        data.put("scope", fields);
    }
}

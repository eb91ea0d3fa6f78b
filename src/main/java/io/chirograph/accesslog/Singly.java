package io.chirograph.accesslog;

import io.chirograph.accesslog.format.StoreAccess;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which requests get an event each: of every minute so many, and of one principal to one object so many,
/// of each kind apart. So a flood of reads does not hide a deletion, and one of refused requests hides
/// none that was granted. One thread.
final class Singly {
    /// Minutes that are counted at a time: records come in no order.
    private static final int MINUTES = 120;

    private static final int REFUSED = 400;

    private final int perMinute;
    private final int perObject;
    private final Map<Long, Minute> minutes = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Minute> eldest) {
            return size() > MINUTES;
        }
    };

    private enum Kind {
        READ,
        CHANGE,
        REFUSED_READ,
        REFUSED_CHANGE
    }

    private static final class Minute {
        private final Map<Kind, Integer> taken = new EnumMap<>(Kind.class);
        private final Map<String, Integer> ofObject = new HashMap<>();
    }

    Singly(int perMinute, int perObject) {
        this.perMinute = perMinute;
        this.perObject = perObject;
    }

    /// Whether this one gets an event of its own.
    boolean takes(StoreAccess access) {
        Minute minute = minutes.computeIfAbsent(access.at().getEpochSecond() / 60, any -> new Minute());
        Kind kind = kind(access);
        String object = kind + " " + access.principal() + " " + access.key();
        int all = minute.taken.getOrDefault(kind, 0);
        int one = minute.ofObject.getOrDefault(object, 0);
        if (all >= perMinute || one >= perObject) {
            return false;
        }
        minute.taken.put(kind, all + 1);
        minute.ofObject.put(object, one + 1);
        return true;
    }

    private static Kind kind(StoreAccess access) {
        Integer status = access.status();
        boolean refused = status == null ? access.error() != null : status >= REFUSED;
        if (access.action().isChange()) {
            return refused ? Kind.REFUSED_CHANGE : Kind.CHANGE;
        }
        return refused ? Kind.REFUSED_READ : Kind.READ;
    }
}

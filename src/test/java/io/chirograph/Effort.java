package io.chirograph;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// How long campaigns and random tests go on: briefly in every build, at length with `-Pnightly`.
///
/// A brief round of many cases takes some of them, which change from day to day, so that a week of builds sees what one
/// night does. The day is printed once; `-Dtest.day` runs that of another day again.
public final class Effort {
    private static final boolean NIGHTLY = "nightly".equals(System.getProperty("test.effort"));
    private static final int FEWEST_TRIES = 3;
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Effort() {}

    /// The first number in every build, the second at night.
    public static int of(int brief, int atLength) {
        return NIGHTLY ? atLength : brief;
    }

    /// How often a random test is tried that is to be tried `atLength` times at night.
    public static int tries(int atLength) {
        return NIGHTLY ? atLength : Math.min(atLength, Math.max(FEWEST_TRIES, atLength / 10));
    }

    /// All of them at night, in every build about `brief` of them: those of the day, spread over the whole.
    public static <T> List<T> some(List<T> all, int brief) {
        if (NIGHTLY || brief >= all.size()) {
            return all;
        }
        int step = Math.ceilDiv(all.size(), brief);
        List<T> some = new ArrayList<>();
        for (int i = Math.floorMod(day(), step); i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    /// Whether the `index`th case is one of the day, of which every build takes one in `parts`.
    public static boolean takes(int index, int parts) {
        return NIGHTLY || Math.floorMod(index - day(), parts) == 0;
    }

    private static long day() {
        long day = Long.getLong("test.day", LocalDate.now(ZoneOffset.UTC).toEpochDay());
        if (SAID.compareAndSet(false, true)) {
            System.out.println("campaigns take the part of day " + day + "; -Dtest.day=" + day + " takes it again");
        }
        return day;
    }
}

package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalCorruptException;

/// Holds records against the groups that they were sent in: each is there whole or not at all.
final class GroupOrder {
    private int index = -1;
    private int count;

    /// @throws JournalCorruptException it does not follow the one before
    void see(RecordCodec.Decoded next) throws JournalCorruptException {
        boolean isFirst = index < 0;
        boolean begins = index == count - 1;
        boolean holds = isFirst || (begins ? next.index() == 0 : next.index() == index + 1 && next.count() == count);
        if (!holds) {
            throw new JournalCorruptException("record " + next.stored().sequence() + " is " + next.index() + " of "
                    + next.count() + " records that were sent together, behind " + index + " of " + count
                    + ": some of them are missing");
        }
        index = next.index();
        count = next.count();
    }

    /// @throws JournalCorruptException the last group is not there whole
    void requireEnd(long end) throws JournalCorruptException {
        if (index != count - 1 && index >= 0) {
            throw new JournalCorruptException("the topic ends at " + end + " behind record " + index + " of " + count
                    + " that were sent together: the rest of them is missing");
        }
    }
}

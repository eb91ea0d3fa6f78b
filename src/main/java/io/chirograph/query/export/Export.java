package io.chirograph.query.export;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.PageMark;
import io.chirograph.query.lookup.SummaryQuery;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.verifier.search.Coverage;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// One export as of its cut-off. It can be written as often as it is wanted, and is the same each time: items come in
/// the order of the list, and those of one millisecond, where there are several logs, by log and place.
final class Export {
    /// More items of one millisecond are left in the order in which the logs were indexed.
    static final int MOST_TIED = 1000;

    private final ExportQuestion question;
    private final AuditScope scope;
    private final CutOff cutOff;
    private final IndexReader index;
    private final Begun begun;

    private Export(ExportQuestion question, AuditScope scope, CutOff cutOff, IndexReader index, Begun begun) {
        this.question = question;
        this.scope = scope;
        this.cutOff = cutOff;
        this.index = index;
        this.begun = begun;
    }

    /// What was read of it before anything is said.
    private sealed interface Begun {
        Coverage coverage();

        /// The first page of a list.
        record Listed(Page<TimelineItem> first) implements Begun {
            @Override
            public Coverage coverage() {
                return first.coverage();
            }
        }

        /// All figures.
        record Summed(SummaryReader.Answer answer) implements Begun {
            @Override
            public Coverage coverage() {
                return answer.coverage();
            }
        }
    }

    /// Reads the first page, or all figures, so that what cannot be answered is refused before anything was said.
    /// @param index as far as its reader may see it
    static Export begin(ExportQuestion question, CutOff cutOff, IndexReader index) throws SQLException {
        IndexReader then = index.at(cutOff.sizes());
        SummaryQuery figures = question.figures();
        Begun begun = figures == null
                ? new Begun.Listed(question.list().page(then, question.query()))
                : new Begun.Summed(then.summary(figures));
        return new Export(question, index.scope(), cutOff, then, begun);
    }

    /// How much there is of it.
    record Totals(long rows, long bytes, String sha256) {}

    ExportQuestion question() {
        return question;
    }

    AuditScope scope() {
        return scope;
    }

    CutOff cutOff() {
        return cutOff;
    }

    IndexReader index() {
        return index;
    }

    Coverage coverage() {
        return begun.coverage();
    }

    /// Names its bytes.
    String digest() {
        return question.digest(scope, cutOff);
    }

    Totals write(OutputStream out) throws IOException, SQLException {
        return write(out, 0, row -> {});
    }

    /// Writes it, a page of the list at a time.
    /// @param from how many bytes are left out at its beginning
    /// @param begins is told the number of each item before it is written, from 1 on
    Totals write(OutputStream out, long from, LongConsumer begins) throws IOException, SQLException {
        Measured measured = new Measured(out, from);
        Walk walk = new Walk(question.format().writer(question.list(), measured), begins);
        walk.writer.begin();
        switch (begun) {
            case Begun.Listed listed -> walk.all(listed.first());
            case Begun.Summed summed -> {
                for (SummaryReader.Item figures : summed.answer().items()) {
                    walk.write(Row.of(figures));
                }
            }
        }
        walk.writer.end();
        return new Totals(walk.rows, measured.count(), measured.sha256());
    }

    private final class Walk {
        private final RowWriter writer;
        private final LongConsumer begins;
        private final boolean isOfSeveralLogs =
                cutOff.sizes().values().stream().filter(size -> size > 0).count() > 1;
        private final List<TimelineItem> tied = new ArrayList<>();
        private long rows;

        Walk(RowWriter writer, LongConsumer begins) {
            this.writer = writer;
            this.begins = begins;
        }

        void write(Row row) throws IOException {
            rows++;
            begins.accept(rows);
            writer.row(row);
        }

        void all(Page<TimelineItem> first) throws IOException, SQLException {
            Page<TimelineItem> page = first;
            while (true) {
                for (TimelineItem item : page.items()) {
                    if (!isTied(item)) {
                        flush();
                    }
                    tied.add(item);
                }
                if (page.next() == null || isFull()) {
                    break;
                }
                page = question.list().page(index, behind(PageMark.decode(page.next())));
            }
            flush();
        }

        private boolean isFull() {
            return rows == question.limit();
        }

        private boolean isTied(TimelineItem item) {
            return isOfSeveralLogs
                    && !tied.isEmpty()
                    && tied.size() < MOST_TIED
                    && Row.time(tied.getFirst()) == Row.time(item);
        }

        private void flush() throws IOException {
            if (tied.size() > 1) {
                tied.sort(
                        question.query().oldestFirst()
                                ? Row.WITHIN_A_MILLISECOND
                                : Row.WITHIN_A_MILLISECOND.reversed());
            }
            for (TimelineItem item : tied) {
                if (!isFull()) {
                    write(Row.of(item));
                }
            }
            tied.clear();
        }
    }

    private ListQuery behind(PageMark mark) {
        return question.query().page(question.query().limit(), mark);
    }
}

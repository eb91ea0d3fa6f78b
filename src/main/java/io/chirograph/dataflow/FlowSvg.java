package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The picture: a column for each place, a box for each component, a line for each pair between which data crosses,
/// with the numbers of the crossings. No script, no font, nothing from elsewhere; readable in light and dark, and by
/// those who have it read to them.
final class FlowSvg {
    private static final int BOX = 230;
    private static final int GAP = 130;
    private static final int LEFT = 24;
    private static final int TOP = 104;
    private static final int HEIGHT = 62;
    private static final int STEP = 84;
    private static final int LETTERS = 34;
    private static final int LEGEND = 16;

    private static final String STYLE =
            "<style>text{font:12px sans-serif;fill:#1b1b1b}.n{font-weight:bold}.h{font-size:14px;font-weight:bold}"
                    + ".s{font-size:11px}.p{fill:#f4f6f8}.b{fill:#fff;stroke:#333}"
                    + ".e{fill:none;stroke:#1f5fa8;stroke-width:1.4}"
                    + ".f{stroke:#666;stroke-dasharray:5 4}.l{fill:#fff;stroke:#999;stroke-width:.6}</style>";

    private final DataFlow flow;
    private final StringBuilder svg = new StringBuilder();
    private final Map<String, Box> boxes = new TreeMap<>();
    private final StringBuilder numbers = new StringBuilder();
    private final List<int[]> labels = new ArrayList<>();
    private final List<Place> columns = new ArrayList<>();

    private record Box(Component of, int column, int x, int y) {
        int middle() {
            return y + HEIGHT / 2;
        }
    }

    private FlowSvg(DataFlow flow) {
        this.flow = flow;
    }

    static String of(DataFlow flow) {
        return new FlowSvg(flow).draw();
    }

    /// The same without its styles, for a page that has them.
    static String bare(DataFlow flow) {
        return of(flow).replace(STYLE + "\n", "");
    }

    private String draw() {
        int bottom = place();
        int width = 2 * LEFT + columns.size() * (BOX + GAP) - GAP;
        int legend = bottom + 24;
        List<String> said = legend(width / 6);
        int height = legend + (said.size() + 1) * LEGEND + 24;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-labelledby=\"t d\">",
                width, height, width, height);
        add("<title id=\"t\">Data flow of configuration %s</title>", text(flow.configuration()));
        add("<desc id=\"d\">%s</desc>", text(said()));
        svg.append(STYLE).append('\n');
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
        add("<text class=\"h\" x=\"%d\" y=\"28\">Data flow</text>", LEFT);
        add("<text class=\"s\" x=\"%d\" y=\"46\">configuration %s</text>", LEFT, text(flow.configuration()));
        for (int i = 0; i < columns.size(); i++) {
            int x = LEFT + i * (BOX + GAP);
            add(
                    "<rect class=\"p\" x=\"%d\" y=\"62\" width=\"%d\" height=\"%d\" rx=\"8\"/>",
                    x - 12, BOX + 24, bottom - 62);
            add(
                    "<text class=\"h\" x=\"%d\" y=\"86\">%s</text>",
                    x, text(columns.get(i).words()));
        }
        lines();
        boxes.values().forEach(this::box);
        svg.append(numbers);
        for (int i = 0; i < said.size(); i++) {
            add(
                    "<text class=\"s\" x=\"%d\" y=\"%d\" xml:space=\"preserve\">%s</text>",
                    LEFT, legend + (i + 1) * LEGEND, text(said.get(i)));
        }
        return svg.append("</svg>\n").toString();
    }

    /// @return where the lowest column ends
    private int place() {
        Map<Place, Integer> rows = new EnumMap<>(Place.class);
        flow.components().forEach(one -> {
            if (!columns.contains(one.place())) {
                columns.add(one.place());
            }
        });
        for (Component one : flow.components()) {
            int column = columns.indexOf(one.place());
            int row = rows.merge(one.place(), 1, Integer::sum) - 1;
            boxes.put(one.id(), new Box(one, column, LEFT + column * (BOX + GAP), TOP + row * STEP));
        }
        return TOP
                + STEP
                        * rows.values().stream()
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElse(1);
    }

    private String said() {
        StringBuilder said = new StringBuilder();
        int number = 0;
        for (Crossing one : flow.crossings()) {
            said.append(++number).append(": ").append(sentence(one)).append(". ");
        }
        return said.toString().strip();
    }

    private String sentence(Crossing one) {
        List<String> loads = one.carries().stream()
                .map(load -> load.what() + " [" + load.form().wire() + "]"
                        + (load.classes().isEmpty() ? "" : " (" + String.join(", ", load.classes()) + ")"))
                .toList();
        return flow.component(one.from()).name() + " to "
                + flow.component(one.to()).name() + ", " + one.way()
                + (one.boundary().equals("none") ? "" : ", leaves the " + one.boundary()) + ": "
                + String.join("; ", loads);
    }

    /// One line for a pair, whichever way the data goes; drawn firm where it carries more than facts either way.
    private void lines() {
        Map<String, List<Integer>> pairs = new TreeMap<>();
        Map<String, Form> most = new TreeMap<>();
        int number = 0;
        for (Crossing one : flow.crossings()) {
            number++;
            String pair =
                    one.from().compareTo(one.to()) < 0 ? one.from() + " " + one.to() : one.to() + " " + one.from();
            pairs.computeIfAbsent(pair, nobody -> new ArrayList<>()).add(number);
            most.merge(pair, one.most(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        pairs.forEach((pair, numbers) -> {
            Box one = Objects.requireNonNull(boxes.get(pair.substring(0, pair.indexOf(' '))));
            Box other = Objects.requireNonNull(boxes.get(pair.substring(pair.indexOf(' ') + 1)));
            boolean isFirm = most.getOrDefault(pair, Form.NOTHING).compareTo(Form.FACTS) > 0;
            line(
                    one.column() <= other.column() ? one : other,
                    one.column() <= other.column() ? other : one,
                    numbers,
                    isFirm);
        });
    }

    private void line(Box left, Box right, List<Integer> numbers, boolean isFirm) {
        int x1 = left.x() + BOX;
        boolean isSame = left.column() == right.column();
        int x2 = isSame ? right.x() + BOX : right.x();
        int bend = isSame ? 60 : (x2 - x1) / 2;
        int second = isSame ? x2 + bend : x2 - bend;
        add(
                "<path class=\"e%s\" d=\"M%d %d C%d %d %d %d %d %d\"/>",
                isFirm ? "" : " f",
                x1,
                left.middle(),
                x1 + bend,
                left.middle(),
                second,
                right.middle(),
                x2,
                right.middle());
        String label = String.join(" ", numbers.stream().map(String::valueOf).toList());
        label(label, left, right, isSame);
    }

    /// Puts the numbers on their line, near its right end, where they cover neither a box nor other numbers.
    private void label(String label, Box left, Box right, boolean isSame) {
        int x1 = left.x() + BOX;
        int x2 = right.x();
        int half = 4 + label.length() * 4;
        int x = isSame ? x1 + 45 : x2 - 26 - half;
        int y = isSame ? (left.middle() + right.middle()) / 2 : at(left.middle(), right.middle(), x1, x2, x);
        while (!isSame && isTaken(x, y, half) && x - 8 > x1 + half) {
            x -= 8;
            y = at(left.middle(), right.middle(), x1, x2, x);
        }
        labels.add(new int[] {x, y, half});
        numbers.append(String.format(Locale.ROOT, """
                <rect class="l" x="%d" y="%d" width="%d" height="16" rx="4"/>
                <text class="s" text-anchor="middle" x="%d" y="%d">%s</text>
                """, x - half, y - 8, 2 * half, x, y + 4, label));
    }

    private boolean isTaken(int x, int y, int half) {
        return labels.stream()
                        .anyMatch(other -> Math.abs(other[0] - x) < other[2] + half + 2 && Math.abs(other[1] - y) < 17)
                || boxes.values().stream()
                        .anyMatch(box -> x + half > box.x() - 4
                                && x - half < box.x() + BOX + 4
                                && Math.abs(y - box.middle()) < HEIGHT / 2 + 9);
    }

    /// Where the curve is at `x`: its ends are level, so it is `3t²-2t³` of the way, at a `t` found by halving.
    private static int at(int y1, int y2, int x1, int x2, int x) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 30; i++) {
            double t = (low + high) / 2;
            double s = 1 - t;
            double here =
                    s * s * s * x1 + 3 * s * s * t * (x1 + x2) / 2 + 3 * s * t * t * (x1 + x2) / 2 + t * t * t * x2;
            if (here < x) {
                low = t;
            } else {
                high = t;
            }
        }
        double t = low;
        return (int) Math.round(y1 + (y2 - y1) * (3 * t * t - 2 * t * t * t));
    }

    private void box(Box box) {
        Component one = box.of();
        add("<rect class=\"b\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>", box.x(), box.y(), BOX, HEIGHT);
        add("<text class=\"n\" x=\"%d\" y=\"%d\">%s</text>", box.x() + 10, box.y() + 19, text(cut(one.name())));
        String address = one.address() == null ? "" : one.address();
        add("<text class=\"s\" x=\"%d\" y=\"%d\">%s</text>", box.x() + 10, box.y() + 36, text(cut(address)));
        add("<text class=\"s\" x=\"%d\" y=\"%d\">%s</text>", box.x() + 10, box.y() + 52, text(cut(one.region())));
    }

    /// The crossings in words, in lines of so many letters.
    private List<String> legend(int letters) {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (Crossing one : flow.crossings()) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%2d ", ++number));
            for (String word : sentence(one).split(" ", -1)) {
                if (line.length() + word.length() >= letters) {
                    lines.add(line.toString());
                    line = new StringBuilder("      ");
                }
                line.append(' ').append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /// The end of an address says more than its beginning.
    private static String cut(String text) {
        return text.length() <= LETTERS ? text : "…" + text.substring(text.length() - LETTERS + 1);
    }

    private static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @SuppressWarnings("AnnotateFormatMethod") // every format is a literal of this file
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

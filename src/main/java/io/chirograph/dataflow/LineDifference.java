package io.chirograph.dataflow;

import java.util.ArrayList;
import java.util.List;

/// The lines by which two texts differ, with their numbers in them.
final class LineDifference {
    /// Pairs of lines that are compared at most; beyond it all that is between the equal ends counts as different.
    private static final long MOST = 16_000_000;

    private LineDifference() {}

    /// @return `<number>: - <line>` for a line of `paper` alone, `<number>: + <line>` for one of `system` alone
    static List<String> between(List<String> paper, List<String> system) {
        int begin = 0;
        while (begin < paper.size() && begin < system.size() && paper.get(begin).equals(system.get(begin))) {
            begin++;
        }
        int paperEnd = paper.size();
        int systemEnd = system.size();
        while (paperEnd > begin && systemEnd > begin && paper.get(paperEnd - 1).equals(system.get(systemEnd - 1))) {
            paperEnd--;
            systemEnd--;
        }
        return between(paper.subList(begin, paperEnd), system.subList(begin, systemEnd), begin);
    }

    private static List<String> between(List<String> paper, List<String> system, int before) {
        boolean isFew = (long) paper.size() * system.size() <= MOST;
        int[][] common = isFew ? common(paper, system) : new int[0][0];
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < paper.size() || j < system.size()) {
            boolean isBoth = i < paper.size() && j < system.size();
            if (isFew && isBoth && paper.get(i).equals(system.get(j))) {
                i++;
                j++;
            } else if (j >= system.size() || (isBoth && (!isFew || common[i + 1][j] >= common[i][j + 1]))) {
                lines.add((before + i + 1) + ": - " + paper.get(i++));
            } else {
                lines.add((before + j + 1) + ": + " + system.get(j++));
            }
        }
        return lines;
    }

    /// How many lines the longest common part has of what follows each pair of places.
    private static int[][] common(List<String> paper, List<String> system) {
        int[][] common = new int[paper.size() + 1][system.size() + 1];
        for (int i = paper.size() - 1; i >= 0; i--) {
            for (int j = system.size() - 1; j >= 0; j--) {
                common[i][j] = paper.get(i).equals(system.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}

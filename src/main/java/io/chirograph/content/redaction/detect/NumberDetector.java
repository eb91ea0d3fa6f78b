package io.chirograph.content.redaction.detect;

import org.jspecify.annotations.Nullable;

/// Finds numbers that have a form and a check digit: cards, phones, people's numbers.
final class NumberDetector implements Detector {
    private static final int MOST_DIGITS = 19;
    private static final int MOST_GROUPS = 8;
    private static final int LEAST_DIGITS = 7;

    private static final Words PHONE = new Words(
            "phone",
            "telephone",
            "tel",
            "telefon",
            "telefono",
            "teléfono",
            "téléphone",
            "telefoon",
            "mobile",
            "cell",
            "cellphone",
            "mobil",
            "móvil",
            "mobiel",
            "cellulare",
            "portable",
            "handy",
            "handynummer",
            "rufnummer",
            "fax",
            "gsm",
            "whatsapp",
            "call me",
            "call us",
            "reach me",
            "text me",
            "ring me",
            "sms",
            "komórk",
            "puhelin",
            "numéro");
    private static final Words SSN = new Words("ssn", "social security", "sozialversicherung us");
    private static final Words BSN = new Words("bsn", "burgerservice", "sofi", "citizen service number");
    private static final Words NHS = new Words("nhs", "health service number");
    private static final Words SWEDISH =
            new Words("personnummer", "samordningsnummer", "swedish id", "personal number");

    /// Some groups of digits with what stands between them.
    private static final class Run {
        private final int[] from = new int[MOST_GROUPS];
        private final int[] to = new int[MOST_GROUPS];
        private int groups;
        private final StringBuilder digits = new StringBuilder();
    }

    @Override
    public void find(ScannedText text, Spans spans) {
        String chars = text.text;
        int length = chars.length();
        int i = 0;
        Run run = null;
        while (i < length) {
            char c = chars.charAt(i);
            if (c < '0' || c > '9' || !text.opens(i)) {
                i++;
                continue;
            }
            text.candidate();
            run = run == null ? new Run() : run;
            gather(chars, i, run);
            int end = longest(text, run, spans);
            i = end > 0 ? end : run.to[0];
        }
    }

    /// The groups of digits from here on that may be one number.
    private static void gather(String chars, int from, Run run) {
        run.groups = 0;
        int digits = 0;
        int i = from;
        while (run.groups < MOST_GROUPS && digits < MOST_DIGITS) {
            run.from[run.groups] = i;
            while (i < chars.length() && isDigit(chars.charAt(i))) {
                i++;
            }
            digits += i - run.from[run.groups];
            run.to[run.groups++] = i;
            int next = i;
            while (next < chars.length() && next - i < 3 && isSeparator(chars.charAt(next))) {
                next++;
            }
            if (next == i || next >= chars.length() || !isDigit(chars.charAt(next))) {
                return;
            }
            i = next;
        }
    }

    /// The longest number that begins with the first group; answers its end, or 0.
    private static int longest(ScannedText text, Run run, Spans spans) {
        int digits = 0;
        for (int g = 0; g < run.groups; g++) {
            digits += run.to[g] - run.from[g];
        }
        for (int g = run.groups; g > 0; g--) {
            if (digits < LEAST_DIGITS) {
                return 0;
            }
            if (digits <= MOST_DIGITS && text.closes(run.to[g - 1])) {
                int from = run.from[0];
                int to = run.to[g - 1];
                run.digits.setLength(0);
                for (int d = from; d < to; d++) {
                    if (isDigit(text.text.charAt(d))) {
                        run.digits.append(text.text.charAt(d));
                    }
                }
                String name = name(text, run, g);
                if (name != null) {
                    spans.add(begin(text.text, from), to, name);
                    return to;
                }
            }
            digits -= run.to[g - 1] - run.from[g - 1];
        }
        return 0;
    }

    /// With the plus and the bracket before it.
    private static int begin(String chars, int from) {
        int begin = from;
        while (begin > 0 && from - begin < 2 && (chars.charAt(begin - 1) == '+' || chars.charAt(begin - 1) == '(')) {
            begin--;
        }
        return begin;
    }

    private static @Nullable String name(ScannedText text, Run run, int groups) {
        StringBuilder digits = run.digits;
        int from = run.from[0];
        int to = run.to[groups - 1];
        char before = from == 0 ? ' ' : text.text.charAt(from - 1);
        if (before == '+') {
            return international(digits, groups, run) ? "phone" : null;
        }
        boolean isGrouped = groups > 1;
        switch (digits.length()) {
            case 9 -> {
                if (isSsn(digits) && (isForm(run, groups, 3, 2, 4) || text.near(from, to, SSN))) {
                    return "us-ssn";
                }
                if (CheckDigits.bsn(digits) && text.near(from, to, BSN)) {
                    return "nl-bsn";
                }
            }
            case 10 -> {
                if (CheckDigits.nhs(digits) && text.near(from, to, NHS)) {
                    return "uk-nhs";
                }
                boolean isForm = groups == 2 && run.to[0] - run.from[0] == 6 && isTight(run, 2);
                if ((isForm || text.near(from, to, SWEDISH)) && CheckDigits.swedish(digits)) {
                    return "se-personnummer";
                }
            }
            case 11 -> {
                if (!isCompact(run, groups)) {
                    break;
                }
                if (CheckDigits.steuerId(digits)) {
                    return "de-steuer-id";
                }
                if (CheckDigits.belgian(digits)) {
                    return "be-national-number";
                }
                if (groups == 1 && CheckDigits.pesel(digits)) {
                    return "pl-pesel";
                }
            }
            case 12 -> {
                int century = CheckDigits.number(digits, 0, 2);
                boolean isForm = groups == 1 || (groups == 2 && run.to[0] - run.from[0] == 8);
                if (isForm && (century == 19 || century == 20) && CheckDigits.swedish(digits.subSequence(2, 12))) {
                    return "se-personnummer";
                }
            }
            case 15 -> {
                if (CheckDigits.nir(digits)) {
                    return "fr-nir";
                }
            }
            default -> {}
        }
        if (digits.length() >= 13 && isCardForm(run, groups) && CardRanges.isCard(digits) && CheckDigits.luhn(digits)) {
            return "card";
        }
        boolean isBracketed =
                before == '(' && isGrouped && run.to[0] < text.text.length() && text.text.charAt(run.to[0]) == ')';
        if (isBracketed && isAmerican(digits)) {
            return "phone";
        }
        return national(digits, run, groups) && text.near(from, to, PHONE) ? "phone" : null;
    }

    private static boolean isCardForm(Run run, int groups) {
        for (int g = 0; g + 1 < groups; g++) {
            if (run.to[g] - run.from[g] < 4 || run.from[g + 1] - run.to[g] != 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForm(Run run, int groups, int... lengths) {
        if (groups != lengths.length || !isTight(run, groups)) {
            return false;
        }
        for (int g = 0; g < groups; g++) {
            if (run.to[g] - run.from[g] != lengths[g]) {
                return false;
            }
        }
        return true;
    }

    /// Whether one character stands between the groups.
    private static boolean isTight(Run run, int groups) {
        for (int g = 0; g + 1 < groups; g++) {
            if (run.from[g + 1] - run.to[g] != 1) {
                return false;
            }
        }
        return true;
    }

    /// Whether it is no list of small numbers.
    private static boolean isCompact(Run run, int groups) {
        for (int g = 0; g < groups; g++) {
            if (run.to[g] - run.from[g] < 2) {
                return false;
            }
        }
        return groups <= 5 && isTight(run, groups);
    }

    private static boolean isSsn(StringBuilder digits) {
        int area = CheckDigits.number(digits, 0, 3);
        return area != 0
                && area != 666
                && area < 900
                && CheckDigits.number(digits, 3, 5) != 0
                && CheckDigits.number(digits, 5, 9) != 0;
    }

    /// E.164: up to 15 digits, none of them a zero at the beginning.
    private static boolean international(StringBuilder digits, int groups, Run run) {
        int length = digits.length();
        boolean isLong = length >= 8 && length <= 15 && digits.charAt(0) != '0';
        boolean isOne = groups > 1 || run.to[0] - run.from[0] >= 8;
        return isLong && isOne && (digits.charAt(0) != '1' || length == 11);
    }

    private static boolean isAmerican(StringBuilder digits) {
        return digits.length() == 10 && digits.charAt(0) >= '2' && digits.charAt(3) >= '2';
    }

    private static boolean national(StringBuilder digits, Run run, int groups) {
        int length = digits.length();
        char first = digits.charAt(0);
        return switch (length) {
            case 7 -> groups == 2 && run.to[0] - run.from[0] == 3;
            case 8 -> first >= '2' || groups > 1;
            case 9 -> first == '0' || first >= '5';
            case 10 -> first == '0' || first == '3' || isAmerican(digits);
            case 11 -> first == '0' || first == '1';
            case 12, 13, 14, 15 -> first == '0';
            default -> false;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSeparator(char c) {
        return c == ' '
                || c == '-'
                || c == '.'
                || c == '/'
                || c == '('
                || c == ')'
                || c == '\u00A0'
                || c == '\u202F'
                || c == '\u2011'
                || c == '\u2013'
                || c == '+';
    }
}

package io.chirograph.content.redaction.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds dates beside words about a birth.
final class BirthDateDetector implements Detector {
    private static final int AFTER = 48;
    private static final int BEFORE = 24;
    private static final Words BIRTH = new Words(
            "birth",
            "birthdate",
            "birthday",
            "born",
            "dob",
            "d.o.b",
            "geboren",
            "geb.",
            "geburt",
            "geburtsdatum",
            "né le",
            "née le",
            "naissance",
            "nacimiento",
            "nacido",
            "nacida",
            "nascita",
            "nato il",
            "nata il",
            "geboorte",
            "urodz",
            "född",
            "født",
            "nascimento",
            "nascido",
            "nascida",
            "syntynyt");
    private static final Set<String> MONTHS = Set.of(
            "jan", "feb", "mar", "mär", "mrz", "maa", "apr", "avr", "abr", "kwi", "may", "mai", "maj", "mei", "mag",
            "jun", "jui", "giu", "cze", "jul", "lug", "lip", "aug", "aoû", "aou", "ago", "sie", "sep", "set", "wrz",
            "oct", "okt", "ott", "out", "paź", "nov", "lis", "dec", "dez", "déc", "dic", "gru", "gen", "ene", "sty",
            "fev", "fév", "lut");
    private static final Pattern DATE = Pattern.compile("(?i)\\b(?:"
            + "(?:19|20)\\d\\d[-/.]\\d{1,2}[-/.]\\d{1,2}"
            + "|(?:19|20)\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])"
            + "|\\d{1,2}(?:-|/|\\.|\\. )\\d{1,2}(?:-|/|\\.|\\. )(?:(?:19|20)\\d\\d|\\d\\d)"
            + "|\\d{1,2}(?:\\.|st|nd|rd|th|er|º)?(?: of| de)? (\\pL{3,12})\\.?,?(?: de)? (?:19|20)\\d\\d"
            + "|(\\pL{3,12})\\.? \\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d\\d"
            + ")\\b");

    @Override
    public void find(ScannedText text, Spans spans) {
        String lower = text.lower();
        if (BIRTH.in(text.name())) {
            dates(text, 0, Math.min(text.length(), AFTER), spans);
        }
        for (String word : BIRTH.all()) {
            for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length())) {
                text.candidate();
                if (Words.isWord(lower, at, word.length())) {
                    int end = at + word.length();
                    dates(text, end, Math.min(lower.length(), end + AFTER), spans);
                    dates(text, Math.max(0, at - BEFORE), at, spans);
                }
            }
        }
    }

    private static void dates(ScannedText text, int from, int to, Spans spans) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            char c = text.text.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        if (digits < 4) {
            return;
        }
        // Marks of accents and digits at the window's edges stay with their words.
        Matcher matcher = DATE.matcher(text.text.substring(from, Math.min(text.length(), to + AFTER / 2)));
        int at = 0;
        while (matcher.find(at)) {
            if (from + matcher.start() >= to) {
                return;
            }
            if (isMonth(matcher.group(1)) && isMonth(matcher.group(2))) {
                spans.add(from + matcher.start(), from + matcher.end(), "birth-date");
                return;
            }
            at = matcher.start() + 1;
        }
    }

    private static boolean isMonth(@Nullable String word) {
        return word == null || MONTHS.contains(word.substring(0, 3).toLowerCase(Locale.ROOT));
    }
}

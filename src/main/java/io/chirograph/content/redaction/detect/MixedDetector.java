package io.chirograph.content.redaction.detect;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Finds numbers with letters in them: IBANs, and people's numbers of Spain, Italy and France.
final class MixedDetector implements Detector {
    private static final int LEAST = 4;
    private static final int CODICE_FISCALE = 16;
    private static final int LONGEST_IBAN = 34;
    private static final int ODD_FROM = 0;
    private static final String ODD = "BAKPLCQDREVOSFTGUHMINJWZYX";
    private static final String OMOCODE = "LMNPQRSTUV";
    private static final String MONTHS = "ABCDEHLMPRST";

    /// How long the IBANs of a country are (the SWIFT registry).
    private static final Map<String, Integer> IBAN = lengths("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 "
            + "BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 "
            + "HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
            + "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 "
            + "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    private static Map<String, Integer> lengths(String table) {
        Map<String, Integer> lengths = new HashMap<>();
        for (String row : table.split(" ", -1)) {
            lengths.put(row.substring(0, 2), Integer.valueOf(row.substring(2)));
        }
        return Map.copyOf(lengths);
    }

    @Override
    public void find(ScannedText text, Spans spans) {
        String chars = text.text;
        int i = 0;
        while (i < chars.length()) {
            if (!isAlphanumeric(chars.charAt(i)) || !text.opens(i)) {
                i++;
                continue;
            }
            text.candidate();
            int end = i + 1;
            int digits = isDigit(chars.charAt(i)) ? 1 : 0;
            while (end < chars.length() && isAlphanumeric(chars.charAt(end))) {
                digits += isDigit(chars.charAt(end)) ? 1 : 0;
                end++;
            }
            if (end - i >= LEAST && digits >= 2 && text.closes(end)) {
                word(text, i, end, spans);
            } else if (end - i == 1 && "XYZxyz".indexOf(chars.charAt(i)) >= 0) {
                spanish(text, i, end, spans);
            }
            i = end;
        }
    }

    private static void word(ScannedText text, int from, int to, Spans spans) {
        String chars = text.text;
        boolean isIban = isLetter(chars.charAt(from))
                && isLetter(chars.charAt(from + 1))
                && isDigit(chars.charAt(from + 2))
                && isDigit(chars.charAt(from + 3));
        if (isIban) {
            iban(text, from, spans);
        }
        int length = to - from;
        if (length == 8 || length == 9) {
            spanish(text, from, to, spans);
        } else if (length == CODICE_FISCALE && isCodiceFiscale(upper(chars, from, to))) {
            spans.add(from, to, "it-codice-fiscale");
        } else if (length <= 7 || length == 15) {
            corsican(text, from, spans);
        }
    }

    private static void iban(ScannedText text, int from, Spans spans) {
        String chars = text.text;
        Integer length = IBAN.get(upper(chars, from, from + 2));
        if (length == null) {
            return;
        }
        StringBuilder iban = new StringBuilder(LONGEST_IBAN);
        int to = compact(chars, from, length, iban);
        if (iban.length() == length && text.closes(to) && CheckDigits.mod97(iban)) {
            spans.add(from, to, "iban");
        }
    }

    /// So many letters and digits from here on, in capitals, with at most one space or dash between two of them.
    private static int compact(String chars, int from, int count, StringBuilder to) {
        int i = from;
        while (i < chars.length() && to.length() < count) {
            char c = chars.charAt(i);
            boolean isSpace =
                    (c == ' ' || c == '-' || c == '.' || c == '\u00A0') && isAlphanumeric(chars.charAt(i - 1));
            if (isAlphanumeric(c)) {
                to.append(c > 'Z' ? (char) (c - 'a' + 'A') : c);
            } else if (!isSpace) {
                return i;
            }
            i++;
        }
        return i;
    }

    /// Eight digits, or `X`, `Y`, `Z` and seven, and the letter that follows from them.
    private static void spanish(ScannedText text, int from, int to, Spans spans) {
        StringBuilder id = new StringBuilder(9);
        int end = compact(text.text, from, 9, id);
        if (id.length() < 9 || end < to || end - from > 11 || !text.closes(end) || !isLetter(id.charAt(8))) {
            return;
        }
        int first = "XYZ".indexOf(id.charAt(0));
        if (first >= 0) {
            id.setCharAt(0, (char) ('0' + first));
        }
        for (int i = 0; i < 8; i++) {
            if (!isDigit(id.charAt(i))) {
                return;
            }
        }
        if (CheckDigits.dni(CheckDigits.number(id, 0, 8), id.charAt(8))) {
            spans.add(from, end, first >= 0 ? "es-nie" : "es-dni");
        }
    }

    private static void corsican(ScannedText text, int from, Spans spans) {
        StringBuilder nir = new StringBuilder(15);
        int end = compact(text.text, from, 15, nir);
        if (nir.length() < 15
                || !text.closes(end)
                || (nir.charAt(6) != 'A' && nir.charAt(6) != 'B')
                || nir.charAt(5) != '2') {
            return;
        }
        for (int i = 0; i < 15; i++) {
            if (i != 6 && !isDigit(nir.charAt(i))) {
                return;
            }
        }
        if (CheckDigits.nir(nir)) {
            spans.add(from, end, "fr-nir");
        }
    }

    /// Six letters, year, month, day, place, and the letter that follows from them; letters may stand for digits.
    private static boolean isCodiceFiscale(String code) {
        int sum = 0;
        for (int i = 0; i < CODICE_FISCALE - 1; i++) {
            char c = code.charAt(i);
            boolean wantsLetter = i < 6 || i == 8 || i == 11;
            if (wantsLetter != isLetter(c) && (wantsLetter || OMOCODE.indexOf(c) < 0)) {
                return false;
            }
            int value = isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == ODD_FROM ? ODD.indexOf((char) ('A' + value)) : value;
        }
        return MONTHS.indexOf(code.charAt(8)) >= 0 && code.charAt(15) == 'A' + sum % 26;
    }

    private static String upper(String chars, int from, int to) {
        return chars.substring(from, to).toUpperCase(Locale.ROOT);
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || isLetter(c);
    }
}

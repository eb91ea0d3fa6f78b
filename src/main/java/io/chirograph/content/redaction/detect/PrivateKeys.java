package io.chirograph.content.redaction.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// Finds private keys in PEM, to their end or, where that is cut off, to the end of the text.
final class PrivateKeys implements Detector {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final int HEAD = 80;
    private static final Pattern FIRST = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----");

    @Override
    public void find(ScannedText text, Spans spans) {
        String chars = text.text;
        int at = chars.indexOf(BEGIN);
        while (at >= 0) {
            text.candidate();
            Matcher head = FIRST.matcher(chars.substring(at, Math.min(chars.length(), at + HEAD)));
            int next = at + BEGIN.length();
            if (head.lookingAt()) {
                int end = chars.indexOf(END, next);
                int dashes = end < 0 ? -1 : chars.indexOf("-----", end + END.length());
                next = dashes < 0 ? chars.length() : dashes + 5;
                spans.add(at, next, "private-key");
            }
            at = chars.indexOf(BEGIN, next);
        }
    }
}

package io.chirograph.content.redaction.detect;

/// Check digits by their rules. All take digits without separators.
final class CheckDigits {
    private static final String DNI = "TRWAGMYFPDXBNJZSQVHLCKE";

    private CheckDigits() {}

    static int digit(CharSequence digits, int at) {
        return digits.charAt(at) - '0';
    }

    static int number(CharSequence digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digit(digits, i);
        }
        return number;
    }

    static long longNumber(CharSequence digits, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digit(digits, i);
        }
        return number;
    }

    static boolean luhn(CharSequence digits) {
        int sum = 0;
        for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
            int digit = digit(digits, i);
            int doubled = place % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /// ISO 7064, MOD 97-10, of an IBAN in capitals: its first four characters count last.
    static boolean mod97(CharSequence iban) {
        int rest = 0;
        for (int i = 0; i < iban.length(); i++) {
            char c = iban.charAt((i + 4) % iban.length());
            rest = c <= '9' ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
        }
        return rest == 1;
    }

    /// ISO 7064, MOD 11,10; and of the first ten digits one stands there twice or thrice, no other more than once.
    static boolean steuerId(CharSequence digits) {
        if (digits.charAt(0) == '0') {
            return false;
        }
        int product = 10;
        int[] counts = new int[10];
        for (int i = 0; i < 10; i++) {
            counts[digit(digits, i)]++;
            int sum = (digit(digits, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int repeated = 0;
        for (int count : counts) {
            if (count > 3) {
                return false;
            }
            repeated += count > 1 ? 1 : 0;
        }
        return repeated == 1 && (11 - product) % 10 == digit(digits, 10);
    }

    /// The key of a French NIR.
    /// @param digits 15, with Corsica's departments as they stand
    static boolean nir(CharSequence digits) {
        long number = 0;
        for (int i = 0; i < 13; i++) {
            char c = digits.charAt(i);
            if (i == 6 && (c == 'A' || c == 'B')) {
                number = number * 10 + (c == 'A' ? 9 : 8); // 2A counts as 19, 2B as 18: the 2 before becomes a 1
                number -= 10;
            } else {
                number = number * 10 + c - '0';
            }
        }
        int month = number(digits, 3, 5);
        boolean isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
        return "123478".indexOf(digits.charAt(0)) >= 0 && isMonth && 97 - number % 97 == longNumber(digits, 13, 15);
    }

    /// Spain's letter.
    static boolean dni(int number, char letter) {
        return DNI.charAt(number % DNI.length()) == letter;
    }

    /// Poland's check digit, and a date that can be.
    static boolean pesel(CharSequence digits) {
        int[] weights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
        return weighted(digits, weights) % 10 == 0 && isDay(number(digits, 2, 4) % 20, number(digits, 4, 6));
    }

    /// The Netherlands' eleven test.
    static boolean bsn(CharSequence digits) {
        int[] weights = {9, 8, 7, 6, 5, 4, 3, 2, -1};
        return weighted(digits, weights) % 11 == 0 && longNumber(digits, 0, 9) > 0;
    }

    /// The United Kingdom's NHS number: MOD 11.
    static boolean nhs(CharSequence digits) {
        int[] weights = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
        return weighted(digits, weights) % 11 == 0 && longNumber(digits, 0, 10) > 0;
    }

    /// Belgium's national number; whoever was born from 2000 on counts with a 2 before.
    static boolean belgian(CharSequence digits) {
        long number = longNumber(digits, 0, 9);
        int key = number(digits, 9, 11);
        int month = number(digits, 2, 4);
        boolean isDate = month % 20 <= 12 && month < 60 && number(digits, 4, 6) <= 31;
        return isDate && number > 0 && (97 - number % 97 == key || 97 - (2_000_000_000L + number) % 97 == key);
    }

    /// Sweden's: a date and Luhn; a coordination number counts its day from 61.
    /// @param digits the last ten
    static boolean swedish(CharSequence digits) {
        int day = number(digits, 4, 6);
        return isDay(number(digits, 2, 4), day > 60 ? day - 60 : day) && luhn(digits);
    }

    private static int weighted(CharSequence digits, int[] weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(digits, i) * weights[i];
        }
        return sum;
    }

    static boolean isDay(int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= 31;
    }
}

package io.chirograph.identity.callers;

import java.util.Locale;
import java.util.regex.Pattern;

/// Recognises texts that have the form of a gateway key, valid or not.
public final class GatewayKeyForm {
    private static final Pattern FORM =
            Pattern.compile("cg_[a-z0-9][a-z0-9-]{0,63}_[a-z0-9_-]{43}", Pattern.CASE_INSENSITIVE);

    private GatewayKeyForm() {}

    /// Whether one stands anywhere in the text, in any case of its letters.
    public static boolean isIn(String text) {
        return text.toLowerCase(Locale.ROOT).contains(GatewayKey.PREFIX)
                && FORM.matcher(text).find();
    }
}

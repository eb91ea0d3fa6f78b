package io.chirograph.forwarding;

import java.util.List;

/// OCSF in syslog messages: RFC 5424, framed by octet counts as RFC 5425 has it. All of it is ASCII.
///
/// A message that would be longer than receivers are said to take goes without the event as it is in the
/// log.
final class SyslogForm implements EventForm {
    /// Facility 13, log audit.
    private static final int AUDIT = 13 << 3;

    private static final int INFORMATIONAL = 6;
    private static final int WARNING = 4;
    private static final int LONGEST_ID = 32;
    private static final int LONGEST_HOST = 255;
    private final OcsfForm whole;
    private final OcsfForm mapped;
    private final String head;
    private final String tail;
    private final int most;

    /// @param host that messages name as their sender
    /// @param version of this program
    /// @param most bytes of a message
    SyslogForm(OcsfForm ocsf, String host, String version, int most) {
        this.whole = ocsf;
        this.mapped = ocsf.mapped();
        this.head = " " + printable(host, LONGEST_HOST) + " chirograph - ";
        this.tail = " [origin software=\"chirograph\" swVersion=\"" + printable(version, LONGEST_ID) + "\"] ";
        this.most = most;
    }

    @Override
    public byte[] record(ForwardedEvent event) {
        byte[] message = message(event, whole);
        if (message.length > most) {
            message = message(event, mapped);
        }
        return EventForm.join(message.length + " ", "", "", List.of(message));
    }

    private byte[] message(ForwardedEvent event, OcsfForm form) {
        int priority = AUDIT + (event.isTrouble() ? WARNING : INFORMATIONAL);
        String start = "<" + priority + ">1 " + event.view().time() + head
                + printable(event.view().type(), LONGEST_ID) + tail;
        return EventForm.join(start, "", "", List.of(form.record(event)));
    }

    /// As a header field takes it: printable ASCII without spaces and without what ends a parameter; never
    /// empty.
    private static String printable(String text, int most) {
        String kept = text.replaceAll("[^!#-<>-Z^-~]", "_");
        return kept.isEmpty() ? "-" : kept.substring(0, Math.min(most, kept.length()));
    }

    @Override
    public byte[] body(List<byte[]> records) {
        return EventForm.join("", "", "", records);
    }
}

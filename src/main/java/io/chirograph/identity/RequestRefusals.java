package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/// What the firewall of the operators' paths turns away: paths that could be read in two ways.
final class RequestRefusals implements RequestRejectedHandler {
    private final DoorBook book;

    RequestRefusals(DoorBook book) {
        this.book = book;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
            throws IOException {
        book.refused(request, "path-refused", HttpStatus.BAD_REQUEST.value());
        Problems.write(
                response,
                Problems.of(
                        HttpStatus.BAD_REQUEST,
                        "path-refused",
                        "The path or a header holds what could be read in two ways: an encoded slash, a semicolon, a"
                                + " dot segment or a control character."));
    }
}

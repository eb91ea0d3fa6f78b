package io.chirograph.query.read;

import io.chirograph.event.value.Http;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/// Records every request to the auditors' API, one `audit.read` each, whatever its response.
///
/// The event is durable before the first byte of the response goes out. What cannot be recorded is not answered.
public final class AuditReadFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditReadFilter.class);
    private static final Set<String> OTHERS = Set.of(
            "limit", "cursor", "order", "q", "by", "group", "format", "form", "index", "event", "size", "asOf",
            "namedBy", "last");
    private final Recorder recorder;
    private final IndexReader index;
    private final String credentials;
    private final Refusals refusals;

    /// How it is said that a read cannot be recorded.
    @FunctionalInterface
    public interface Refusals {
        void write(HttpServletRequest request, HttpServletResponse response, ApiException refused) throws IOException;
    }

    /// @param tokenHeader the header, beside `Authorization`, that tokens may come in
    public AuditReadFilter(Recorder recorder, IndexReader index, String tokenHeader, Refusals refusals) {
        this.refusals = refusals;
        this.recorder = recorder;
        this.index = index;
        this.credentials = Stream.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE, tokenHeader)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        AuditedRead reading = AuditedRead.begin(request);
        response.addHeader(HttpHeaders.VARY, credentials); // what a client keeps is for the same credential alone
        RecordedResponse recorded = new RecordedResponse(response, status -> record(request, reading, status));
        try {
            chain.doFilter(request, recorded);
        } catch (IOException | ServletException | RuntimeException e) {
            if (response.isCommitted()) {
                // Tomcat closes the connection for it, without the last chunk and without a page about the error
                LOG.warn("A response broke off: {}", e.toString());
                throw new ClientAbortException("a response broke off", e);
            }
            if (recorded.release(HttpStatus.INTERNAL_SERVER_ERROR.value())) {
                throw e;
            }
        }
        recorded.finish();
        RecordingUnavailable refusal = recorded.refusal();
        if (refusal != null) {
            refuse(request, response, refusal);
        }
    }

    private void record(HttpServletRequest request, AuditedRead reading, int status) throws RecordingUnavailable {
        Http http = new Http(request.getMethod(), request.getServletPath());
        if (!request.getMethod().equals("POST")) {
            reading.asked(asked(request));
        }
        recorder.record(reading.fact(http, status, sizes(reading)));
    }

    /// The parameters of a question, by name. Of names that no question knows neither name nor value is kept, only how
    /// many there were: whatever somebody put there by mistake may be a secret.
    private static SortedMap<String, Object> asked(HttpServletRequest request) {
        SortedMap<String, Object> asked = new TreeMap<>();
        try {
            request.getParameterMap().forEach((name, values) -> {
                if (OTHERS.contains(name) || CallFilter.isKnown(name)) {
                    asked.put(name, values.length == 1 ? values[0] : List.of(values));
                } else {
                    asked.merge("unknownParameters", 1L, (one, more) -> (long) one + (long) more);
                }
            });
        } catch (RuntimeException undecodable) {
            asked.put("undecodable", true);
        }
        return asked;
    }

    private SortedMap<String, Long> sizes(AuditedRead reading) {
        SortedMap<String, Long> known = reading.sizes();
        if (known != null) {
            return known;
        }
        try {
            return index.within(reading.scope()).sizes();
        } catch (SQLException | ApiException e) {
            LOG.warn("What is indexed cannot be told: {}", e.toString());
            return new TreeMap<>();
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, RecordingUnavailable why)
            throws IOException {
        response.reset();
        String detail = "That you read this cannot be recorded now, so it is not answered: " + why.getMessage();
        refusals.write(
                request,
                response,
                new ApiException(ErrorCode.RECORDING_UNAVAILABLE, detail, null, null, why.retryAfter()));
    }
}

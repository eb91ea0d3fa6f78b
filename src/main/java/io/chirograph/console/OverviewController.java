package io.chirograph.console;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.forecast.Forecasts;
import io.chirograph.archive.forecast.StorageForecast;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/console/overview`: whether the trail is complete now, what happened lately, and what needs somebody.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class OverviewController extends ConsolePage {
    private static final String HERE = "/console/overview";

    /// So many of the newest calls are added up.
    private static final int COUNTED = 100_000;

    private final AuditQuestions questions;
    private final LogReader logs;
    private final ObjectProvider<Forecasts> forecasts;
    private final ComponentHealth health;
    private final Clock clock;

    OverviewController(
            Pages pages,
            AuditQuestions questions,
            LogReader logs,
            ObjectProvider<Forecasts> forecasts,
            ComponentHealth health,
            Clock clock) {
        super(pages);
        this.questions = questions;
        this.logs = logs;
        this.forecasts = forecasts;
        this.health = health;
        this.clock = clock;
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> overview(HttpServletRequest request) throws SQLException, LogRefusedException {
        Period period = Period.of(LogParameters.of(request, "last").word("last"));
        AuditedRead read = AuditedRead.of(request);
        Instant now = clock.instant();
        boolean all = !read.scope().isOfTenants();
        List<IndexedHead> heads = logs.within(read.scope()).heads();
        CoverageReader.Answer coverage =
                CoverageReader.answer(questions.index(), read, new CoverageReader.Period(null, null));
        List<ArchiveTier> tiers = ArchiveTier.newest(questions.index().within(read.scope()));
        SummaryReader.Answer figures = figures(read, period, now);
        LogState.Sources sources =
                new LogState.Sources(coverage.items(), figures.coverage().logs(), heads, now);
        List<LogState> states = LogState.of(sources);
        List<Attention> attention = new ArrayList<>(Attention.of(states, tiers));
        if (all) {
            attention.addAll(health.attention());
        }
        Map<String, Object> page = new HashMap<>();
        page.put("verdict", Verdict.of(states, attention));
        page.put("attention", attention);
        page.put("logs", states);
        page.put("tiers", tiers);
        page.put("period", period);
        page.put("activity", Activity.of(figures, period, now));
        page.put("growth", all ? growth() : List.of());
        return pages.page(request, "Overview", HERE, "overview", page);
    }

    private SummaryReader.Answer figures(AuditedRead read, Period period, Instant now) throws SQLException {
        return questions.newest(
                read,
                Map.of(
                        "from", new String[] {period.from(now).toString()},
                        "by", new String[] {period.span()}),
                COUNTED);
    }

    /// Empty while an archive does not answer.
    private List<Growth> growth() {
        List<Growth> growth = new ArrayList<>();
        for (Forecasts known : forecasts) {
            try {
                for (StorageForecast forecast : known.all()) {
                    growth.add(Growth.of(forecast, known));
                }
            } catch (ArchiveUnavailableException away) {
                return List.of();
            }
        }
        return growth;
    }

    /// How an archive grows.
    /// @param price null without one
    record Growth(
            String archive,
            String perDay,
            String objects,
            String atEnd,
            String measured,
            @Nullable String price) {
        static Growth of(StorageForecast forecast, Forecasts known) {
            Double cost = forecast.costPerMonth(forecast.bytesAtEnd(), known.price());
            return new Growth(
                    Shown.line(forecast.archive()),
                    Shown.bytes(forecast.bytesPerDay()),
                    Shown.count(Math.round(forecast.objectsPerDay())),
                    Shown.bytes(forecast.bytesAtEnd()),
                    Shown.duration(forecast.measured().toMillis()),
                    cost == null ? null : String.format(Locale.ROOT, "%.2f", cost));
        }
    }
}

package io.chirograph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.dataflow.Configured;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.report.Places.Place;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

/// What is observed stands beside what is declared, and a difference is named.
class PlacesTest {
    @TempDir
    private Path directory;

    private ConfiguredArchives at(@Nullable String region) {
        Archive store = new ForwardingArchive(Archives.directory(directory)) {
            @Override
            public Optional<String> region() throws ArchiveUnavailableException {
                if ("away".equals(region)) {
                    throw new ArchiveUnavailableException("no answer", null);
                }
                return Optional.ofNullable(region);
            }
        };
        ObjectRetention retention = ObjectRetention.configured(Binder.get(new MockEnvironment()));
        return ConfiguredArchives.of(List.of(new ConfiguredArchive("main", store, retention, true)));
    }

    private static AiBom.Seen seen(String provider, String geo, long calls) {
        return new AiBom.Seen(provider, "", "openai", "m", "m", "us", geo, calls, Instant.EPOCH, Instant.EPOCH);
    }

    private static Place of(Places places, String component) {
        return places.items().stream()
                .filter(one -> one.component().equals(component))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBucketElsewhereDiffersAndOneWithinDoesNot() {
        DataFlow flow = Configured.many();
        Place elsewhere = of(Places.of(flow, at("us-east-1"), List.of()), "archive_main");
        assertThat(elsewhere)
                .returns("eu-west-1", Place::declared)
                .returns("us-east-1", Place::observed)
                .returns(true, Place::differs);
        assertThat(of(Places.of(flow, at("eu-west-1"), List.of()), "archive_main")
                        .differs())
                .isFalse();
        assertThat(Places.of(flow, at("us-east-1"), List.of()).section().rows().toString())
                .contains("DIFFERS");
        Place silent = of(Places.of(flow, at(null), List.of()), "archive_main");
        assertThat(silent.observed()).isNull();
        assertThat(silent.differs()).isFalse();
        assertThat(of(Places.of(flow, at("away"), List.of()), "archive_main").by())
                .contains("did not answer");
    }

    @Test
    void addressesAndAnswersSayWhereTheyAre() {
        Map<String, Object> settings = Configured.map(Configured.MANY);
        settings.put("chirograph.gateway.providers.eu.base-url", "https://bedrock-runtime.us-gov-west-1.example.com");
        settings.put("chirograph.gateway.providers.openai.base-url", "https://europe-west4-aiplatform.example.com");
        DataFlow flow = DataFlows.of(Configured.environment(settings), Configured.policy(Configured.POLICY));
        Places places = Places.of(
                flow,
                at(null),
                List.of(
                        seen("openai", "us", 3),
                        seen("openai", "eu", 4),
                        seen("openai", "us", 2),
                        seen("gone", "us", 1)));

        assertThat(of(places, "provider_eu"))
                .returns("us-gov-west-1", Place::observed)
                .returns("its address", Place::by)
                .returns(true, Place::differs);
        assertThat(places.items())
                .contains(
                        new Place("provider_openai", "provider openai", "us", "eu", "the answers to 4 calls", true),
                        new Place("provider_openai", "provider openai", "us", "us", "the answers to 5 calls", false))
                .anyMatch(one -> "europe-west4".equals(one.observed()) && one.differs())
                .noneMatch(one -> one.component().contains("gone"));
    }

    @Test
    void aHostThatOnlyLooksLikeOneSaysNothing() {
        Map<String, Object> settings = Configured.map(Configured.MANY);
        settings.put("chirograph.gateway.providers.eu.base-url", "https://us-west-models.example.com");
        settings.put("chirograph.archive.s3.bucket", "audit-us-east-1");
        settings.put("chirograph.archives.second.s3.endpoint", "https://s3.us-east-2.example.net");
        DataFlow flow = DataFlows.of(Configured.environment(settings), Configured.policy(Configured.POLICY));
        assertThat(Places.of(flow, at(null), List.of()).items())
                .noneMatch(one -> one.component().equals("provider_eu"))
                .noneMatch(one -> "us-east-1".equals(one.observed()))
                .anyMatch(one -> one.component().equals("archive_second") && "us-east-2".equals(one.observed()));
    }
}

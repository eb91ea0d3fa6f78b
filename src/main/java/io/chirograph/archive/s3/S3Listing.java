package io.chirograph.archive.s3;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Keys;
import io.chirograph.archive.ObjectVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The listings of one prefix of a bucket, page by page. Keys that could not be ours are left out.
///
/// Names are asked for URL-encoded: XML cannot carry every character of a key, and one such key that somebody put
/// there would make every listing unreadable. The SDK decodes them.
final class S3Listing {
    private static final int PAGE = 1000;
    private static final Comparator<ObjectVersion> ORDER = Comparator.comparing(ObjectVersion::key)
            .thenComparing(ObjectVersion::latest, Comparator.reverseOrder())
            .thenComparing(ObjectVersion::modified, Comparator.reverseOrder());

    private final S3Client client;
    private final String bucket;
    private final String base;

    S3Listing(S3Client client, S3Settings settings) {
        this.client = client;
        this.bucket = settings.bucket();
        this.base = settings.base();
    }

    List<S3Object> objects(String prefix, String after, int max) throws ArchiveUnavailableException {
        List<S3Object> found = new ArrayList<>();
        String from = base + Keys.checkPrefix(prefix);
        String start = (base + after).compareTo(from) < 0 ? null : base + after;
        String token = null;
        do {
            ListObjectsV2Response page = page(from, start, token, Math.clamp(max - found.size(), 1, PAGE));
            page.contents().stream()
                    .filter(object -> relative(object.key()).isPresent())
                    .limit(max - found.size())
                    .forEach(found::add);
            token = page.nextContinuationToken();
        } while (token != null && found.size() < max);
        return found;
    }

    private ListObjectsV2Response page(String prefix, @Nullable String start, @Nullable String token, int max)
            throws ArchiveUnavailableException {
        try {
            return S3Errors.ask(() -> client.listObjectsV2(request -> request.bucket(bucket)
                    .encodingType(EncodingType.URL)
                    .prefix(prefix)
                    .startAfter(start)
                    .continuationToken(token)
                    .maxKeys(max)));
        } catch (SdkException e) {
            throw S3Errors.unavailable("LIST s3://" + bucket + "/" + prefix, e);
        }
    }

    List<String> segments(String prefix) throws ArchiveUnavailableException {
        String from = base + Keys.checkPrefix(prefix);
        try {
            return S3Errors.ask(() -> names(from)).stream()
                    .filter(Keys::isSegment)
                    .toList();
        } catch (SdkException e) {
            throw S3Errors.unavailable("LIST s3://" + bucket + "/" + from, e);
        }
    }

    private Set<String> names(String from) {
        Set<String> found = new TreeSet<>();
        for (ListObjectsV2Response page : client.listObjectsV2Paginator(request -> request.bucket(bucket)
                .encodingType(EncodingType.URL)
                .prefix(from)
                .delimiter("/"))) {
            page.contents().forEach(object -> found.add(object.key().substring(from.length())));
            page.commonPrefixes()
                    .forEach(below ->
                            found.add(below.prefix().substring(from.length()).replaceAll("/$", "")));
        }
        return found;
    }

    List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        List<ObjectVersion> found = new ArrayList<>();
        try {
            pages(prefix, from.compareTo(prefix) > 0 ? predecessor(base + from) : null, page -> {
                collect(page, found);
                return found.size() < max;
            });
        } catch (SdkException e) {
            if (S3Errors.isNotImplemented(e)) {
                return withoutVersions(prefix, from, max);
            }
            throw S3Errors.unavailable("LIST VERSIONS s3://" + bucket + "/" + base + prefix, e);
        }
        return found.stream().sorted(ORDER).limit(max).toList();
    }

    /// Up to `max` names of versions and delete markers that can be no key.
    List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        SortedSet<String> found = new TreeSet<>();
        try {
            pages(prefix, null, page -> {
                Stream.concat(
                                page.versions().stream().map(version -> version.key()),
                                page.deleteMarkers().stream().map(DeleteMarkerEntry::key))
                        .filter(key -> relative(key).isEmpty())
                        .forEach(key -> found.add(key.substring(base.length())));
                return found.size() < max;
            });
        } catch (SdkException e) {
            if (!S3Errors.isNotImplemented(e)) {
                throw S3Errors.unavailable("LIST VERSIONS s3://" + bucket + "/" + base + prefix, e);
            }
            String token = null;
            do {
                ListObjectsV2Response page = page(base + prefix, null, token, PAGE);
                page.contents().stream()
                        .map(S3Object::key)
                        .filter(key -> relative(key).isEmpty())
                        .forEach(key -> found.add(key.substring(base.length())));
                token = page.nextContinuationToken();
            } while (token != null && found.size() < max);
        }
        return found.stream().limit(max).toList();
    }

    /// Hands out pages of versions until `more` answers false.
    private void pages(String prefix, @Nullable String marker, Predicate<ListObjectVersionsResponse> more)
            throws ArchiveUnavailableException {
        String under = base + Keys.checkPrefix(prefix);
        String keyMarker = marker;
        String versionMarker = null;
        ListObjectVersionsResponse page;
        do {
            String key = keyMarker;
            String version = versionMarker;
            page = S3Errors.ask(() -> client.listObjectVersions(request -> request.bucket(bucket)
                    .encodingType(EncodingType.URL)
                    .prefix(under)
                    .keyMarker(key)
                    .versionIdMarker(version)
                    .maxKeys(PAGE)));
            keyMarker = page.nextKeyMarker();
            versionMarker = page.nextVersionIdMarker();
        } while (more.test(page) && Boolean.TRUE.equals(page.isTruncated()));
    }

    private void collect(ListObjectVersionsResponse page, List<ObjectVersion> found) {
        for (software.amazon.awssdk.services.s3.model.ObjectVersion version : page.versions()) {
            relative(version.key())
                    .ifPresent(key -> found.add(new ObjectVersion(
                            key,
                            version.versionId(),
                            Boolean.TRUE.equals(version.isLatest()),
                            false,
                            version.size(),
                            version.lastModified())));
        }
        for (DeleteMarkerEntry marker : page.deleteMarkers()) {
            relative(marker.key())
                    .ifPresent(key -> found.add(new ObjectVersion(
                            key,
                            marker.versionId(),
                            Boolean.TRUE.equals(marker.isLatest()),
                            true,
                            0,
                            marker.lastModified())));
        }
    }

    /// For stores that have no versions at all: each object is its only one.
    private List<ObjectVersion> withoutVersions(String prefix, String from, int max)
            throws ArchiveUnavailableException {
        String after = from.isEmpty() ? "" : predecessor(from);
        return objects(prefix, after, max).stream()
                .map(object -> new ObjectVersion(
                        object.key().substring(base.length()), null, true, false, object.size(), object.lastModified()))
                .toList();
    }

    /// A string less than `key` with no possible key between them, since markers are exclusive.
    static String predecessor(String key) {
        int last = key.length() - 1;
        return key.substring(0, last) + (char) (key.charAt(last) - 1) + '~';
    }

    private Optional<String> relative(String key) {
        return Optional.of(key.substring(base.length())).filter(Keys::isKey);
    }
}

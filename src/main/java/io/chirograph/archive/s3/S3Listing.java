package io.chirograph.archive.s3;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Keys;
import io.chirograph.archive.ObjectVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
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

    List<String> keys(String prefix, String after, int max) throws ArchiveUnavailableException {
        String from = base + Keys.checkPrefix(prefix);
        String start = (base + after).compareTo(from) < 0 ? null : base + after;
        return S3Errors.ask(
                "LIST s3://" + bucket + "/" + from,
                () -> objects(from, request -> request.startAfter(start).maxKeys(Math.clamp(max, 1, PAGE)))
                        .flatMap(page -> page.contents().stream())
                        .map(this::relative)
                        .filter(Keys::isKey)
                        .limit(max)
                        .toList());
    }

    List<String> segments(String prefix) throws ArchiveUnavailableException {
        String from = base + Keys.checkPrefix(prefix);
        return S3Errors.ask(
                "LIST s3://" + bucket + "/" + from,
                () -> objects(from, request -> request.delimiter("/"))
                        .flatMap(page -> Stream.concat(
                                page.contents().stream().map(S3Object::key),
                                page.commonPrefixes().stream()
                                        .map(below -> below.prefix().replaceAll("/$", ""))))
                        .map(name -> name.substring(from.length()))
                        .filter(Keys::isSegment)
                        .distinct()
                        .sorted()
                        .toList());
    }

    List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        List<ObjectVersion> found = new ArrayList<>();
        pages(prefix, from, page -> {
            page.filter(version -> Keys.isKey(version.key())).forEach(found::add);
            return found.size() < max;
        });
        return found.stream().sorted(ORDER).limit(max).toList();
    }

    /// Up to `max` names of versions and delete markers that can be no key.
    List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        NavigableSet<String> found = new TreeSet<>();
        pages(prefix, "", page -> {
            page.map(ObjectVersion::key).filter(key -> !Keys.isKey(key)).forEach(found::add);
            return found.size() < max;
        });
        return found.stream().limit(max).toList();
    }

    /// Hands out pages of versions, keys or not, until `more` answers false. In a store that has no versions at all
    /// each object is its only one.
    private void pages(String prefix, String from, Predicate<Stream<ObjectVersion>> more)
            throws ArchiveUnavailableException {
        String under = base + Keys.checkPrefix(prefix);
        String after = from.compareTo(prefix) > 0 ? predecessor(base + from) : null;
        try {
            boolean unused = S3Errors.ask(() -> client
                    .listObjectVersionsPaginator(request -> request.bucket(bucket)
                            .encodingType(EncodingType.URL)
                            .prefix(under)
                            .keyMarker(after)
                            .maxKeys(PAGE))
                    .stream()
                    .map(this::versions)
                    .allMatch(more));
        } catch (SdkException e) {
            if (!S3Errors.isNotImplemented(e)) {
                throw S3Errors.unavailable("LIST VERSIONS s3://" + bucket + "/" + under, e);
            }
            boolean unused = S3Errors.ask(
                    "LIST s3://" + bucket + "/" + under,
                    () -> objects(under, request -> request.startAfter(after).maxKeys(PAGE))
                            .map(page -> page.contents().stream().map(this::onlyVersion))
                            .allMatch(more));
        }
    }

    private Stream<ListObjectsV2Response> objects(String under, Consumer<ListObjectsV2Request.Builder> more) {
        return client
                .listObjectsV2Paginator(request -> more.accept(
                        request.bucket(bucket).encodingType(EncodingType.URL).prefix(under)))
                .stream();
    }

    private Stream<ObjectVersion> versions(ListObjectVersionsResponse page) {
        return Stream.concat(
                page.versions().stream()
                        .map(version -> new ObjectVersion(
                                version.key().substring(base.length()),
                                version.versionId(),
                                Boolean.TRUE.equals(version.isLatest()),
                                false,
                                version.size(),
                                version.lastModified())),
                page.deleteMarkers().stream()
                        .map(marker -> new ObjectVersion(
                                marker.key().substring(base.length()),
                                marker.versionId(),
                                Boolean.TRUE.equals(marker.isLatest()),
                                true,
                                0,
                                marker.lastModified())));
    }

    private ObjectVersion onlyVersion(S3Object object) {
        return new ObjectVersion(relative(object), null, true, false, object.size(), object.lastModified());
    }

    private String relative(S3Object object) {
        return object.key().substring(base.length());
    }

    /// A string less than `key` with no possible key between them, since markers are exclusive.
    private static String predecessor(String key) {
        int last = key.length() - 1;
        return key.substring(0, last) + (char) (key.charAt(last) - 1) + '~';
    }
}

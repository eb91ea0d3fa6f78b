/// An archive in an S3 bucket, whatever server stands behind it.
///
/// Entry types: [S3Clients], [S3RetentionStore], [S3Settings].
@NamedInterface("s3")
@NullMarked
package io.chirograph.archive.s3;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

/// An archive in an S3 bucket, whatever server stands behind it.
@NamedInterface("s3")
@NullMarked
package io.chirograph.archive.s3;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

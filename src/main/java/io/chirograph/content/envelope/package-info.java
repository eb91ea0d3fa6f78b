/// Encrypts content to those who may read it, and opens it for them (CMS AuthEnvelopedData, RFC 5083 and 5084).
///
/// The plaintext of an envelope is a line of JSON ([ContentSealer.Inside]), a line feed, and the content; or, where
/// subjects' keys have to be there too, another envelope. Its first byte tells: 0x30 for an envelope, `{` for the line.
///
/// Entry types: [CmsSealer], [ContentSealer], [EnvelopeException], [EnvelopeOpener], [Opened], [Recipient].
@NamedInterface("envelope")
@NullMarked
package io.chirograph.content.envelope;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

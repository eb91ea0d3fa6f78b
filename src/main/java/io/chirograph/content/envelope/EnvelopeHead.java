package io.chirograph.content.envelope;

import io.chirograph.content.envelope.EnvelopeException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1SetParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.AuthEnvelopedDataParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.EncryptedContentInfoParser;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;

/// An AuthEnvelopedData as it is read: its head at once, the ciphertext as a stream, the tag behind it. One thread.
/// @param ciphertext to be read to its end before the tag is
@SuppressWarnings("ArrayRecordComponent") // never compared
record EnvelopeHead(
        List<RecipientInfo> recipients, byte[] nonce, InputStream ciphertext, AuthEnvelopedDataParser rest) {
    private static final int LARGEST = 1 << 20;
    private static final int MOST_RECIPIENTS = 256;
    private static final int ENDS = 3 * 2;

    /// @throws EnvelopeException it is something else
    static EnvelopeHead read(Source in) throws IOException, EnvelopeException {
        if (!(new ASN1StreamParser(in, LARGEST).readObject() instanceof ASN1SequenceParser outer)) {
            throw damaged("it is no CMS message");
        }
        ContentInfoParser info = new ContentInfoParser(outer);
        if (!CMSObjectIdentifiers.authEnvelopedData.equals(info.getContentType())
                || !(info.getContent(BERTags.SEQUENCE) instanceof ASN1SequenceParser sequence)) {
            throw damaged("it is no CMS AuthEnvelopedData");
        }
        AuthEnvelopedDataParser message = new AuthEnvelopedDataParser(sequence);
        message.getOriginatorInfo();
        List<RecipientInfo> recipients = recipients(message.getRecipientInfos(), in);
        EncryptedContentInfoParser content = message.getAuthEncryptedContentInfo();
        if (!PKCSObjectIdentifiers.data.equals(content.getContentType())
                || !NISTObjectIdentifiers.id_aes256_GCM.equals(
                        content.getContentEncryptionAlgorithm().getAlgorithm())) {
            throw damaged("it is not of content type id-data under AES-256-GCM");
        }
        GCMParameters gcm = GCMParameters.getInstance(
                content.getContentEncryptionAlgorithm().getParameters());
        if (gcm.getIcvLen() != EnvelopeStream.TAG || gcm.getNonce().length != EnvelopeStream.NONCE) {
            throw damaged("its nonce or its tag has another length");
        }
        if (!(content.getEncryptedContent(BERTags.OCTET_STRING) instanceof ASN1OctetStringParser octets)) {
            throw damaged("it has no content");
        }
        return new EnvelopeHead(recipients, gcm.getNonce(), octets.getOctetStream(), message);
    }

    private static List<RecipientInfo> recipients(ASN1SetParser set, Source in) throws IOException, EnvelopeException {
        List<RecipientInfo> found = new ArrayList<>();
        for (ASN1Encodable each = set.readObject(); each != null; each = set.readObject()) {
            if (found.size() == MOST_RECIPIENTS || in.position() > LARGEST) {
                throw damaged("it has too many recipients");
            }
            found.add(RecipientInfo.getInstance(each.toASN1Primitive()));
        }
        return found;
    }

    /// The tag, to the end of the message; one with attributes, or with bytes behind it, is none of ours.
    byte[] tag(Source in) throws IOException, EnvelopeException {
        if (rest.getAuthAttrs() != null) {
            throw damaged("it has authenticated attributes");
        }
        byte[] tag = ASN1OctetString.getInstance(rest.getMac()).getOctets();
        if (tag.length != EnvelopeStream.TAG) {
            throw damaged("its tag has " + tag.length + " bytes");
        }
        if (rest.getUnauthAttrs() != null) {
            throw damaged("it has attributes");
        }
        requireEnd(in.readNBytes(ENDS + 1));
        return tag;
    }

    /// What is left may be the ends of the two indefinite lengths around the message.
    private static void requireEnd(byte[] left) throws EnvelopeException {
        boolean isEnd = left.length <= ENDS;
        for (byte each : left) {
            isEnd &= each == 0;
        }
        if (!isEnd) {
            throw damaged("there are bytes behind it");
        }
    }

    static EnvelopeException damaged(String what) {
        return new EnvelopeException(Reason.DAMAGED, what);
    }
}

package io.chirograph.content.envelope;

import io.chirograph.content.keys.SubjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientIdentifier;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorIdentifierOrKey;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// The three ways in which a content key is wrapped for a recipient.
///
/// RSA: OAEP with SHA-256 and MGF1-SHA-256. EC: ephemeral-static ECDH, the KDF of X9.63 with SHA-256, AES-256 key wrap
/// (RFC 5753). A subject: AES-256 key wrap (RFC 3565). The encoding is BouncyCastle's.
final class KeyWrap {
    private static final AlgorithmIdentifier AES_WRAP = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap);
    private static final AlgorithmIdentifier AGREEMENT =
            new AlgorithmIdentifier(SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme, AES_WRAP);
    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    private static final AlgorithmIdentifier OAEP = new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_RSAES_OAEP,
            new RSAESOAEPparams(
                    SHA256,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA256),
                    RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
    private static final AlgorithmParameterSpec OAEP_SPEC =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    private static final AlgorithmIdentifier EC = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey);
    private static final Provider JCE = Security.getProvider("SunJCE");
    private static final int BITS = 256;
    private static final int WRAP = 8;
    private static final int TRANSPORT_VERSION = 0;
    private static final int AGREEMENT_VERSION = 3;
    private static final int KEK_VERSION = 4;

    private KeyWrap() {}

    /// Who the certificate's owner is to a recipient's entry.
    static IssuerAndSerialNumber name(X509Certificate certificate) {
        return new IssuerAndSerialNumber(
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()), certificate.getSerialNumber());
    }

    /// Wraps content keys for one recipient.
    interface Wrapper {
        /// @return the recipient's entry in DER
        byte[] wrap(SecretKey content) throws GeneralSecurityException, IOException;
    }

    /// @return thread-safe
    static Wrapper to(Recipient recipient) {
        IssuerAndSerialNumber name = name(recipient.certificate());
        PublicKey key = recipient.certificate().getPublicKey();
        if (key instanceof ECPublicKey ec) {
            Agreement agreement = new Agreement(ec);
            Entry entry = Entry.of(name, agreement.pointLength());
            return content -> {
                Agreement.Agreed with = agreement.agree();
                return entry.bytes(with.point(), with.keyingMaterial(), wrap(content, with.key()));
            };
        }
        return content -> transported(content, key, name);
    }

    private static byte[] transported(SecretKey content, PublicKey key, IssuerAndSerialNumber name)
            throws GeneralSecurityException, IOException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.WRAP_MODE, key, OAEP_SPEC);
        return new RecipientInfo(new KeyTransRecipientInfo(
                        new RecipientIdentifier(name), OAEP, new DEROctetString(cipher.wrap(content))))
                .getEncoded(ASN1Encoding.DER);
    }

    /// A recipient's entry under ECDH, encoded once: of the same lengths, only three of its values change.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] der, int point, int keyingMaterial, int wrapped) {
        static Entry of(IssuerAndSerialNumber name, int pointLength) {
            byte[] point = filled(pointLength, 1);
            byte[] material = filled(Agreement.KEYING_MATERIAL, 2);
            byte[] wrapped = filled(EnvelopeStream.KEY + WRAP, 3);
            byte[] der;
            try {
                der = new RecipientInfo(new KeyAgreeRecipientInfo(
                                new OriginatorIdentifierOrKey(new OriginatorPublicKey(EC, point)),
                                new DEROctetString(material),
                                AGREEMENT,
                                new DERSequence(new RecipientEncryptedKey(
                                        new KeyAgreeRecipientIdentifier(name), new DEROctetString(wrapped)))))
                        .getEncoded(ASN1Encoding.DER);
            } catch (IOException e) {
                throw new IllegalArgumentException("the certificate's issuer cannot be encoded", e);
            }
            return new Entry(der, place(der, point), place(der, material), der.length - wrapped.length);
        }

        byte[] bytes(byte[] agreedPoint, byte[] material, byte[] key) {
            byte[] bytes = der.clone();
            System.arraycopy(agreedPoint, 0, bytes, point, agreedPoint.length);
            System.arraycopy(material, 0, bytes, keyingMaterial, material.length);
            System.arraycopy(key, 0, bytes, wrapped, key.length);
            return bytes;
        }

        private static byte[] filled(int length, int with) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) with);
            return bytes;
        }

        private static int place(byte[] der, byte[] value) {
            int at = 0;
            while (!Arrays.equals(der, at, at + value.length, value, 0, value.length)) {
                at++;
            }
            return at;
        }
    }

    static byte[] wrap(SecretKey content, SubjectKey subject) throws GeneralSecurityException, IOException {
        return new RecipientInfo(new KEKRecipientInfo(
                        new KEKIdentifier(HexFormat.of().parseHex(subject.id()), null, null),
                        AES_WRAP,
                        new DEROctetString(wrap(content, new SecretKeySpec(subject.key(), "AES")))))
                .getEncoded(ASN1Encoding.DER);
    }

    /// The JDK's own cipher, without asking every provider for it each time: that takes longer than a short content.
    static Cipher cipher(String transformation) throws GeneralSecurityException {
        return Cipher.getInstance(transformation, JCE);
    }

    private static byte[] wrap(SecretKey content, SecretKey under) throws GeneralSecurityException {
        Cipher cipher = cipher("AESWrap");
        cipher.init(Cipher.WRAP_MODE, under);
        return cipher.wrap(content);
    }

    private static SecretKey agree(PrivateKey own, PublicKey other, byte @Nullable [] keyingMaterial)
            throws GeneralSecurityException, IOException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        byte[] shared = agreement.generateSecret();
        try {
            return derive(shared, keyingMaterial);
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }

    /// The key that both sides have: ECC-CMS-SharedInfo of RFC 5753, section 7.2, through the KDF of X9.63.
    /// @param keyingMaterial the message's `ukm`; null where it has none
    static SecretKey derive(byte[] shared, byte @Nullable [] keyingMaterial)
            throws GeneralSecurityException, IOException {
        MessageDigest kdf = MessageDigest.getInstance("SHA-256");
        kdf.update(shared);
        kdf.update(new byte[] {0, 0, 0, 1}); // one block is the key
        kdf.update(new ECCCMSSharedInfo(
                        AES_WRAP,
                        keyingMaterial,
                        ByteBuffer.allocate(4).putInt(BITS).array())
                .getEncoded("DER"));
        return new SecretKeySpec(kdf.digest(), "AES");
    }

    /// The content key; empty where the entry is for somebody else.
    static Optional<byte[]> unwrap(RecipientInfo info, IssuerAndSerialNumber name, PrivateKey key)
            throws GeneralSecurityException, IOException {
        if (info.getInfo() instanceof KeyTransRecipientInfo transported
                && name.equals(transported.getRecipientIdentifier().getId())) {
            require(OAEP, transported.getKeyEncryptionAlgorithm(), TRANSPORT_VERSION, transported.getVersion());
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.UNWRAP_MODE, key, OAEP_SPEC);
            return Optional.of(unwrap(cipher, transported.getEncryptedKey().getOctets()));
        }
        if (info.getInfo() instanceof KeyAgreeRecipientInfo agreed) {
            for (ASN1Encodable each : agreed.getRecipientEncryptedKeys()) {
                RecipientEncryptedKey encrypted = RecipientEncryptedKey.getInstance(each);
                if (name.equals(encrypted.getIdentifier().getIssuerAndSerialNumber())) {
                    require(AGREEMENT, agreed.getKeyEncryptionAlgorithm(), AGREEMENT_VERSION, agreed.getVersion());
                    return Optional.of(unwrap(
                            agree(key, ephemeral(agreed, key), keyingMaterial(agreed)),
                            encrypted.getEncryptedKey().getOctets()));
                }
            }
        }
        return Optional.empty();
    }

    private static byte @Nullable [] keyingMaterial(KeyAgreeRecipientInfo info) {
        ASN1OctetString material = info.getUserKeyingMaterial();
        return material == null ? null : material.getOctets();
    }

    static byte[] unwrap(KEKRecipientInfo info, SubjectKey subject) throws GeneralSecurityException {
        require(AES_WRAP, info.getKeyEncryptionAlgorithm(), KEK_VERSION, info.getVersion());
        return unwrap(
                new SecretKeySpec(subject.key(), "AES"), info.getEncryptedKey().getOctets());
    }

    private static void require(
            AlgorithmIdentifier expected, AlgorithmIdentifier found, int expectedVersion, ASN1Integer version)
            throws GeneralSecurityException {
        if (!expected.equals(found) || !version.hasValue(expectedVersion)) {
            throw new GeneralSecurityException("the key is wrapped by " + found.getAlgorithm());
        }
    }

    private static byte[] unwrap(SecretKey under, byte[] wrapped) throws GeneralSecurityException {
        Cipher cipher = cipher("AESWrap");
        cipher.init(Cipher.UNWRAP_MODE, under);
        return unwrap(cipher, wrapped);
    }

    private static byte[] unwrap(Cipher cipher, byte[] wrapped) throws GeneralSecurityException {
        return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
    }

    /// The writer's point on the curve of our key; the provider refuses one that is not on it.
    private static PublicKey ephemeral(KeyAgreeRecipientInfo info, PrivateKey key)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier curve = PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm();
        OriginatorPublicKey originator = info.getOriginator().getOriginatorKey();
        if (originator == null || !originator.getAlgorithm().equals(EC)) {
            throw new GeneralSecurityException("the writer's key is no EC key");
        }
        byte[] point = originator.getPublicKeyData().getBytes();
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(new SubjectPublicKeyInfo(curve, point).getEncoded()));
    }
}

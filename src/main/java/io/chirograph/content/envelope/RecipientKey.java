package io.chirograph.content.envelope;

import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/// A recipient's certificate with the private key that goes with it.
record RecipientKey(Recipient recipient, PrivateKey key) {
    private static final int LARGEST = 64 << 10;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /// @throws IllegalArgumentException the key is another one's, or none that opens
    static RecipientKey of(PrivateKey key, X509Certificate certificate) {
        Recipient recipient = Recipient.of(certificate);
        if (!goTogether(key, certificate.getPublicKey())) {
            throw new IllegalArgumentException("the private key is not the one of the certificate " + recipient.id());
        }
        return new RecipientKey(recipient, key);
    }

    /// @param keyFile PKCS#8 in PEM, without a passphrase
    static RecipientKey read(Path keyFile, Path certificateFile) throws IOException {
        X509Certificate certificate = Recipient.read(certificateFile).certificate();
        byte[] pkcs8 = pkcs8(keyFile);
        try {
            String algorithm = PrivateKeyInfo.getInstance(pkcs8)
                            .getPrivateKeyAlgorithm()
                            .getAlgorithm()
                            .equals(PKCSObjectIdentifiers.rsaEncryption)
                    ? "RSA"
                    : "EC";
            return of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)), certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException(keyFile + ": it holds no RSA or EC private key in PKCS#8", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(keyFile + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static byte[] pkcs8(Path file) throws IOException {
        String text = SmallFile.text(file, LARGEST);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new IOException(file + ": it holds no private key in PKCS#8 (PEM, without a passphrase)");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": its base64 is damaged", e);
        }
    }

    private static boolean goTogether(PrivateKey key, PublicKey certified) {
        String algorithm = certified.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }
}

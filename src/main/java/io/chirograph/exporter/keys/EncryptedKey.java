package io.chirograph.exporter.keys;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/// A private key under a passphrase: PKCS#8 `EncryptedPrivateKeyInfo`, PBES2 with PBKDF2 and AES-256, as
/// `openssl pkcs8` reads and writes it.
final class EncryptedKey {
    private static final ASN1ObjectIdentifier PBES2 = PKCSObjectIdentifiers.id_PBES2;
    private static final PBKDF2Config DERIVATION = new PBKDF2Config.Builder()
            .withPRF(PBKDF2Config.PRF_SHA256)
            .withIterationCount(600_000)
            .withSaltLength(16)
            .build();

    private EncryptedKey() {}

    static byte[] encrypt(byte[] pkcs8, char[] passphrase) throws IOException {
        try {
            return new PKCS8EncryptedPrivateKeyInfoBuilder(PrivateKeyInfo.getInstance(pkcs8))
                    .build(new JcePKCSPBEOutputEncryptorBuilder(DERIVATION, NISTObjectIdentifiers.id_aes256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .build(passphrase))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new IOException("the key cannot be encrypted: " + e.getMessage(), e);
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }

    /// @throws IOException another scheme, another passphrase, or no such structure
    static byte[] decrypt(byte[] encrypted, char[] passphrase) throws IOException {
        try {
            PKCS8EncryptedPrivateKeyInfo info = new PKCS8EncryptedPrivateKeyInfo(encrypted);
            ASN1ObjectIdentifier scheme =
                    info.toASN1Structure().getEncryptionAlgorithm().getAlgorithm();
            if (!scheme.equals(PBES2)) {
                throw new IOException("it is encrypted by " + scheme + " and not by PBES2");
            }
            return info.decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(passphrase))
                    .getEncoded();
        } catch (PKCSException | RuntimeException e) {
            throw new IOException("it cannot be decrypted; is the passphrase the right one?", e);
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }
}

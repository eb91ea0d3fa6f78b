package io.chirograph.content.envelope;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.FixedPointUtil;
import org.jspecify.annotations.Nullable;

/// Ephemeral-static ECDH with one recipient (RFC 5753), over multiples of its point that are computed once.
/// Thread-safe.
///
/// One key pair serves for a second, and for at most [#MOST] contents; every content has a key of its own from it, by
/// its own user keying material. The private half is forgotten at once, the shared secret when its second is over. So
/// a short content costs no multiplication on a curve, which would be most of its time. What follows: whoever reads
/// the memory of the process opens what it encrypted within the last second, and nothing before that.
///
/// The JDK's multiplication takes four times as long. It does not depend on the secret, and this may.
final class Agreement {
    static final Duration LIFE = Duration.ofSeconds(1);
    static final int MOST = 1 << 16;
    static final int KEYING_MATERIAL = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ECNamedDomainParameters domain;
    private final ECPoint point;
    private final Executor later;
    private @Nullable Shared current;

    Agreement(ECPublicKey key) {
        this(key, CompletableFuture.delayedExecutor(LIFE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// @param later runs what it is given when a key pair's life is over
    Agreement(ECPublicKey key, Executor later) {
        this.later = later;
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
        ASN1ObjectIdentifier curve =
                ASN1ObjectIdentifier.getInstance(info.getAlgorithm().getParameters());
        domain = new ECNamedDomainParameters(curve, CustomNamedCurves.getByOID(curve));
        point = domain.validatePublicPoint(
                domain.getCurve().decodePoint(info.getPublicKeyData().getBytes()));
        FixedPointUtil.precompute(point);
    }

    /// Bytes of a point, not compressed.
    int pointLength() {
        return point.getEncoded(false).length;
    }

    /// A key for one content.
    /// @param point the public half of the key pair
    /// @param keyingMaterial random bytes that no other content has
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Agreed(byte[] point, byte[] keyingMaterial, SecretKey key) {}

    /// One key pair's secret, and how often it served.
    private static final class Shared {
        private final byte[] point;
        private final byte[] secret;
        private int served;

        Shared(byte[] point, byte[] secret) {
            this.point = point;
            this.secret = secret;
        }
    }

    Agreed agree() throws GeneralSecurityException, IOException {
        byte[] material = new byte[KEYING_MATERIAL];
        RANDOM.nextBytes(material);
        synchronized (this) {
            if (current == null || current.served == MOST) {
                forget(current);
                Shared next = generate();
                current = next;
                later.execute(() -> forget(next));
            }
            current.served++;
            return new Agreed(current.point, material, KeyWrap.derive(current.secret, material));
        }
    }

    private synchronized void forget(@Nullable Shared shared) {
        if (shared != null) {
            Arrays.fill(shared.secret, (byte) 0);
            if (current == shared) {
                current = null;
            }
        }
    }

    private Shared generate() {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain, RANDOM));
        AsymmetricCipherKeyPair ephemeral = generator.generateKeyPair();
        ECPoint shared = new FixedPointCombMultiplier()
                .multiply(point, ((ECPrivateKeyParameters) ephemeral.getPrivate()).getD())
                .normalize();
        return new Shared(
                ((ECPublicKeyParameters) ephemeral.getPublic()).getQ().getEncoded(false),
                shared.getAffineXCoord().getEncoded());
    }
}

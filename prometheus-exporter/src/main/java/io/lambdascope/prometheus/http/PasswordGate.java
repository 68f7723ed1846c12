package io.lambdascope.prometheus.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the Authorization header who may enter. Any thread.
 *
 * <p>A hash that is hard to guess from is slow: a quarter of a second and more on a core that
 * training wants. Therefore
 *
 * <ul>
 *   <li>who was let in once is known again by a keyed digest of what he said, and so is who was
 *       not: a scraper, also one with a wrong password, costs one hash in all;
 *   <li>one slow hash is computed at a time, and after one in vain none for {@value #REST} times as
 *       long, so that guessing takes at most a tenth of one core. Who comes meanwhile with words
 *       never heard is told to come again, whatever he says.
 * </ul>
 *
 * <p>A wrong name and a wrong password are hashed alike and answered alike.
 */
final class PasswordGate {

  /** What becomes of a request. */
  enum Decision {
    /** May enter. */
    ENTER,
    /** Must say another password. */
    REFUSE,
    /** May ask again later; nothing is said of the password. */
    LATER
  }

  private static final int REST = 9;

  /** At once: one that is computed and a few that wait for it, for example a page and a scraper. */
  private static final int ATTEMPTS = 3;

  /** Digests of what was said in vain. */
  private static final int REMEMBERED = 64;

  /** Longer ones are refused unread. */
  private static final int LONGEST_HEADER = 1024;

  private static final String SCHEME = "basic ";

  private final String username;
  private final Predicate<String> password;
  private final boolean slow;
  private final LongSupplier nanoClock;
  private final SecretKeySpec digestKey;
  private final Semaphore attempts = new Semaphore(ATTEMPTS);
  private volatile @Nullable String accepted;
  private final Set<String> refused = new LinkedHashSet<>(); // guarded by itself
  private long restBegan; // guarded by this
  private long rest; // guarded by this; nanoseconds

  PasswordGate(BasicCredentials credentials, LongSupplier nanoClock) {
    this(
        credentials.username(),
        credentials.password()::matches,
        credentials.password().isSlow(),
        nanoClock);
  }

  /**
   * With any way to tell a password.
   *
   * @param slow whether {@code password} takes so long that it has to be rationed
   */
  PasswordGate(String username, Predicate<String> password, boolean slow, LongSupplier nanoClock) {
    this.username = username;
    this.password = password;
    this.slow = slow;
    this.nanoClock = nanoClock;
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.digestKey = new SecretKeySpec(key, "HmacSHA256");
  }

  /** Decides by the value of an Authorization header, null where there is none. */
  Decision decide(@Nullable String header) {
    byte[] said = said(header);
    if (said == null) {
      return Decision.REFUSE;
    }
    String digest = digest(said);
    if (isKnown(digest)) {
      return Decision.ENTER;
    }
    if (wasRefused(digest)) {
      return Decision.REFUSE;
    }
    if (!slow) {
      return remember(digest, isRight(said));
    }
    if (!attempts.tryAcquire()) {
      return Decision.LATER;
    }
    try {
      return decideSlowly(digest, said);
    } finally {
      attempts.release();
    }
  }

  private synchronized Decision decideSlowly(String digest, byte[] said) {
    // Another thread may have found out while this one waited.
    if (isKnown(digest)) {
      return Decision.ENTER;
    }
    if (wasRefused(digest)) {
      return Decision.REFUSE;
    }
    long began = nanoClock.getAsLong();
    if (rest > 0 && began - restBegan < rest) {
      return Decision.LATER;
    }
    boolean right = isRight(said);
    if (!right) {
      restBegan = nanoClock.getAsLong();
      rest = REST * (restBegan - began);
    }
    return remember(digest, right);
  }

  private boolean isKnown(String digest) {
    String known = accepted;
    // Keyed, so that how long the comparison takes tells nothing that could be used.
    return digest.equals(known);
  }

  private boolean wasRefused(String digest) {
    synchronized (refused) {
      return refused.contains(digest);
    }
  }

  private Decision remember(String digest, boolean right) {
    if (right) {
      accepted = digest;
      return Decision.ENTER;
    }
    synchronized (refused) {
      refused.add(digest);
      if (refused.size() > REMEMBERED) {
        Iterator<String> oldest = refused.iterator();
        oldest.next();
        oldest.remove();
      }
    }
    return Decision.REFUSE;
  }

  private boolean isRight(byte[] said) {
    String text = new String(said, StandardCharsets.UTF_8);
    int colon = text.indexOf(':');
    byte[] name = text.substring(0, colon).getBytes(StandardCharsets.UTF_8);
    boolean nameIsRight = MessageDigest.isEqual(username.getBytes(StandardCharsets.UTF_8), name);
    // In any case, for an unknown name must take as long as a known one.
    boolean passwordIsRight = password.test(text.substring(colon + 1));
    return nameIsRight && passwordIsRight;
  }

  /** The {@code name:password} of a header, null where it has none. */
  private static byte @Nullable [] said(@Nullable String header) {
    if (header == null
        || header.length() > LONGEST_HEADER
        || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return null;
    }
    try {
      byte[] said = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      return new String(said, StandardCharsets.UTF_8).indexOf(':') < 0 ? null : said;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private String digest(byte[] said) {
    try {
      Mac mac = Mac.getInstance(digestKey.getAlgorithm());
      mac.init(digestKey);
      return HexFormat.of().formatHex(mac.doFinal(said));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM does not have HmacSHA256", e);
    }
  }
}

package io.lambdascope.prometheus.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: enough to tell it when it comes, not enough to know it. Immutable,
 * any thread.
 *
 * <p>The algorithms and their terms are those of jmx_exporter: {@code SHA-…} is the hash of {@code
 * salt:password}, {@code PBKDF2WithHmac…} the derived key, of as many bytes as {@code hash} has.
 * (Its documentation gives the key length in bits, 128 by default, and hashes of 128 bytes; here
 * the hash itself says how long it is, and its beginning is the same either way.)
 *
 * @param algorithm one of {@link #ALGORITHMS}
 * @param salt text; its UTF-8 bytes are used
 * @param iterations of PBKDF2; ignored by the others
 * @param hash in hexadecimal digits; colons between them and their case do not matter
 */
public record PasswordHash(String algorithm, String salt, int iterations, String hash) {

  /** What {@code algorithm} may be. */
  public static final List<String> ALGORITHMS =
      List.of(
          "SHA-1",
          "SHA-256",
          "SHA-512",
          "PBKDF2WithHmacSHA1",
          "PBKDF2WithHmacSHA256",
          "PBKDF2WithHmacSHA512");

  private static final String PBKDF2 = "PBKDF2";
  private static final String DEFAULT_ALGORITHM = "PBKDF2WithHmacSHA256";

  /** Of a key made here; as many as its hash function gives at once, so more cost more for us. */
  private static final int KEY_BYTES = 32;

  private static final int SALT_BYTES = 16;
  private static final int LEAST_HASH_BYTES = 16;

  /** Checks, and writes the hash in one way. */
  public PasswordHash {
    if (!ALGORITHMS.contains(algorithm)) {
      throw new IllegalArgumentException(
          "algorithm \"%s\" of the password is not known; it must be one of %s"
              .formatted(algorithm, ALGORITHMS));
    }
    if (salt.isEmpty()) {
      throw new IllegalArgumentException("the password's salt is empty; give it 16 random bytes");
    }
    if (iterations < 1) {
      throw new IllegalArgumentException(
          "iterations of the password's hash must be at least 1, was " + iterations);
    }
    hash = hash.replace(":", "").toLowerCase(Locale.ROOT);
    int bytes = bytes(hash).length;
    if (algorithm.startsWith(PBKDF2)) {
      if (bytes < LEAST_HASH_BYTES) {
        throw new IllegalArgumentException(
            "passwordHash has %d bytes; at least %d are needed, or many passwords would do"
                .formatted(bytes, LEAST_HASH_BYTES));
      }
    } else if (bytes != digest(algorithm).getDigestLength()) {
      throw new IllegalArgumentException(
          "passwordHash has %d bytes; those of %s have %d"
              .formatted(bytes, algorithm, digest(algorithm).getDigestLength()));
    }
  }

  /** Of a password that is to be written to a file: slow to compute, so hard to guess. */
  public static PasswordHash of(String password) {
    return hash(password, DEFAULT_ALGORITHM, defaultIterations(DEFAULT_ALGORITHM));
  }

  /** Of a password that stands in the process's memory or configuration anyway: fast. */
  static PasswordHash fast(String password) {
    return hash(password, "SHA-256", 1);
  }

  private static PasswordHash hash(String password, String algorithm, int iterations) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the password is empty; choose one");
    }
    byte[] random = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(random);
    String salt = HexFormat.of().formatHex(random);
    byte[] hash = compute(password, algorithm, salt, iterations, KEY_BYTES);
    return new PasswordHash(algorithm, salt, iterations, HexFormat.of().formatHex(hash));
  }

  /** Those that jmx_exporter documents, where a file does not say. */
  static int defaultIterations(String algorithm) {
    return switch (algorithm) {
      case "PBKDF2WithHmacSHA1" -> 1_300_000;
      case "PBKDF2WithHmacSHA256" -> 600_000;
      case "PBKDF2WithHmacSHA512" -> 210_000;
      default -> 1;
    };
  }

  /** Whether this is it, in a time that does not depend on where it differs. */
  boolean matches(String password) {
    byte[] expected = bytes(hash);
    byte[] given = compute(password, algorithm, salt, iterations, expected.length);
    return MessageDigest.isEqual(expected, given);
  }

  /** Whether {@link #matches} takes long, hundreds of milliseconds, on purpose. */
  boolean isSlow() {
    return algorithm.startsWith(PBKDF2);
  }

  /** How many bytes the hash has. */
  public int keyLength() {
    return bytes(hash).length;
  }

  private static byte[] compute(
      String password, String algorithm, String salt, int iterations, int bytes) {
    byte[] saltBytes = salt.getBytes(StandardCharsets.UTF_8);
    if (!algorithm.startsWith(PBKDF2)) {
      return digest(algorithm).digest((salt + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
    if (password.isEmpty()) {
      // The JDK takes no empty key, and of() gives none out: it can only be wrong.
      password = "\u0000";
    }
    PBEKeySpec key = new PBEKeySpec(password.toCharArray(), saltBytes, iterations, 8 * bytes);
    try {
      return SecretKeyFactory.getInstance(algorithm).generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM does not have " + algorithm, e);
    } finally {
      key.clearPassword();
      Arrays.fill(saltBytes, (byte) 0);
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM does not have " + algorithm, e);
    }
  }

  private static byte[] bytes(String hash) {
    try {
      return HexFormat.of().parseHex(hash);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "passwordHash must be hexadecimal digits, with or without colons: " + e.getMessage(), e);
    }
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "PasswordHash[" + algorithm + "]";
  }
}

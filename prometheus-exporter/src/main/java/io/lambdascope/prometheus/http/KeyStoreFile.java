package io.lambdascope.prometheus.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys or certificates, such as {@code keytool} makes.
 *
 * @param filename where it is
 * @param type for example {@code PKCS12} or {@code JKS}; the JVM's default where null
 * @param password of the file, and of its keys
 */
public record KeyStoreFile(Path filename, @Nullable String type, String password) {

  /** One of the JVM's default type, PKCS12 unless configured otherwise. */
  public KeyStoreFile(Path filename, String password) {
    this(filename, null, password);
  }

  KeyStore load() {
    if (!Files.isReadable(filename)) {
      throw new IllegalArgumentException(
          "key store %s is not there, or cannot be read".formatted(filename.toAbsolutePath()));
    }
    try (InputStream in = Files.newInputStream(filename)) {
      KeyStore store = KeyStore.getInstance(type == null ? KeyStore.getDefaultType() : type);
      store.load(in, password.toCharArray());
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "key store %s cannot be opened: %s; check its password, and its type (%s)"
              .formatted(
                  filename.toAbsolutePath(),
                  e.getMessage(),
                  type == null ? KeyStore.getDefaultType() : type),
          e);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "KeyStoreFile[" + filename + "]";
  }
}

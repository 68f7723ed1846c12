package io.lambdascope.prometheus.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS for the endpoint: versions 1.2 and 1.3, with the cipher suites of the JVM.
 *
 * @param keyStore with the server's private key and its certificate
 * @param alias of that key; where null, the store must have just one
 * @param trustStore with the certificates of those who sign clients' certificates; where not null,
 *     only clients with such a certificate are let in (mutual TLS)
 */
public record TlsSettings(
    KeyStoreFile keyStore, @Nullable String alias, @Nullable KeyStoreFile trustStore) {

  /** Sessions that are kept to be resumed; the JDK's default is 20,480, some kilobytes each. */
  private static final int SESSIONS = 256;

  /** Any client may connect; the store has one key. */
  public TlsSettings(KeyStoreFile keyStore) {
    this(keyStore, null, null);
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException when they are not what is needed
   */
  SSLContext context() {
    KeyStore keys = onlyServersKey(keyStore.load());
    try {
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, keyStore.password().toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trustStore == null ? null : trusted(trustStore), null);
      context.getServerSessionContext().setSessionCacheSize(SESSIONS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key in %s cannot be used: %s; the key's own password must be that of the file"
              .formatted(keyStore.filename(), e.getMessage()),
          e);
    }
  }

  private static TrustManager[] trusted(KeyStoreFile file) throws GeneralSecurityException {
    KeyStore store = file.load();
    boolean any = false;
    for (String each : Collections.list(store.aliases())) {
      any |= store.isCertificateEntry(each);
    }
    if (!any) {
      throw new IllegalArgumentException(
          "trust store %s has no certificate, so no client could connect; import one with keytool"
              .formatted(file.filename()));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  /** A store with the one key that is to be used: which of several, a key manager would guess. */
  private KeyStore onlyServersKey(KeyStore all) {
    char[] password = keyStore.password().toCharArray();
    try {
      List<String> keys =
          Collections.list(all.aliases()).stream().filter(each -> isKey(all, each)).toList();
      if (alias != null && !isKey(all, alias)) {
        throw new IllegalArgumentException(
            "key store %s has no key with the alias \"%s\"; it has %s"
                .formatted(keyStore.filename(), alias, keys));
      }
      if (alias == null && keys.size() != 1) {
        throw new IllegalArgumentException(
            "key store %s has the keys %s; say which by the certificate's alias"
                .formatted(keyStore.filename(), keys));
      }
      String chosen = alias == null ? keys.get(0) : alias;
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      one.setKeyEntry(
          chosen, all.getKey(chosen, password), password, all.getCertificateChain(chosen));
      return one;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "the key in %s cannot be read: %s; the key's own password must be that of the file"
              .formatted(keyStore.filename(), e.getMessage()),
          e);
    }
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store that is loaded", e);
    }
  }
}

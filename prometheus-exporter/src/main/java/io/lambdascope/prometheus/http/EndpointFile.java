package io.lambdascope.prometheus.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint's part of a configuration file of jmx_exporter, {@code httpServer}, in its terms:
 *
 * <pre>{@code
 * httpServer:
 *   authentication:
 *     basic: {username, password}     # or passwordHash, algorithm, salt, iterations, keyLength
 *   ssl:
 *     keyStore: {filename, type, password}
 *     certificate: {alias}
 *     mutualTLS: true
 *     trustStore: {filename, type, password}
 *   threads: {minimum, maximum, keepAliveTime}   # seconds
 * }</pre>
 *
 * <p>File names are relative to the file; user name and passwords may be {@code ${NAME}} of an
 * environment variable. Stricter than the original: an unknown key, a password that is a bare
 * number, a variable that is not set and a trust store without {@code mutualTLS} are refused, since
 * each is a door that its owner takes for closed.
 */
final class EndpointFile {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts -> {
                for (CoercionInputShape bare :
                    new CoercionInputShape[] {
                      CoercionInputShape.Integer,
                      CoercionInputShape.Float,
                      CoercionInputShape.Boolean
                    }) {
                  texts.setCoercion(bare, CoercionAction.Fail);
                }
              })
          .build();

  private record Root(@Nullable Server httpServer) {}

  private record Server(
      @Nullable Authentication authentication, @Nullable Ssl ssl, @Nullable Threads threads) {}

  private record Authentication(@Nullable Basic basic) {
    // Of one component: without this Jackson would take the component for the whole.
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Authentication {}
  }

  private record Basic(
      @Nullable String username,
      @Nullable String password,
      @Nullable String passwordHash,
      @Nullable String algorithm,
      @Nullable String salt,
      @Nullable Integer iterations,
      @Nullable Integer keyLength) {}

  private record Ssl(
      @Nullable Store keyStore,
      @Nullable Certificate certificate,
      @Nullable Boolean mutualTLS,
      @Nullable Store trustStore) {}

  private record Store(
      @Nullable String filename, @Nullable String type, @Nullable String password) {}

  private record Certificate(@Nullable String alias) {}

  private record Threads(
      @Nullable Integer minimum, @Nullable Integer maximum, @Nullable Integer keepAliveTime) {}

  private final Path file;
  private final Function<String, @Nullable String> environment;

  /**
   * A file.
   *
   * @param environment value of a variable, null where it is not set
   */
  EndpointFile(Path file, Function<String, @Nullable String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it cannot be read or says something that is not
   *     understood, with the place and what is allowed there
   */
  EndpointSettings read() {
    Server server = parse().httpServer();
    if (server == null) {
      throw refused("nothing under httpServer, so it would change nothing");
    }
    EndpointSettings settings = EndpointSettings.NONE;
    if (server.authentication() != null) {
      settings = settings.with(credentials(server.authentication()));
    }
    if (server.ssl() != null) {
      settings = settings.with(tls(server.ssl()));
    }
    if (server.threads() != null) {
      settings = settings.with(threads(server.threads()));
    }
    return settings;
  }

  private Root parse() {
    try {
      String text = Files.readString(file);
      return text.isBlank() ? new Root(null) : YAML.readValue(text, Root.class);
    } catch (UnrecognizedPropertyException e) {
      throw refused(
          "unknown key %s; allowed there: %s".formatted(where(e), names(e.getKnownPropertyIds())),
          e);
    } catch (JsonProcessingException e) {
      // What Jackson says would quote the file, and that may be the password.
      throw refused(
          e instanceof JsonMappingException mapping
                  && !(e.getCause() instanceof StreamReadException)
              ? "%s is not what is expected there; quote a text that looks like a number or true"
                  .formatted(where(mapping))
              : "line %d is not YAML, or says a key twice".formatted(line(e)));
    } catch (IOException e) {
      throw refused("it cannot be read: " + e, e);
    }
  }

  private static String where(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .collect(Collectors.joining("."));
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  private static String names(@Nullable Collection<Object> known) {
    TreeSet<String> names = new TreeSet<>();
    if (known != null) {
      known.forEach(name -> names.add(String.valueOf(name)));
    }
    return String.join(", ", names);
  }

  private BasicCredentials credentials(Authentication authentication) {
    String at = "httpServer.authentication.basic";
    Basic basic = required(authentication.basic(), at);
    String username = resolved(required(basic.username(), at + ".username"), at + ".username");
    if ((basic.password() == null) == (basic.passwordHash() == null)) {
      throw refused(at + " needs either password or passwordHash");
    }
    return allowed(
        at,
        () ->
            new BasicCredentials(
                username,
                basic.password() == null
                    ? hash(basic, at)
                    : PasswordHash.fast(resolved(basic.password(), at + ".password"))));
  }

  private PasswordHash hash(Basic basic, String at) {
    String algorithm = required(basic.algorithm(), at + ".algorithm");
    Integer iterations = basic.iterations();
    PasswordHash hash =
        new PasswordHash(
            algorithm,
            required(basic.salt(), at + ".salt"),
            iterations == null ? PasswordHash.defaultIterations(algorithm) : iterations,
            required(basic.passwordHash(), at + ".passwordHash"));
    Integer keyLength = basic.keyLength();
    if (keyLength != null
        && keyLength != hash.keyLength()
        && keyLength != Byte.SIZE * hash.keyLength()) {
      throw refused(
          "%s.keyLength is %d, but passwordHash has %d bytes"
              .formatted(at, keyLength, hash.keyLength()));
    }
    return hash;
  }

  private TlsSettings tls(Ssl ssl) {
    String at = "httpServer.ssl";
    boolean mutual = Boolean.TRUE.equals(ssl.mutualTLS());
    if (mutual != (ssl.trustStore() != null)) {
      throw refused(
          mutual
              ? at + ".mutualTLS needs a trustStore: those who sign the clients' certificates"
              : at + ".trustStore has no effect unless mutualTLS is true; say so, or take it out");
    }
    return new TlsSettings(
        store(required(ssl.keyStore(), at + ".keyStore"), at + ".keyStore"),
        ssl.certificate() == null ? null : ssl.certificate().alias(),
        ssl.trustStore() == null ? null : store(ssl.trustStore(), at + ".trustStore"));
  }

  private KeyStoreFile store(Store store, String at) {
    return new KeyStoreFile(
        file.toAbsolutePath().resolveSibling(required(store.filename(), at + ".filename")),
        store.type(),
        resolved(required(store.password(), at + ".password"), at + ".password"));
  }

  private ThreadLimits threads(Threads threads) {
    String at = "httpServer.threads";
    return allowed(
        at,
        () ->
            new ThreadLimits(
                required(threads.minimum(), at + ".minimum"),
                required(threads.maximum(), at + ".maximum"),
                Duration.ofSeconds(required(threads.keepAliveTime(), at + ".keepAliveTime"))));
  }

  private <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw refused(name + " is missing");
    }
    return value;
  }

  /** The text, or the value of the environment variable that it names. */
  private String resolved(String text, String name) {
    Matcher variable = VARIABLE.matcher(text);
    if (!variable.matches()) {
      return text;
    }
    String value = environment.apply(variable.group(1));
    if (value == null) {
      throw refused("%s is %s, but the environment variable is not set".formatted(name, text));
    }
    return value;
  }

  /** Adds file and place to what a value itself refuses. */
  private <T> T allowed(String at, Supplier<T> value) {
    try {
      return value.get();
    } catch (Refused e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw refused(at + ": " + e.getMessage(), e);
    }
  }

  private Refused refused(String why) {
    return new Refused("configuration file %s: %s".formatted(file, why), null);
  }

  private Refused refused(String why, Exception cause) {
    return new Refused("configuration file %s: %s".formatted(file, why), cause);
  }

  /** Says file and place. */
  private static final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Refused(String message, @Nullable Exception cause) {
      super(message, cause);
    }
  }
}

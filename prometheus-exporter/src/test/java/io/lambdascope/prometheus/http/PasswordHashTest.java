package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the hashes of "secret" in jmx_exporter's documentation of its HTTP authentication. */
class PasswordHashTest {

  private static final String SALT = "U9i%=N+m]#i9yvUV:bA/3n4X9JdPXf=n";

  /** The first 32 of its 128 bytes; a key's beginning does not depend on its length. */
  private static final String PBKDF2 =
      "A1:0E:4E:62:F7:1E:0B:59:0A:32:EA:CC:7C:65:37:1F"
          + ":6D:A6:F1:F1:ED:3F:73:ED:C9:65:19:37:21:5B:6D:4E";

  private static final String SHA_256 =
      "2bf7ed4906ac065bde39f7508d6102a6cdd7153a929ea883ff6cd04442772c99";

  @Test
  void matches_documentedPbkdf2_isTheDocumentedPasswordOnly() {
    PasswordHash hash = new PasswordHash("PBKDF2WithHmacSHA256", SALT, 600_000, PBKDF2);

    assertThat(hash.matches("secret")).isTrue();
    assertThat(hash.matches("Secret")).isFalse();
    assertThat(hash.keyLength()).isEqualTo(32);
  }

  @Test
  void matches_documentedSha256_isTheDocumentedPasswordOnly() {
    PasswordHash hash = new PasswordHash("SHA-256", SALT, 1, SHA_256);

    assertThat(hash.matches("secret")).isTrue();
    assertThat(hash.matches("secret ")).isFalse();
    assertThat(hash.matches("")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // Independently: printf 'salt:secret' | sha1sum, sha512sum;
    // openssl kdf -keylen 16 -kdfopt digest:… -kdfopt pass:secret -kdfopt salt:salt -kdfopt iter:2
    "SHA-1, c1b5a10f75d89d943a921d8e70702174b812298d",
    "SHA-512, 2c6ddc381d4b17c32686827c18f02c8eb737071b69d20d6cd2dd1a9710370d665b88d2eab2e930c3aca0c13bbf6308c514e657a6c738c2c45b24b33beb8a743d",
    "PBKDF2WithHmacSHA1, 69:2F:2A:DD:1A:CC:6B:E3:7E:E2:3B:70:E0:2E:5E:A4",
    "PBKDF2WithHmacSHA512, 4C:CB:54:0C:FA:74:01:6A:A7:77:FF:9C:AE:9F:3F:B0"
  })
  void matches_hashOfAnotherTool_isRecognized(String algorithm, String hex) {
    PasswordHash hash = new PasswordHash(algorithm, "salt", 2, hex);

    assertThat(hash.matches("secret")).isTrue();
    assertThat(hash.matches("secres")).isFalse();
  }

  @Test
  void matches_emptyPassword_isNoneOfPbkdf2() {
    assertThat(new PasswordHash("PBKDF2WithHmacSHA256", "salt", 1, "00".repeat(16)).matches(""))
        .isFalse();
  }

  @Test
  void of_twice_saltsDifferently() {
    PasswordHash one = PasswordHash.of("secret");
    PasswordHash other = PasswordHash.of("secret");

    assertThat(one.matches("secret")).isTrue();
    assertThat(one.salt()).isNotEqualTo(other.salt());
    assertThat(one.hash()).isNotEqualTo(other.hash());
    assertThat(one.iterations()).isEqualTo(600_000);
    assertThat(one).asString().doesNotContain(one.hash());
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, salt, 1, 00112233445566778899aabbccddeeff, 'MD5\" of the password is not known'",
    "SHA-256, salt, 1, 00112233445566778899aabbccddeeff, 'has 16 bytes; those of SHA-256 have 32'",
    "PBKDF2WithHmacSHA256, salt, 1, 0011, 'has 2 bytes; at least 16'",
    "PBKDF2WithHmacSHA256, salt, 0, 00112233445566778899aabbccddeeff, 'at least 1, was 0'",
    "PBKDF2WithHmacSHA256, '', 1, 00112233445566778899aabbccddeeff, 'salt is empty'",
    "PBKDF2WithHmacSHA256, salt, 1, not hexadecimal, 'must be hexadecimal digits'"
  })
  void new_wrongParts_areRefused(
      String algorithm, String salt, int iterations, String hash, String why) {
    assertThatThrownBy(() -> new PasswordHash(algorithm, salt, iterations, hash))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void of_emptyPassword_isRefused() {
    assertThatThrownBy(() -> PasswordHash.of(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("password is empty");
  }
}

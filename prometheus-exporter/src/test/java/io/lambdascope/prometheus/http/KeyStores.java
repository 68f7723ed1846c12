package io.lambdascope.prometheus.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Key stores that {@code keytool} makes on the spot, valid for a day; none is committed. */
final class KeyStores {

  static final String PASSWORD = "not a secret";

  private final Path directory;

  KeyStores(Path directory) {
    this.directory = directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** A key and its self-signed certificate for this machine, in a PKCS12 file. */
  Path withKey(String file, String alias) throws IOException, InterruptedException {
    keytool(
        file,
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-validity",
        "1",
        "-dname",
        "CN=" + alias,
        "-ext",
        "san=ip:127.0.0.1,dns:localhost");
    return file(file);
  }

  /** The certificate of a key, as text that others than Java read. */
  Path certificate(String file, String alias) throws IOException, InterruptedException {
    Path pem = file(alias + ".pem");
    keytool(file, "-exportcert", "-rfc", "-alias", alias, "-file", pem.toString());
    return pem;
  }

  /** A store that trusts a certificate. */
  Path trusting(String file, Path certificate) throws IOException, InterruptedException {
    keytool(file, "-importcert", "-noprompt", "-alias", "trusted", "-file", certificate.toString());
    return file(file);
  }

  KeyStoreFile open(String file) {
    return new KeyStoreFile(file(file), "PKCS12", PASSWORD);
  }

  private void keytool(String file, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-keystore", file(file).toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Path output = file("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(output, StandardCharsets.UTF_8));
    }
  }
}

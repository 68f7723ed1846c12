package io.lambdascope.examples.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lambdascope.prometheus.http.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code password-hash}: a password as the endpoint's configuration keeps it. */
@Command(
    name = "password-hash",
    description = {
      "Asks for a password and prints the lines of an endpoint's configuration file that let in who",
      "knows it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PasswordHashCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      description = "Who is let in (${DEFAULT-VALUE}).",
      defaultValue = "prometheus")
  private String username;

  @Option(
      names = "--stdin",
      description = "Read the password from the first line of standard input; do not ask.")
  private boolean fromStandardInput;

  PasswordHashCommand() {}

  @Override
  public Integer call() throws IOException {
    PasswordHash hash = PasswordHash.of(password());
    spec.commandLine()
        .getOut()
        .print(
            """
            httpServer:
              authentication:
                basic:
                  username: %s
                  algorithm: %s
                  salt: "%s"
                  iterations: %d
                  keyLength: %d
                  passwordHash: "%s"
            """
                .formatted(
                    quoted(username),
                    hash.algorithm(),
                    hash.salt(),
                    hash.iterations(),
                    hash.keyLength(),
                    hash.hash()));
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** As JSON has it, which YAML reads. */
  private static String quoted(String text) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(text);
  }

  /** Not an argument: those are seen in the list of processes and stay in the shell's history. */
  private String password() throws IOException {
    if (fromStandardInput) {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return Optional.ofNullable(line)
          .orElseThrow(() -> new IllegalArgumentException("standard input has no line"));
    }
    Console console =
        Optional.ofNullable(System.console())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no terminal to ask at; give the password to --stdin"));
    char[] password = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (password == null || !Arrays.equals(password, again)) {
      throw new IllegalArgumentException("the two passwords differ");
    }
    return new String(password);
  }
}

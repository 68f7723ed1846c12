package io.lambdascope.prometheus.http;

/**
 * Who may read what the endpoint serves.
 *
 * @param username as in HTTP's Basic authentication: not empty, without a colon
 * @param password what is kept of it
 */
record BasicCredentials(String username, PasswordHash password) {

  BasicCredentials {
    if (username.isEmpty() || username.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "username must have at least one character and no colon, was \"%s\"".formatted(username));
    }
  }
}

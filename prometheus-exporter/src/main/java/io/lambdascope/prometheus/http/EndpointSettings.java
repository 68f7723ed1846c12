package io.lambdascope.prometheus.http;

import org.jspecify.annotations.Nullable;

/**
 * Who is let in and how, as a file or the builder says it.
 *
 * @param credentials null where nobody is asked
 * @param tls null for plain text
 * @param threads that answer
 */
record EndpointSettings(
    @Nullable BasicCredentials credentials, @Nullable TlsSettings tls, ThreadLimits threads) {

  static final EndpointSettings NONE = new EndpointSettings(null, null, ThreadLimits.DEFAULT);

  EndpointSettings with(BasicCredentials others) {
    return new EndpointSettings(others, tls, threads);
  }

  EndpointSettings with(TlsSettings others) {
    return new EndpointSettings(credentials, others, threads);
  }

  EndpointSettings with(ThreadLimits others) {
    return new EndpointSettings(credentials, tls, others);
  }
}

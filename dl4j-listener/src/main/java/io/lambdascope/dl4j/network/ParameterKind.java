package io.lambdascope.dl4j.network;

/** What a parameter is to its layer. */
public enum ParameterKind {
  /** A weight, which DL4J's l1, l2 and weight decay act on by default. */
  WEIGHT,
  /** A bias, which they leave alone by default. */
  BIAS,
  /** Anything else, such as the gamma and beta of batch normalization. */
  OTHER
}

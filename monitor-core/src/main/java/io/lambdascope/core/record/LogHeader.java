package io.lambdascope.core.record;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Term;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What all observations of a log have in common. Immutable.
 *
 * @param identity run, model and reference
 * @param terms what the columns belong to, in their order
 * @param parameters p, how many trained parameters the model has
 */
public record LogHeader(Identity identity, List<Term> terms, long parameters) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException without a term or a parameter
   */
  public LogHeader {
    terms = List.copyOf(terms);
    if (terms.isEmpty() || parameters < 1) {
      throw new IllegalArgumentException(
          "a log needs at least one term and one parameter, given were %s and %d"
              .formatted(terms, parameters));
    }
  }

  byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(identity.run());
      out.writeUTF(identity.model());
      out.writeUTF(identity.reference());
      out.writeLong(parameters);
      out.writeShort(terms.size());
      for (Term term : terms) {
        out.writeUTF(term.regularizer());
        out.writeUTF(term.group());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * From {@link #encoded}.
   *
   * @throws IOException when that is something else
   */
  static LogHeader decoded(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Identity identity = new Identity(in.readUTF(), in.readUTF(), in.readUTF());
      long parameters = in.readLong();
      List<Term> terms = new ArrayList<>();
      for (int left = in.readShort(); left > 0; left--) {
        terms.add(new Term(in.readUTF(), in.readUTF()));
      }
      return new LogHeader(identity, terms, parameters);
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }
}

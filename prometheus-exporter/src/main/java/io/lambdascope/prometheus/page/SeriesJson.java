package io.lambdascope.prometheus.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.prometheus.Readings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * A recording as JSON. JSON has neither NaN nor ∞: both become {@code null}. Any thread.
 *
 * <p>{@code instance} and {@code generation} tell a reader when its points are of another history:
 * when either changes, it is to ask for all points again. Each point is its sequence number and
 * then a value for each of {@code columns}; {@code current} is the values alone.
 */
public final class SeriesJson {

  /** A chart cannot show more. */
  private static final MathContext SERIES_DIGITS = new MathContext(6);

  /** Doubles are integers without gaps below. */
  private static final double LARGEST_INTEGER = 0x1p53;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(new JsonFactory())
          .registerModule(
              new SimpleModule()
                  .addSerializer(double.class, new FiniteOrNull())
                  .addSerializer(Double.class, new FiniteOrNull()));

  private SeriesJson() {}

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      write(json, value);
    }
  }

  /**
   * The points after a sequence number, to 6 digits, and the state of now, exactly.
   *
   * @param monitor index of the recording
   * @param after −1 for all points
   */
  public static byte[] series(Recorder recorder, int monitor, long after) {
    return write(recorder, monitor, after, SERIES_DIGITS);
  }

  /** The whole history, exactly, and the state of now. */
  public static byte[] history(Recorder recorder, int monitor) {
    return write(recorder, monitor, -1, MathContext.UNLIMITED);
  }

  private static byte[] write(Recorder recorder, int monitor, long after, MathContext digits) {
    Recording.View view = recorder.recordings().get(monitor).view(after);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("instance", recorder.instance());
      json.writeNumberField("generation", view.generation());
      json.writeNumberField("monitor", monitor);
      json.writeArrayFieldStart("monitors");
      for (Recording recording : recorder.recordings()) {
        identity(json, recording.identity());
      }
      json.writeEndArray();
      columns(json, view.columns().all());
      json.writeArrayFieldStart("points");
      for (Point point : view.points()) {
        json.writeStartArray();
        json.writeNumber(point.sequence());
        values(json, point.values(), digits);
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("current");
      values(json, view.current(), MathContext.UNLIMITED);
      json.writeEndArray();
      json.writePOJOField("onsets", view.onsets());
      json.writePOJOField("state", view.state());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void identity(JsonGenerator json, Identity identity) throws IOException {
    json.writeStartObject();
    json.writeStringField("run", identity.run());
    json.writeStringField("model", identity.model());
    json.writeStringField("reference", identity.reference());
    json.writeEndObject();
  }

  private static void columns(JsonGenerator json, List<Column> columns) throws IOException {
    json.writeArrayFieldStart("columns");
    for (Column column : columns) {
      json.writeStartObject();
      json.writeStringField("quantity", column.quantity());
      json.writeStringField("unit", column.unit());
      if (column.term().isPresent()) {
        json.writeStringField("term", Words.of(column.term().orElseThrow()));
      }
      if (column.cause().isPresent()) {
        json.writeStringField("cause", Readings.label(column.cause().orElseThrow()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void values(JsonGenerator json, double[] values, MathContext digits)
      throws IOException {
    for (double value : values) {
      boolean exact = digits.getPrecision() == 0 || !Double.isFinite(value) || isInteger(value);
      write(json, exact ? value : new BigDecimal(value).round(digits).doubleValue());
    }
  }

  /** Whether a value is an integer that is told exactly without a fraction. */
  static boolean isInteger(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_INTEGER;
  }

  private static void write(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (isInteger(value)) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}

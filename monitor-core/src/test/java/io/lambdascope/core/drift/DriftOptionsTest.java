package io.lambdascope.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftOptionsTest {

  @Test
  void builder_nothingSet_defaults() {
    assertThat(DriftOptions.DEFAULT)
        .isEqualTo(new DriftOptions(0.5, 11, 3, 200, 2000, 5, 3, 100))
        .isEqualTo(DriftOptions.builder().build());
  }

  @Test
  void builder_allSet_allTaken() {
    assertThat(
            DriftOptions.builder()
                .cusum(0.25, 8)
                .winsorBound(4)
                .halfLives(10, 30)
                .contrastBound(6)
                .calm(2, 11)
                .build())
        .isEqualTo(new DriftOptions(0.25, 8, 4, 10, 30, 6, 2, 11));
  }

  private record Refused(String named, UnaryOperator<DriftOptions.Builder> set) {}

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused("reference", b -> b.cusum(0, 11)),
        new Refused("reference", b -> b.cusum(Double.NaN, 11)),
        new Refused("threshold", b -> b.cusum(0.5, Double.POSITIVE_INFINITY)),
        new Refused("winsorBound must lie", b -> b.cusum(0.5, 2.5)),
        new Refused("winsorBound must lie", b -> b.winsorBound(0.5)),
        new Refused("winsorBound must be", b -> b.winsorBound(-1)),
        new Refused("fastHalfLife must be positive", b -> b.halfLives(0, 1)),
        new Refused("slowHalfLife must be positive", b -> b.halfLives(1, Double.NaN)),
        new Refused("shorter", b -> b.halfLives(7, 7)),
        new Refused("contrastBound must be", b -> b.contrastBound(0)),
        new Refused("calmBound must be below", b -> b.contrastBound(3)),
        new Refused("calmBound must be positive", b -> b.calm(0, 50)),
        new Refused("calmObservations", b -> b.calm(3, 10)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void build_illegalOption_refusedByName(Refused refused) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> refused.set().apply(DriftOptions.builder()).build())
        .withMessageContaining(refused.named());
  }

  /** (1 + 0.6)/(1 − 0.6) = 4. */
  @Test
  void forAutocorrelation_given_scalesTheThresholds() {
    DriftOptions scaled = DriftOptions.DEFAULT.forAutocorrelation(0.6);
    assertThat(scaled.threshold()).isCloseTo(44, within(1e-12));
    assertThat(scaled.contrastBound()).isCloseTo(10, within(1e-12));
    assertThat(scaled.calmBound()).isCloseTo(6, within(1e-12));
    assertThat(scaled.reference()).isEqualTo(0.5);
    assertThat(DriftOptions.DEFAULT.forAutocorrelation(0)).isEqualTo(DriftOptions.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void forAutocorrelation_outside_refused(double correlation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DriftOptions.DEFAULT.forAutocorrelation(correlation))
        .withMessageContaining(Double.toString(correlation));
  }
}

package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.match.RawObservation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerObservationEstimatorTest extends OnlineEstimatorContract {

  @Override
  OnlineEstimator newEstimator() {
    return new PerObservationEstimator();
  }

  @Test
  void estimate_manyObservations_lastOnly() {
    List<RawObservation> observations = observations(31, 5);
    assertThat(estimateOf(observations)).isEqualTo(estimateOf(observations.subList(4, 5)));
  }
}

package io.lambdascope.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;

/** For tests of who holds what. */
final class Garbage {

  private Garbage() {}

  /** Until a weakly held object is really gone. */
  static void collect() {
    WeakReference<Object> canary = new WeakReference<>(new Object());
    for (int i = 0; i < 100 && canary.get() != null; i++) {
      System.gc();
    }
    assertThat(canary.get()).as("the collector ran").isNull();
  }
}

package io.lambdascope.examples.experiment.linear;

/**
 * Standard normal numbers as NumPy's {@code default_rng(seed).standard_normal()} gives them, equal
 * to 1e-12: the paper's data can be drawn from its seed.
 *
 * <p>A seed sequence of four words fills the state of PCG64, a linear congruential generator of 128
 * bits with the output function XSL-RR (M. E. O'Neill, 2014), from which the ziggurat of 256 layers
 * makes normal numbers (G. Marsaglia, W. W. Tsang, J. Stat. Softw. 5, 2000). One thread.
 */
final class NumpyGenerator {

  private static final int POOL = 4;
  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
  private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;

  private static final int LAYERS = 256;

  /** Where the tail begins, and the area of a layer: r·f(r) + ∫_r^∞ f with f = exp(−x²/2). */
  private static final double TAIL = 3.654152885361009;

  private static final double AREA = 0.004928673233974655;
  private static final double SCALE = 0x1p52;

  private static final double[] WIDTH = new double[LAYERS];
  private static final double[] HEIGHT = new double[LAYERS];
  private static final long[] INSIDE = new long[LAYERS];

  static {
    double x = TAIL;
    double base = AREA / Math.exp(-0.5 * x * x);
    INSIDE[0] = (long) (x / base * SCALE);
    WIDTH[0] = base / SCALE;
    HEIGHT[0] = 1;
    WIDTH[LAYERS - 1] = x / SCALE;
    HEIGHT[LAYERS - 1] = Math.exp(-0.5 * x * x);
    for (int i = LAYERS - 2; i >= 1; i--) {
      double next = Math.sqrt(-2 * Math.log(AREA / x + Math.exp(-0.5 * x * x)));
      INSIDE[i + 1] = (long) (next / x * SCALE);
      WIDTH[i] = next / SCALE;
      HEIGHT[i] = Math.exp(-0.5 * next * next);
      x = next;
    }
  }

  private long high;
  private long low;
  private final long incrementHigh;
  private final long incrementLow;

  /** Of a seed from 0 to 2³² − 1. */
  NumpyGenerator(long seed) {
    long[] words = seedWords((int) seed);
    this.incrementHigh = words[2] << 1 | words[3] >>> 63;
    this.incrementLow = words[3] << 1 | 1;
    step();
    add(words[0], words[1]);
    step();
  }

  /** Of NumPy's {@code SeedSequence(seed).generate_state(4, uint64)}. */
  private static long[] seedWords(int seed) {
    int[] pool = new int[POOL];
    int constant = 0x43b0d7e5;
    for (int i = 0; i < POOL; i++) {
      int value = (i == 0 ? seed : 0) ^ constant;
      constant *= 0x931e8875;
      pool[i] = folded(value * constant);
    }
    for (int from = 0; from < POOL; from++) {
      for (int to = 0; to < POOL; to++) {
        if (from != to) {
          int value = pool[from] ^ constant;
          constant *= 0x931e8875;
          pool[to] = folded(0xca01f9dd * pool[to] - 0x4973f715 * folded(value * constant));
        }
      }
    }
    constant = 0x8b51f9dd;
    long[] words = new long[POOL];
    for (int i = 0; i < 2 * POOL; i++) {
      int value = pool[i % POOL] ^ constant;
      constant *= 0x58f38ded;
      long word = Integer.toUnsignedLong(folded(value * constant));
      words[i / 2] |= i % 2 == 0 ? word : word << Integer.SIZE;
    }
    return words;
  }

  private static int folded(int value) {
    return value ^ value >>> 16;
  }

  private void step() {
    // The upper word of the unsigned product; the multiplier's own sign bit is not set.
    long product = Math.multiplyHigh(low, MULTIPLIER_LOW) + (low >> 63 & MULTIPLIER_LOW);
    high = product + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
    low *= MULTIPLIER_LOW;
    add(incrementHigh, incrementLow);
  }

  private void add(long otherHigh, long otherLow) {
    low += otherLow;
    high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
  }

  /** 64 random bits. */
  long nextBits() {
    step();
    return Long.rotateRight(high ^ low, (int) (high >>> 58));
  }

  private double nextUniform() {
    return (nextBits() >>> 11) * 0x1p-53;
  }

  /** The next standard normal number. */
  double nextNormal() {
    while (true) {
      long bits = nextBits();
      int layer = (int) (bits & 0xff);
      long size = bits >>> 9 & 0x000fffffffffffffL;
      double x = (bits >>> 8 & 1) == 0 ? size * WIDTH[layer] : -(size * WIDTH[layer]);
      if (size < INSIDE[layer]) {
        return x;
      }
      if (layer == 0) {
        return tail((size >>> 8 & 1) != 0);
      }
      double y = (HEIGHT[layer - 1] - HEIGHT[layer]) * nextUniform() + HEIGHT[layer];
      if (y < Math.exp(-0.5 * x * x)) {
        return x;
      }
    }
  }

  private double tail(boolean negative) {
    while (true) {
      double x = -Math.log1p(-nextUniform()) / TAIL;
      double y = -Math.log1p(-nextUniform());
      if (2 * y > x * x) {
        return negative ? -(TAIL + x) : TAIL + x;
      }
    }
  }
}

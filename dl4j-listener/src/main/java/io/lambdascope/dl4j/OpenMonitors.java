package io.lambdascope.dl4j;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The samplers that are open in this JVM, which nobody may have closed when it ends: DL4J has no
 * event for the end of training. One shutdown hook lets their workers finish what was taken, so
 * that the last estimate reaches the subscribers and what is saved, within {@value
 * #SHUTDOWN_SECONDS} seconds for all together.
 *
 * <p>They are held weakly: one that nobody has any more is no reason to keep its memory, and its
 * thread ends with it. Any thread.
 */
final class OpenMonitors {

  /** How long the end of the JVM may be kept waiting. */
  static final long SHUTDOWN_SECONDS = 5;

  private static final Cleaner CLEANER = Cleaner.create();
  private static final Set<Entry> OPEN = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(OpenMonitors::closeAll, "lambdascope-shutdown"));
    } catch (IllegalStateException e) {
      // The JVM is ending as the first listener is built.
    }
  }

  private OpenMonitors() {}

  /** An open sampler's place in the list. */
  static final class Entry {

    private final WeakReference<StepSampler<?>> sampler;
    private Cleaner.Cleanable cleanable = () -> {};

    private Entry(StepSampler<?> sampler) {
      this.sampler = new WeakReference<>(sampler);
    }

    /** Takes it off the list. */
    void remove() {
      OPEN.remove(this);
      cleanable.clean();
    }
  }

  /**
   * Puts a sampler on the list.
   *
   * @param queue its queue, whose thread is to end when the sampler is garbage; must not lead to it
   */
  static Entry add(StepSampler<?> sampler, StepQueue<?> queue) {
    Entry entry = new Entry(sampler);
    entry.cleanable =
        CLEANER.register(
            sampler,
            () -> {
              OPEN.remove(entry);
              queue.abandon();
            });
    OPEN.add(entry);
    return entry;
  }

  /** How many there are. */
  static int count() {
    return OPEN.size();
  }

  private static void closeAll() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SHUTDOWN_SECONDS);
    for (Entry entry : OPEN) {
      StepSampler<?> sampler = entry.sampler.get();
      if (sampler != null) {
        try {
          sampler.close(Math.max(0, end - System.nanoTime()));
        } catch (Throwable t) {
          // The others are to be closed all the same.
        }
      }
    }
  }
}

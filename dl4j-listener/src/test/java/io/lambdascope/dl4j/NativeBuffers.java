package io.lambdascope.dl4j;

import java.lang.reflect.Field;
import java.util.Map;
import org.nd4j.linalg.api.memory.deallocation.DeallocatableReference;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's buffers off the heap. JavaCPP's count does not know them, and ND4J's own tracker is not
 * told of them by the CPU backend; what is left is the private list of what it has to free.
 *
 * <p>Workspaces are left out: ND4J frees them with their thread, but never takes them off that
 * list, since a workspace gives itself another identity each time it is asked
 * (CpuWorkspace.getUniqueId). That is some 2 kB for each thread that ever computed a gradient, ours
 * or DL4J's own.
 */
final class NativeBuffers {

  private NativeBuffers() {}

  /** How many have not been freed. */
  static int count() {
    try {
      Field references = DeallocatorService.class.getDeclaredField("referenceMap");
      references.setAccessible(true);
      return (int)
          ((Map<?, ?>) references.get(Nd4j.getDeallocatorService()))
              .values().stream()
                  .map(reference -> ((DeallocatableReference) reference).getDeallocator())
                  .filter(deallocator -> !deallocator.getClass().getName().contains("Workspace"))
                  .count();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ND4J keeps its buffers in another way now", e);
    }
  }
}

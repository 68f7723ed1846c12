package io.lambdascope.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.Snapshots;
import io.lambdascope.prometheus.testing.Program;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextfileExportTest {

  @TempDir Path directory;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void close_afterAnException_fileHasTheLastSnapshotsAndNothingElseIsLeft() throws IOException {
    Path file = directory.resolve("training.prom");
    AtomicReference<MonitorSnapshot> now = new AtomicReference<>(Snapshots.empty());
    Identity other = new Identity("run-1", "mlp", "full_batch");
    assertThatThrownBy(
            () -> {
              try (TextfileExport export = TextfileExport.to(file)) {
                SnapshotSource unused = export.watch(now::get);
                export.watch(() -> Snapshots.empty(other));
                now.set(Snapshots.running());
                throw new IllegalStateException("training ended");
              }
            })
        .hasMessage("training ended");
    assertThat(Exposition.series(Files.readString(file)))
        .hasSize(2 * (SeriesCount.of(2) - 1) + 1)
        .containsValue(97.0);
    assertThat(files()).containsExactly("training.prom");
  }

  @Test
  void close_fileIsForTheCollector_whichIsAnotherUser() throws IOException {
    Path file = directory.resolve("training.prom");
    Path ordinary = Files.writeString(directory.resolve("ordinary"), "");
    try (TextfileExport export = TextfileExport.to(file)) {
      export.watch(Snapshots::running);
    }
    assertThat(file).isReadable();
    // Where files have permissions of this kind; elsewhere they are the directory's.
    if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(Files.getPosixFilePermissions(ordinary))
          .contains(PosixFilePermission.OWNER_READ);
    }
  }

  @Test
  void close_checkedByPromtool_isInOrder() throws Exception {
    Program.require("promtool", PrometheusProcess.REMEDY);
    Path file = directory.resolve("training.prom");
    try (TextfileExport export = TextfileExport.to(file)) {
      export.watch(Snapshots::running);
    }
    Program.Answer answer =
        Program.run(Files.readString(file), List.of("promtool", "check", "metrics"));
    assertThat(answer.code()).as(answer.text()).isZero();
  }

  @Test
  void writeNow_sourceFails_oldFileStays() throws IOException {
    Path file = directory.resolve("training.prom");
    AtomicBoolean broken = new AtomicBoolean();
    TextfileExport export = TextfileExport.to(file);
    SnapshotSource unused =
        export.watch(
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("broken on purpose");
              }
              return Snapshots.running();
            });
    assertThat(export.writeNow()).isTrue();
    String before = Files.readString(file);
    broken.set(true);
    assertThat(export.writeNow()).isFalse();
    export.close();
    assertThat(Files.readString(file)).isEqualTo(before);
    assertThat(export.writeNow()).as("closed").isFalse();
  }

  @Test
  void close_directoryIsGone_isNoError() throws IOException {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    TextfileExport export = TextfileExport.to(gone.resolve("training.prom"));
    export.watch(Snapshots::running);
    Files.delete(gone);
    assertThat(export.writeNow()).isFalse();
    export.close();
    assertThat(gone).doesNotExist();
  }

  @Test
  void to_wrongNameOrDirectory_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextfileExport.to(directory.resolve("training.txt")))
        .withMessageContaining("end in .prom");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextfileExport.to(directory.resolve("missing").resolve("training.prom")))
        .withMessageContaining("missing")
        .withMessageContaining("--collector.textfile.directory");
  }
}

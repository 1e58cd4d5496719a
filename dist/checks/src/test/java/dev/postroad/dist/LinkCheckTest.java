// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guest is compiled against one house, and checked against another. */
final class LinkCheckTest {
  private static final String HOUSE =
      """
      package house;
      public abstract class House extends Ground {
        public int rooms;
        public static int built() { return 1900; }
        public String open(int times) { return "" + times; }
        public void rest() {}
        public interface Bell { void ring(); }
        public interface Guarded {}
        public static class Tent { public Tent() {} }
        protected House() {}
      }
      """;
  private static final String GROUND =
      """
      package house;
      public class Ground { public void dig() {} }
      """;
  private static final String GUEST =
      """
      package guest;
      public class Guest extends house.House implements house.House.Guarded {
        @Override public void rest() {}
        int visit(house.House at) {
          at.open(2);
          at.dig();
          Runnable later = at::dig;
          later.run();
          house.House.Bell bell = () -> new house.House.Tent();
          bell.ring();
          return at.rooms + house.House.built();
        }
      }
      """;

  private final Path folder;

  LinkCheckTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatHasNotChangedLinks() {
    assertThat(guestIn(HOUSE, GROUND)).isEmpty();
  }

  @Test
  void aMissingClassIsNamedWithWhoWantsIt() {
    assertThat(guestIn(GROUND)).contains("guest/Guest -> house/House: there is no such class");
  }

  @Test
  void aMissingClassOfAnOptionalPackageIsPassedOver() {
    Path compiled = compile("guest", List.of(HOUSE, GROUND, GUEST));
    assertThat(LinkCheck.problems(only(compiled, "guest"), List.of(), Set.of("house/"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open(int times)       | open(long times)       | House.open(I)Ljava/lang/String;: there is no such method
          String open           | Object open            | House.open(I)Ljava/lang/String;: there is no such method
          public String open    | private String open    | House.open(I)Ljava/lang/String;: it is not for others to use
          public String open    | String open            | House.open(I)Ljava/lang/String;: it is not for others to use
          public String open    | public static String open | House.open(I)Ljava/lang/String;: it is static
          public static int built() { return 1900; } | public int built() { return 1; } | House.built()I: it is not static
          public int rooms;     | public long rooms;     | House.rooms:I: there is no such field
          public int rooms;     | public static int rooms; | House.rooms:I: it is static
          extends Ground        | extends Object         | House.dig()V: there is no such method
          protected House() {}  | protected House(int a) {} | House.<init>()V: there is no such method
          protected House() {}  | protected abstract void close(); | House.close()V: it is not implemented
          public abstract class | public final class     | House: it is final
          public abstract class | abstract class         | House: it is not for others to use
          public static class Tent | static class Tent   | House$Tent: it is not for others to use
          public static class Tent | public abstract static class Tent | House$Tent: it is abstract
          public interface Guarded | public static class Guarded | House$Guarded: that is not an interface
          public void rest      | public final void rest | House.rest()V: it is final
          void ring();          | void ring(); void stop(); | House$Bell.stop()V: it is not implemented
          """)
  void whatHasChangedIsNamed(String before, String after, String problem) {
    String changed = HOUSE.replace(before, after);
    assertThat(changed).isNotEqualTo(HOUSE);
    assertThat(guestIn(changed, GROUND)).contains("guest/Guest -> house/" + problem);
  }

  @Test
  void whatBecameProtectedIsForHeirsAlone() {
    String visitor =
        "package guest; class Visitor { String visit(house.House at) { return at.open(2); } }";
    Path guests = only(compile("before", List.of(HOUSE, GROUND, GUEST, visitor)), "guest");
    String changed = HOUSE.replace("public String open", "protected String open");
    Path after = compile("after", List.of(changed, GROUND));

    assertThat(LinkCheck.problems(guests, List.of(after), Set.of()))
        .containsExactly(
            "guest/Visitor -> house/House.open(I)Ljava/lang/String;: it is not for others to use");
  }

  @Test
  void aClassThatBecameAnInterfaceIsNamed() {
    assertThat(guestIn("package house; public interface House { String open(int times); }"))
        .contains(
            "guest/Guest -> house/House: that is an interface",
            "guest/Guest -> house/House.open(I)Ljava/lang/String;: that is an interface");
  }

  private Set<String> guestIn(String... house) {
    Path guest = only(compile("before", List.of(HOUSE, GROUND, GUEST)), "guest");
    return LinkCheck.problems(guest, List.of(compile("after", List.of(house))), Set.of());
  }

  /** The class files of one package, by themselves. */
  private Path only(Path compiled, String name) {
    try {
      Path alone = Files.createDirectories(folder.resolve("alone"));
      Files.createDirectories(alone.resolve(name));
      try (Stream<Path> files = Files.list(compiled.resolve(name))) {
        for (Path file : files.toList()) {
          Files.copy(file, alone.resolve(name).resolve(file.getFileName()));
        }
      }
      return alone;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path compile(String name, List<String> sources) {
    Path to = folder.resolve(name);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                null,
                null,
                null,
                Arrays.asList("-d", to.toString(), "-proc:none"),
                null,
                sources.stream().map(Source::new).toList())
            .call();
    assertThat(compiled).as("compiles").isTrue();
    return to;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("text:///" + fileOf(text)), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    private static String fileOf(String text) {
      String[] words = text.substring(0, text.indexOf('{')).split("\\W+", -1);
      List<String> list = Arrays.asList(words);
      int kind = Math.max(list.indexOf("class"), list.indexOf("interface"));
      return list.get(1) + "/" + list.get(kind + 1) + ".java";
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a class needs others for: classes by name, methods and fields by signature. Annotations are
 * not among it, since the JVM passes over those it does not find.
 */
final class References {
  private static final int OPCODES = Opcodes.ASM9;

  /** Internal names. */
  final Set<String> types = new LinkedHashSet<>();

  /** Those of the types that must be for us to use, too; others stand in signatures alone. */
  final Set<String> used = new LinkedHashSet<>();

  /** Those of the types that objects are made of. */
  final Set<String> made = new LinkedHashSet<>();

  final Set<Member> members = new LinkedHashSet<>();
  final Set<Lambda> lambdas = new LinkedHashSet<>();

  /** How a method or field is got at. */
  enum Use {
    FIELD,
    STATIC_FIELD,
    METHOD,
    STATIC_METHOD
  }

  /**
   * A method or field that is referred to.
   *
   * @param owner internal name of the class that it is looked for in; may be an array
   * @param onInterface whether that is expected to be an interface; false of fields
   */
  record Member(String owner, String name, String descriptor, Use use, boolean onInterface) {
    String key() {
      return isField() ? name + ":" + descriptor : name + descriptor;
    }

    boolean isField() {
      return use == Use.FIELD || use == Use.STATIC_FIELD;
    }

    boolean isStatic() {
      return use == Use.STATIC_FIELD || use == Use.STATIC_METHOD;
    }
  }

  /**
   * A lambda or method reference.
   *
   * @param type internal name of the interface that the JVM makes it of
   * @param methods what it implements, by name and descriptor
   */
  record Lambda(String type, Set<String> methods) {}

  private References() {}

  /** Those in a class file. */
  static References in(byte[] classFile) {
    References references = new References();
    new ClassReader(classFile).accept(references.new OfClass(), ClassReader.SKIP_DEBUG);
    return references;
  }

  private void type(String internalName) {
    used(Type.getObjectType(internalName));
  }

  private void used(Type type) {
    type(type);
    Type one = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (one.getSort() == Type.OBJECT) {
      used.add(one.getInternalName());
    }
  }

  private void type(Type type) {
    switch (type.getSort()) {
      case Type.ARRAY -> type(type.getElementType());
      case Type.OBJECT -> types.add(type.getInternalName());
      case Type.METHOD -> {
        type(type.getReturnType());
        for (Type argument : type.getArgumentTypes()) {
          type(argument);
        }
      }
      default -> {}
    }
  }

  private void names(String @Nullable [] internalNames) {
    if (internalNames != null) {
      for (String name : internalNames) {
        type(name);
      }
    }
  }

  private void member(String owner, String name, String descriptor, Use use, boolean onInterface) {
    type(owner);
    type(Type.getType(descriptor));
    members.add(new Member(owner, name, descriptor, use, onInterface));
  }

  private void constant(Object value) {
    if (value instanceof Type type) {
      used(type);
    } else if (value instanceof Handle handle) {
      handle(handle);
    } else if (value instanceof ConstantDynamic dynamic) {
      type(Type.getType(dynamic.getDescriptor()));
      handle(dynamic.getBootstrapMethod());
      for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
        constant(dynamic.getBootstrapMethodArgument(i));
      }
    }
  }

  private void handle(Handle handle) {
    Use use =
        switch (handle.getTag()) {
          case Opcodes.H_GETFIELD, Opcodes.H_PUTFIELD -> Use.FIELD;
          case Opcodes.H_GETSTATIC, Opcodes.H_PUTSTATIC -> Use.STATIC_FIELD;
          case Opcodes.H_INVOKESTATIC -> Use.STATIC_METHOD;
          default -> Use.METHOD;
        };
    member(handle.getOwner(), handle.getName(), handle.getDesc(), use, handle.isInterface());
  }

  private final class OfClass extends ClassVisitor {
    OfClass() {
      super(OPCODES);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      if (superName != null) {
        type(superName);
      }
      names(interfaces);
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      type(Type.getType(descriptor));
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      type(Type.getType(descriptor));
      names(exceptions);
      return new OfMethod();
    }
  }

  private final class OfMethod extends MethodVisitor {
    OfMethod() {
      super(OPCODES);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      type(type);
      if (opcode == Opcodes.NEW) {
        made.add(type);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean ofClass = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
      member(owner, name, descriptor, ofClass ? Use.STATIC_FIELD : Use.FIELD, false);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean onInterface) {
      Use use = opcode == Opcodes.INVOKESTATIC ? Use.STATIC_METHOD : Use.METHOD;
      member(owner, name, descriptor, use, onInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      type(Type.getType(descriptor));
      handle(bootstrap);
      for (Object argument : arguments) {
        constant(argument);
      }
      if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
        Set<String> methods = new LinkedHashSet<>();
        for (Object argument : arguments) {
          if (argument instanceof Type type && type.getSort() == Type.METHOD) {
            methods.add(name + type.getDescriptor());
          }
        }
        lambdas.add(new Lambda(Type.getReturnType(descriptor).getInternalName(), methods));
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      used(Type.getType(descriptor));
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
      if (type != null) {
        type(type);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;

/**
 * Names and a number for each, packed: a list of a million names takes some forty megabytes, a
 * third of what a {@code HashMap} takes. Not changed any more once it is shared.
 *
 * <p>Names are hashed from their end, so that whoever goes along a name from its end has the hash
 * of each of its suffixes at no further cost, and looks all of them up without making a string.
 */
final class NameTable {
  /** The value of a name that is not here. */
  static final int ABSENT = -1;

  private static final int FACTOR = 31;
  private static final int LEAST_SLOTS = 16;

  /** For each name its length in one byte, and its characters. */
  private byte[] text = new byte[64];

  private int used = 1; // so that no name begins at 0, which marks an empty slot
  private int[] slots = new int[LEAST_SLOTS];
  private int[] values = new int[LEAST_SLOTS];
  private int size;

  /** The hash of a text with one more character before it. */
  static int before(int hash, char c) {
    return FACTOR * hash + c;
  }

  static int hash(String name) {
    int hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = before(hash, name.charAt(i));
    }
    return hash;
  }

  int size() {
    return size;
  }

  int get(String name) {
    return get(name, 0, hash(name));
  }

  /**
   * The value of a suffix of a text.
   *
   * @param from where the suffix begins
   * @param hash of the suffix
   */
  int get(String name, int from, int hash) {
    int slot = slot(name, from, hash);
    return slots[slot] == 0 ? ABSENT : values[slot];
  }

  /**
   * Puts a name here, or changes its value.
   *
   * @param name ASCII, of at most 255 characters
   * @param value at least 0
   */
  void put(String name, int value) {
    update(name, before -> value);
  }

  /**
   * Puts a name here, or changes its value.
   *
   * @param name as for {@link #put}
   * @param change makes the value of the one before it, which is {@link #ABSENT} for a new name
   */
  void update(String name, IntUnaryOperator change) {
    int hash = hash(name);
    int slot = slot(name, 0, hash);
    if (slots[slot] != 0) {
      values[slot] = change.applyAsInt(values[slot]);
      return;
    }
    if (3 * (size + 1) > 2 * slots.length) {
      grow();
      slot = slot(name, 0, hash);
    }
    slots[slot] = append(name);
    size++;
    values[slot] = change.applyAsInt(ABSENT);
  }

  void forEach(ObjIntConsumer<String> each) {
    for (int slot = 0; slot < slots.length; slot++) {
      if (slots[slot] != 0) {
        each.accept(nameAt(slots[slot]), values[slot]);
      }
    }
  }

  private int slot(String name, int from, int hash) {
    int mask = slots.length - 1;
    int slot = spread(hash) & mask;
    while (slots[slot] != 0 && !isAt(slots[slot], name, from)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int start, String name, int from) {
    int length = name.length() - from;
    if ((text[start] & 0xff) != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text[start + 1 + i] != name.charAt(from + i)) {
        return false;
      }
    }
    return true;
  }

  private int append(String name) {
    int needed = used + 1 + name.length();
    if (needed > text.length) {
      text = Arrays.copyOf(text, Math.max(needed, text.length + (text.length >> 1)));
    }
    int start = used;
    text[used++] = (byte) name.length();
    for (int i = 0; i < name.length(); i++) {
      text[used++] = (byte) name.charAt(i);
    }
    return start;
  }

  private void grow() {
    int[] oldSlots = slots;
    int[] oldValues = values;
    slots = new int[2 * oldSlots.length];
    values = new int[2 * oldSlots.length];
    int mask = slots.length - 1;
    for (int old = 0; old < oldSlots.length; old++) {
      if (oldSlots[old] != 0) {
        int slot = spread(hashAt(oldSlots[old])) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = oldSlots[old];
        values[slot] = oldValues[old];
      }
    }
  }

  private int hashAt(int start) {
    int hash = 0;
    for (int i = start + (text[start] & 0xff); i > start; i--) {
      hash = before(hash, (char) text[i]);
    }
    return hash;
  }

  private String nameAt(int start) {
    int length = text[start] & 0xff;
    return new String(text, start + 1, length, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Has every bit of the hash count in the lowest ones (the finish of MurmurHash3). */
  private static int spread(int hash) {
    int h = hash;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}

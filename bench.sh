#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures James with Postroad beside stock James, on loopback addresses of this machine; what and
# how is told in docs/performance.md. ./bench.sh --help lists the options; ./bench.sh --quick takes
# less than 6 minutes.
#
# Needs a JDK 17 or newer and Maven, Linux, and the right to listen at ports 25 and 53 of loopback
# addresses, for stock James knows no others: exits 77 without it. Everything it makes lies under
# target/ folders.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
stamp=$root/target/bench/built
bench=$root/benchmarks/target

say() { printf 'bench.sh: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# The major version of the JDK in folder $1; nothing if there is none.
jdk_version() {
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# Sets JAVA_HOME: the one that is set or on the path if it is a JDK 17, else a JDK 17 from the usual
# places, else any that is newer.
choose_jdk() {
  local home version on_path='' newer=''
  if command -v javac >/dev/null; then
    on_path=$(readlink -f "$(command -v javac)")
    on_path=${on_path%/bin/javac}
  fi
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/*; do
    [[ -n $home ]] || continue
    version=$(jdk_version "$home")
    if [[ $version == 17 ]]; then
      export JAVA_HOME=$home
      return
    elif [[ -z $newer && -n $version && $version -gt 17 ]]; then
      newer=$home
    fi
  done
  [[ -n $newer ]] || die "found no JDK 17 or newer: install one, or point JAVA_HOME at it"
  export JAVA_HOME=$newer
}

# Whether something is missing, or some source is newer than the last build.
is_stale() {
  local part newer
  for part in "$stamp" "$bench/classes" "$bench/lib" \
    "$root/integration-tests/james-3.8-server/target/lib"; do
    [[ -e $part ]] || return 0
  done
  compgen -G "$root/dist/james-3.8/target/postroad-james-3.8-*.jar" >/dev/null || return 0
  newer=$(find "$root" -mindepth 1 \( -name target -o -name '.?*' \) -prune \
    -o \( -path '*/src/main/*' -o -name pom.xml \) -newer "$stamp" -print -quit)
  [[ -n $newer ]]
}

build() {
  command -v mvn >/dev/null || die "found no Maven: install Maven 3.8 or newer"
  say "building"
  mkdir -p "${stamp%/*}"
  touch "$stamp.begun"
  (cd "$root" && mvn -q -B -Dstyle.color=never -pl benchmarks -am -Dmaven.test.skip=true \
    -Dspotless.check.skip -Dcheckstyle.skip package >&2) || die "the build failed"
  mv "$stamp.begun" "$stamp"
}

choose_jdk
if is_stale; then
  build
fi
exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -Dpostroad.root="$root" \
  -cp "$bench/classes:$bench/lib/*" dev.postroad.benchmarks.Main "$@"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Usage: ./run.sh [OPTION]
#
#   (none)            James with Postroad, and a playground around it: a DNS server, destination
#                     servers and a second James, all on loopback addresses. Says what listens
#                     where and what to try, and stays until Ctrl-C.
#   --no-playground   James with Postroad alone: this machine's resolver, and port 25.
#   --build           builds, and says where the drop-in jar is.
#   --check           plays the story unattended and exits 0 only if every step held.
#   --help            this text
#
# Builds what is not built; needs a JDK 17 or newer and Maven 3.8 or newer. Everything it makes
# lies under target/ folders.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
stamp=$root/target/run/built
playground=$root/integration-tests/target

say() { printf 'run.sh: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

usage() { sed -n '/^# Usage/,/^# lies/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

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
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
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

# Whether something is missing, or some source is newer than the last build. A folder's own time
# tells of files removed.
is_stale() {
  local part newer
  for part in "$stamp" "$playground/classes" "$playground/lib" \
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
  say "building; the first time this takes some minutes, for Maven fetches what it needs"
  mkdir -p "${stamp%/*}"
  touch "$stamp.begun"
  # The checks of the full build are test.sh's matter.
  (cd "$root" && mvn -q -B -Dstyle.color=never -pl integration-tests -am -Dmaven.test.skip=true \
    -Dspotless.check.skip -Dcheckstyle.skip package) || die "the build failed"
  mv "$stamp.begun" "$stamp"
  say "built"
}

case "$*" in
  '' | --build | --check | --no-playground) ;;
  --help | -h)
    usage
    exit
    ;;
  *)
    usage >&2
    die "does not know: $*"
    ;;
esac

choose_jdk
if is_stale; then
  build
fi
if [[ $* == --build ]]; then
  ls "$root"/dist/james-3.8/target/postroad-james-3.8-*.jar
  exit
fi
exec "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -Dpostroad.root="$root" \
  -cp "$playground/classes:$playground/lib/*" \
  dev.postroad.playground.Main "$@"

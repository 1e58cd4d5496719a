# SPDX-License-Identifier: Apache-2.0
#
# What run.sh, test.sh and bench.sh share: the choice of a JDK, and the build of what they start.
# Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Tells the user something, in the name of the script that was started.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# The major version of the JDK in folder $1; nothing if there is none.
jdk_version() {
  [[ -n $1 && -x $1/bin/java && -x $1/bin/javac ]] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# The folders where a JDK may be: what JAVA_HOME says, that of the path, the usual places.
jdk_homes() {
  local on_path=''
  if command -v javac >/dev/null; then
    on_path=$(readlink -f "$(command -v javac)")
    on_path=${on_path%/bin/javac}
  fi
  printf '%s\n' "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home
}

# Sets JAVA_HOME: the one that is set or on the path if it is a JDK 17, else a JDK 17 from the usual
# places, else any that is newer.
choose_jdk() {
  local home version newer=''
  while read -r home; do
    version=$(jdk_version "$home")
    if [[ $version == 17 ]]; then
      export JAVA_HOME=$home
      return
    elif [[ -z $newer && -n $version && $version -gt 17 ]]; then
      newer=$home
    fi
  done < <(jdk_homes)
  [[ -n $newer ]] || die "found no JDK 17 or newer: install one, or point JAVA_HOME at it"
  export JAVA_HOME=$newer
}

# Sets for_3_9 to what Maven is told so that it builds what is for James 3.9, whose classes want a
# JDK 21 or newer; where there is none it says so, and Maven is told nothing.
choose_flavours() {
  local home version
  for_3_9=''
  while read -r home; do
    version=$(jdk_version "$home")
    if [[ -n $version && $version -ge 21 ]]; then
      for_3_9=-Dpostroad.jdk21=$home
      return
    fi
  done < <(jdk_homes)
  say "found no JDK 21 or newer, and leaves out what is for James 3.9"
}

need_maven() { command -v mvn >/dev/null || die "found no Maven: install Maven 3.8 or newer"; }

# Whether the drop-in jar for James 3.8, James, the stamp or one of the files $2… is missing, or some source is
# newer than the stamp $1 of the last build. A folder's own time tells of files removed.
is_stale() {
  local part newer
  for part in "$@" "$root/integration-tests/james-3.8-server/target/lib"; do
    [[ -e $part ]] || return 0
  done
  compgen -G "$root/dist/james-3.8/target/postroad-james-3.8-*.jar" >/dev/null || return 0
  newer=$(find "$root" -mindepth 1 \( -name target -o -name '.?*' \) -prune \
    -o \( -path '*/src/main/*' -o -name pom.xml \) -newer "$1" -print -quit)
  [[ -n $newer ]]
}

# Builds the modules $2, separated by commas, and all they need, and renews the stamp $1; what comes
# after those is for Maven. All that is said goes to standard error.
build() {
  local stamp=$1 modules=$2
  shift 2
  need_maven
  say "building; the first time this takes some minutes, for Maven fetches what it needs"
  mkdir -p "${stamp%/*}"
  touch "$stamp.begun"
  # The checks of the full build are test.sh's matter. Maven resets colours even where it uses none.
  (cd "$root" && mvn -q -B -ntp -Dstyle.color=never -pl "$modules" -am -Dmaven.test.skip=true \
    -Dspotless.check.skip -Dcheckstyle.skip "$@" package 2>&1) |
    sed $'s/\033\\[[0-9;]*m//g' >&2 || die "the build failed"
  mv "$stamp.begun" "$stamp"
  say "built"
}

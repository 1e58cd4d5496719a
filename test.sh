#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Passes all tests: of the units, of the drop-in jar, and of the jar in a real James.
# Arguments are handed to Maven: ./test.sh -o works without the network once a run has filled
# Maven's repository; ./test.sh -pl core -am passes the tests of core alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The major version of the JDK in folder $1; nothing if there is no JDK.
jdk_version() {
  [[ -x "$1/bin/javac" ]] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# JAVA_HOME if it is a JDK 17, else a JDK 17 from the usual places, else any JDK that is newer.
choose_jdk() {
  local candidate version newer=
  local on_path
  on_path=$(command -v javac || true)
  [[ -n "$on_path" ]] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n "$candidate" ]] || continue
    version=$(jdk_version "$candidate")
    if [[ "$version" == 17 ]]; then
      echo "$candidate"
      return
    elif [[ -n "$version" && "$version" -gt 17 && -z "$newer" ]]; then
      newer=$candidate
    fi
  done
  echo "$newer"
}

JAVA_HOME=$(choose_jdk)
if [[ -z "$JAVA_HOME" ]]; then
  echo "test.sh: no JDK 17 or newer found: install one, or point JAVA_HOME at it" >&2
  exit 1
fi
export JAVA_HOME
echo "JDK: $JAVA_HOME"

# Reports of an earlier run must not be counted.
find . -type d -path '*/target/*-reports' -prune -exec rm -r {} +

built=0
mvn -B -ntp -fae verify "$@" || built=$?
counted=0
"$JAVA_HOME/bin/java" build/TestSummary.java . || counted=$?
((built == 0)) || exit "$built"
exit "$counted"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Passes all tests: of the units, of the drop-in jars, and of each jar in its James. What is for
# James 3.8 is built and tested with a JDK 17, what is for James 3.9 with a JDK 21 or newer beside it.
# Arguments are handed to Maven: ./test.sh -o works without the network once a run has filled
# Maven's repository; ./test.sh -pl core -am passes the tests of core alone.
set -euo pipefail
# shellcheck source=build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/build/common.sh"
cd "$root"
choose_jdk
choose_flavours
need_maven
echo "JDK: $JAVA_HOME" ${for_3_9:+"$for_3_9"}

# Reports of an earlier run must not be counted.
find . -type d -path '*/target/*-reports' -prune -exec rm -r {} +

built=0
mvn -B -ntp -fae ${for_3_9:+"$for_3_9"} verify "$@" || built=$?
counted=0
"$JAVA_HOME/bin/java" build/TestSummary.java . || counted=$?
((built == 0)) || exit "$built"
exit "$counted"

# Parts that the programs of this folder share. POSIX; sourced, with the project's directory as the working one.

java_25() { # prints the java of a JDK 25, or plain java
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/*jdk*; do
    if [ -x "$home/bin/java" ] && grep -qs '^JAVA_VERSION="25[".]' "$home/release"; then
      echo "$home/bin/java"
      return
    fi
  done
  echo java
}

test_class_path() { # prints what classes of the tests run with
  at=$(mktemp)
  ./mvnw -q dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$at" >/dev/null
  echo "$PWD/target/test-classes:$PWD/target/classes:$(cat "$at")"
  rm -f "$at"
}

test_program() { # heap, class, arguments…: runs a class of the tests
  heap=$1
  shift
  "$(java_25)" --enable-native-access=ALL-UNNAMED -Xmx"$heap" -cp "$(test_class_path)" "$@"
}

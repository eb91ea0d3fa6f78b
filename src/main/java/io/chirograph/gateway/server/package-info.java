/// Tomcat's edge: connections bounded in number and memory, heads read in time, no answer of its own.
@NamedInterface("server")
@NullMarked
package io.chirograph.gateway.server;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

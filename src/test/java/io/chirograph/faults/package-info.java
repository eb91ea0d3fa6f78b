/// The campaign that kills the packaged gateway under load and bad networks, and judges what is left.
package io.chirograph.faults;

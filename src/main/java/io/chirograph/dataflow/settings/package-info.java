/// Every setting that a process runs with, with defaults and without secrets, and the digest over them.
///
/// Entry types: [EffectiveSettings], [SettingsReader].
@NullMarked
package io.chirograph.dataflow.settings;

import org.jspecify.annotations.NullMarked;

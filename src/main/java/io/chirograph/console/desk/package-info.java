/// What auditors keep in a process beside the trail: links, requests, questions.
///
/// All of it lies in `auditors-desk.db` of the data directory, bounded by kind. Each change is an event, recorded
/// before the row changes; where a process ends between the two, the trail says more than the desk, never less.
///
/// Entry types: [DeskStore], [Shelf].
@NullMarked
package io.chirograph.console.desk;

import org.jspecify.annotations.NullMarked;

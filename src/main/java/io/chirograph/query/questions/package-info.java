/// Questions that the configuration saves under a name, answered with yes, no or unknown and with what that rests on.
///
/// Entry types: [QuestionAnswers], [SavedQuestion], [SavedQuestions].
@NamedInterface("questions")
@NullMarked
package io.chirograph.query.questions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

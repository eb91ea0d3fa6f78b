/// Grants: who may read the content of which calls, why, and until when.
///
/// A grant is given by an administrator who cannot read, to somebody else. Giving it, taking it back and its end are a
/// `permission.changed` event each. Grants lie in `content-grants.db` of the data directory; what can break off between
/// two steps is settled at the next start, so that the trail never says less than what held:
///
/// | broken off | left behind | at the next start |
/// |---|---|---|
/// | before the row | nothing | nothing |
/// | behind the row, before the event | a row that is `pending` and lets nobody in | ended, which is recorded |
/// | behind the event, before the row is `live` | the same | the same |
/// | behind the row is `ending`, before its event | a row that lets nobody in | its end is recorded |
/// | behind the event, before the row is `ended` | the same | its end is recorded once more |
///
/// Entry types: [ContentGrant], [ContentGrants].
@NamedInterface("grants")
@NullMarked
package io.chirograph.query.grants;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

#pragma once
// Which block of a long text its author may continue: found in what is stored, so that it outlives the
// process. Reads inside the caller's transaction. Owner: Editor. Thread: one at a time.

#include "client/replica/ground.h"
#include "shared/merge/paragraphs.h"

namespace mektep::client {

// The last paragraph of the block that this author typed last into the text, here: in a draft, or in the
// stream that this device goes on with. A block in a stream that ended is not continued: the disk may have been
// copied or restored since, and the other copy goes on with it. Empty when there is none, or when the pack that
// would tell is not here any more.
ParagraphKey own_last_paragraph(Ground& ground, const RecordName& name, FieldNumber field, RecordId author);

}  // namespace mektep::client

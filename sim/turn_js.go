package sim

import "runtime"

// giveTurn lets the collector of garbage go on. There is one thread, which a run
// would keep to its end; a collection that has begun meanwhile would have every
// pointer that is written noted until then.
func giveTurn() { runtime.Gosched() }
